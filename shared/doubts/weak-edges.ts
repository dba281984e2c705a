import type { AgglomerationSource } from '../agglomeration/agglomeration-source.ts'
import { logOdds } from './tree-cuts.ts'

/** The edges below the threshold, with numbers in place of ids. */
export interface WeakEdges {
  readonly count: number
  /** Two entries an edge: the supervoxels at its ends. */
  readonly ends: BigUint64Array
  /** Two entries an edge: the numbers of the bases of its ends. Both are the same where the edge is within a base. */
  readonly baseOfEnd: Uint32Array
  readonly affinities: Float32Array
  readonly areas: Uint32Array
  /** Nanometres, three entries an edge. */
  readonly positions: Float32Array
  /** By number of a base: its id and its supervoxels. */
  readonly bases: readonly bigint[]
  readonly counts: readonly number[]
  /** By supervoxel: what its edges to other bases say. Supervoxels without any are not there. */
  readonly outside: ReadonlyMap<bigint, Outside>
  /** By base: the edges within it that were too weak to join anything. */
  readonly inside: ReadonlyMap<bigint, readonly number[]>
}

/** The edges from one supervoxel to other bases. */
export interface Outside {
  /** Voxel faces. */
  area: number
  /** The log odds of the strongest. */
  best: number
}

/** The bases of so many edges are looked up at a time. */
const EDGES_AT_ONCE = 1_024

/** So many edges are looked at, the strongest first: they take about a gigabyte. What is weaker is no doubt. */
const MAX_EDGES = 4_000_000

/** Awaits `pause` after every slice of work. Rejects if the source does. */
export async function readWeakEdges(source: AgglomerationSource, pause: () => Promise<void>): Promise<WeakEdges> {
  const all = await source.doubtEdges()
  const count = Math.min(MAX_EDGES, all.affinities.length)
  const ends = all.ends.subarray(0, 2 * count)
  const baseOfEnd = new Uint32Array(2 * count)
  const numbers = new Map<bigint, number>()
  const bases: bigint[] = []
  const counts: number[] = []
  const outside = new Map<bigint, Outside>()
  const inside = new Map<bigint, number[]>()
  for (let start = 0; start < count; start += EDGES_AT_ONCE) {
    const some = ends.subarray(2 * start, 2 * (start + EDGES_AT_ONCE))
    const found = await source.basesOf(some)
    const sizes = await source.countsOf(found)
    for (const [i, base] of found.entries()) {
      let number = numbers.get(base)
      if (number === undefined) {
        number = numbers.size
        numbers.set(base, number)
        bases.push(base)
        counts.push(sizes[i]!)
      }
      baseOfEnd[2 * start + i] = number
    }
    for (let i = 0; 2 * i < some.length; i++) {
      if (found[2 * i] === found[2 * i + 1]) {
        const own = inside.get(found[2 * i]!) ?? []
        inside.set(found[2 * i]!, own)
        own.push(start + i)
        continue
      }
      for (const end of [some[2 * i]!, some[2 * i + 1]!]) {
        const own = outside.get(end) ?? { area: 0, best: Number.NEGATIVE_INFINITY }
        own.area += all.areas[start + i]!
        own.best = Math.max(own.best, logOdds(all.affinities[start + i]!))
        outside.set(end, own)
      }
    }
    await pause()
  }
  const { affinities, areas, positions } = all
  return { count, ends, baseOfEnd, affinities, areas, positions, bases, counts, outside, inside }
}
