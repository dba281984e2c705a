import type { AgglomerationSource } from '../agglomeration/agglomeration-source.ts'
import type { Candidate } from './candidate.ts'
import { findTreeCuts, type TreeCuts } from './tree-cuts.ts'

/** Which side of a doubt a supervoxel is on: 1 that of `a`, 2 that of `b`, 0 neither. */
export type SidesReader = (candidate: Candidate, supervoxels: BigUint64Array) => Promise<Uint8Array>

/** Trees of this many bases are kept, for doubts of one base often follow each other. */
const KEPT_TREES = 4

interface Tree {
  readonly cuts: TreeCuts
  readonly ends: Uint32Array
  readonly numberOf: ReadonlyMap<bigint, number>
  /** By the two ends of an edge of the tree: the number of its cut. */
  readonly cutOf: ReadonlyMap<string, number>
}

/**
 * Reads the sides of candidates: of a missed merge the two bases, of a false merge the two parts of its cut. Awaits
 * `pause` after every slice of work.
 */
export function createSidesReader(source: AgglomerationSource, pause: () => Promise<void>): SidesReader {
  const trees = new Map<bigint, Promise<Tree>>()
  const treeOf = (base: bigint): Promise<Tree> => {
    const tree = trees.get(base) ?? readTree(source, base, pause)
    trees.delete(base)
    trees.set(base, tree)
    // What could not be read may be readable the next time.
    tree.catch(() => trees.delete(base))
    for (const old of trees.keys()) if (trees.size > KEPT_TREES) trees.delete(old)
    return tree
  }
  return async ({ kind, a, b, baseA, baseB }, supervoxels) => {
    if (kind === 'missed-merge') {
      const bases = await source.basesOf(supervoxels)
      return Uint8Array.from(bases, (base) => (base === baseA ? 1 : base === baseB ? 2 : 0))
    }
    const { cuts, numberOf, cutOf } = await treeOf(baseA)
    const cut = cutOf.get(`${a} ${b}`)
    if (cut === undefined) return new Uint8Array(supervoxels.length)
    const top = cuts.tops[cut]!
    const isBelow = (node: number) =>
      cuts.places[node]! >= cuts.places[top]! && cuts.places[node]! < cuts.places[top]! + cuts.below[top]!
    const isOfA = isBelow(numberOf.get(a)!)
    return Uint8Array.from(supervoxels, (supervoxel) => {
      const node = numberOf.get(supervoxel)
      if (node === undefined) return 0
      return isBelow(node) === isOfA ? 1 : 2
    })
  }
}

async function readTree(source: AgglomerationSource, base: bigint, pause: () => Promise<void>): Promise<Tree> {
  const { supervoxels, ends, affinities, areas } = await source.graphOf(base)
  const slices = findTreeCuts({ count: supervoxels.length, ends, affinities, areas })
  let slice = slices.next()
  for (; !slice.done; slice = slices.next()) await pause()
  const cuts = slice.value
  const cutOf = new Map(
    Array.from(cuts.edges, (edge, cut) => [`${supervoxels[ends[2 * edge]!]} ${supervoxels[ends[2 * edge + 1]!]}`, cut]),
  )
  return { cuts, ends, cutOf, numberOf: new Map(Array.from(supervoxels, (id, node) => [id, node])) }
}
