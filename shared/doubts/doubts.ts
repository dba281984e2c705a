import type { AgglomerationGraph, AgglomerationSource, BaseBatch } from '../agglomeration/agglomeration-source.ts'
import type { Vec3 } from '../geometry.ts'
import { findTreeCuts, logOdds, probabilityOf } from './tree-cuts.ts'

/** A place where the base agglomeration is likely wrong. */
export interface RankedDoubt {
  /** The same for the same two supervoxels, so that an answer can be remembered. */
  readonly id: string
  readonly kind: 'missed-merge' | 'false-merge'
  readonly a: bigint
  readonly b: bigint
  readonly baseA: bigint
  readonly baseB: bigint
  /** On the contact, in nanometres. */
  readonly position: Vec3
  /** 0 to 1: how likely the two belong together. */
  readonly affinity: number
  /** The number of supervoxels on the smaller side. */
  readonly effect: number
  /** The probability of an error times `effect`. */
  readonly score: number
}

/** The most doubts that are kept. They are weeks of work. */
const MAX_DOUBTS = 5_000

/** Where labels alone say what belongs together, these are the affinities: nothing is known that could be doubted. */
const CERTAINLY_APART = 0
const CERTAINLY_ONE = 1

/** Graphs are read up to so many supervoxels. In a larger agglomeration the doubts are those of a part of it. */
const MAX_SUPERVOXELS = 5_000_000

/** The bases of so many edges are looked up at a time. */
const EDGES_AT_ONCE = 1_024

/**
 * Ranks likely errors, the largest expected effect first. A missed merge is a pair of bases with edges below the
 * threshold between them; it is shown at the strongest of these. A false merge is a cut of a base at an edge of its
 * maximum spanning tree. The probability of an error follows from all edges between the two sides. (Of several ways that
 * were tried on fib25, this one finds the most errors first.) It awaits `pause` after every small slice of work.
 */
export async function rankDoubts(source: AgglomerationSource, pause: () => Promise<void>): Promise<RankedDoubt[]> {
  const best = createBest()
  await addMissedMerges(source, best, pause)
  let supervoxels = 0
  for (let cursor: number | undefined = 0; cursor !== undefined && supervoxels < MAX_SUPERVOXELS; ) {
    const batch: BaseBatch = await source.severalFrom(cursor)
    for (const base of batch.bases) {
      const graph = await source.graphOf(base)
      supervoxels += graph.supervoxels.length
      await addFalseMerges(base, graph, best, pause)
      if (supervoxels >= MAX_SUPERVOXELS) break
    }
    cursor = batch.next
  }
  return best.sorted()
}

/** Two bases with edges between them. */
interface Pair {
  /** The strongest of these edges. */
  readonly edge: number
  readonly baseA: bigint
  readonly baseB: bigint
  readonly effect: number
  logOdds: number
  edges: number
}

async function addMissedMerges(source: AgglomerationSource, best: Best, pause: () => Promise<void>): Promise<void> {
  const { ends, affinities, positions } = await source.doubtEdges()
  const pairs = new Map<string, Pair>()
  for (let start = 0; start < affinities.length; start += EDGES_AT_ONCE) {
    const some = ends.subarray(2 * start, 2 * (start + EDGES_AT_ONCE))
    const bases = await source.basesOf(some)
    const counts = await source.countsOf(bases)
    for (let i = 0; 2 * i < some.length; i++) {
      const [baseA, baseB] = [bases[2 * i]!, bases[2 * i + 1]!]
      const edge = start + i
      if (baseA === baseB) continue
      const name = baseA < baseB ? `${baseA} ${baseB}` : `${baseB} ${baseA}`
      const effect = Math.min(counts[2 * i]!, counts[2 * i + 1]!)
      const pair = pairs.get(name) ?? { edge, baseA, baseB, effect, logOdds: 0, edges: 0 }
      pairs.set(name, pair)
      pair.logOdds += logOdds(affinities[edge]!)
      pair.edges++
    }
    await pause()
  }
  for (const { edge, baseA, baseB, effect, logOdds: odds, edges } of pairs.values()) {
    if (affinities[edge] === CERTAINLY_APART) continue
    const [a, b] = [ends[2 * edge]!, ends[2 * edge + 1]!]
    // Edges of one contact are not independent evidence. It is taken to grow with the square root of their number.
    const score = probabilityOf(odds / Math.sqrt(edges)) * effect
    const place = { position: positionAt(positions, edge), affinity: affinities[edge]! }
    best.add({ id: `merge ${a} ${b}`, kind: 'missed-merge', a, b, baseA, baseB, ...place, effect, score })
  }
  await pause()
}

async function addFalseMerges(
  base: bigint,
  { supervoxels, ends, affinities, positions }: AgglomerationGraph,
  best: Best,
  pause: () => Promise<void>,
): Promise<void> {
  const slices = findTreeCuts({ count: supervoxels.length, ends, affinities })
  let slice = slices.next()
  for (; !slice.done; slice = slices.next()) await pause()
  const cuts = slice.value
  for (const [i, edge] of cuts.edges.entries()) {
    if (affinities[edge] === CERTAINLY_ONE) continue
    const [a, b] = [supervoxels[ends[2 * edge]!]!, supervoxels[ends[2 * edge + 1]!]!]
    const effect = cuts.smaller[i]!
    best.add({
      id: `split ${a} ${b}`,
      kind: 'false-merge',
      a,
      b,
      baseA: base,
      baseB: base,
      position: positionAt(positions, edge),
      affinity: affinities[edge]!,
      effect,
      score: cuts.wrong[i]! * effect,
    })
  }
  await pause()
}

function positionAt(positions: Float32Array, edge: number): Vec3 {
  return [positions[3 * edge]!, positions[3 * edge + 1]!, positions[3 * edge + 2]!]
}

interface Best {
  add(doubt: RankedDoubt): void
  sorted(): RankedDoubt[]
}

/** Keeps the doubts with the highest scores. Equal scores are ordered by id, so that the order is always the same. */
function createBest(): Best {
  let kept: RankedDoubt[] = []
  let least = 0
  const sort = () => {
    kept.sort((p, q) => q.score - p.score || (p.id < q.id ? -1 : 1))
    kept = kept.slice(0, MAX_DOUBTS)
    if (kept.length === MAX_DOUBTS) least = kept.at(-1)!.score
  }
  return {
    add(doubt) {
      if (doubt.score < least) return
      kept.push(doubt)
      if (kept.length >= 2 * MAX_DOUBTS) sort()
    },
    sorted() {
      sort()
      return kept
    },
  }
}
