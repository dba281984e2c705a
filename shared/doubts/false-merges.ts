import type { AgglomerationGraph } from '../agglomeration/agglomeration-source.ts'
import { type CandidateVisitor, CERTAINLY_ONE, logArea, positionAt } from './candidate.ts'
import { type Evidence, noEvidence, setEvidence } from './evidence/evidence.ts'
import { findTreeCuts, logOdds, probabilityOf, type TreeCuts, type WeightedGraph } from './tree-cuts.ts'
import type { Outside, Outsides, WeakEdges } from './weak-edges.ts'

/** Supervoxels or edges between two pauses: some milliseconds. */
const EDGES_AT_ONCE = 16_384

/** Cuts between two pauses: a model takes some 20 µs for a cut. */
const SLICE = 256

/**
 * Every cut of a base at an edge of its maximum spanning tree, at that edge. Awaits `pause` after every slice of work.
 * @param faceArea square nanometres of a voxel face
 */
export async function visitFalseMerges(
  base: bigint,
  graph: AgglomerationGraph,
  weak: WeakEdges,
  faceArea: number,
  pause: () => Promise<void>,
  visitor: CandidateVisitor,
): Promise<void> {
  const { supervoxels, ends, affinities, areas, positions } = graph
  const slices = findTreeCuts(
    { count: supervoxels.length, ends, affinities, areas },
    await weakInside(base, supervoxels, weak, pause),
  )
  let slice = slices.next()
  for (; !slice.done; slice = slices.next()) await pause()
  const cuts = slice.value
  const sides = await outsideOfSides(supervoxels, cuts, weak.outside, pause)
  const inner = cuts.edges.reduce((sum, edge) => sum + logOdds(affinities[edge]!), 0) / Math.max(1, cuts.edges.length)
  const scratch = noEvidence()
  for (const [i, edge] of cuts.edges.entries()) {
    if (i % SLICE === SLICE - 1) await pause()
    if (affinities[edge] === CERTAINLY_ONE) continue
    readEvidence(scratch, cuts, i, logOdds(affinities[edge]!), inner, sides, faceArea)
    if (!visitor.wants('false-merge', scratch)) continue
    const [a, b] = [supervoxels[ends[2 * edge]!]!, supervoxels[ends[2 * edge + 1]!]!]
    visitor.visit({
      id: `split ${a} ${b}`,
      kind: 'false-merge',
      a,
      b,
      baseA: base,
      baseB: base,
      position: positionAt(positions, edge),
      affinity: affinities[edge]!,
      effect: cuts.smaller[i]!,
      plain: probabilityOf(-cuts.odds[i]!),
      evidence: scratch.slice(),
    })
  }
  await pause()
}

/**
 * The edges within a base that joined nothing, by the places of their ends among its supervoxels. Awaits `pause` after every
 * slice of work: a base can have most edges of a dataset.
 */
async function weakInside(
  base: bigint,
  supervoxels: BigUint64Array,
  weak: WeakEdges,
  pause: () => Promise<void>,
): Promise<WeightedGraph | undefined> {
  const edges = weak.inside.get(base)
  if (edges === undefined) return undefined
  const numberOf = new Map<bigint, number>()
  for (let node = 0; node < supervoxels.length; node++) {
    if (node % EDGES_AT_ONCE === EDGES_AT_ONCE - 1) await pause()
    numberOf.set(supervoxels[node]!, node)
  }
  const ends = new Uint32Array(2 * edges.length)
  const affinities = new Float32Array(edges.length)
  const areas = new Uint32Array(edges.length)
  for (const [i, e] of edges.entries()) {
    if (i % EDGES_AT_ONCE === EDGES_AT_ONCE - 1) await pause()
    const [a, b] = [numberOf.get(weak.ends[2 * e]!), numberOf.get(weak.ends[2 * e + 1]!)]
    // An agglomeration lists both ends of its edges among its supervoxels. One that does not crosses no cut: 0 with 0.
    if (a !== undefined && b !== undefined) ends.set([a, b], 2 * i)
    affinities[i] = weak.affinities[e]!
    areas[i] = weak.areas[e]!
  }
  return { count: supervoxels.length, ends, affinities, areas }
}

function readEvidence(
  evidence: Evidence,
  cuts: TreeCuts,
  cut: number,
  best: number,
  inner: number,
  sides: OutsideOfSides,
  faceArea: number,
): void {
  const top = cuts.tops[cut]!
  const [edges, area, odds] = [cuts.crossing[cut]!, cuts.areas[cut]!, cuts.odds[cut]!]
  const both = sides.ofCut(top).map((side) => ({ ...side, surface: side.area + area }))
  const [less, more] = both[0]!.surface <= both[1]!.surface ? [both[0]!, both[1]!] : [both[1]!, both[0]!]
  setEvidence(evidence, {
    'best-odds': best,
    'sum-odds': odds,
    'root-odds': odds / Math.sqrt(edges),
    edges,
    contact: logArea(area, faceArea),
    'edge-area': logArea(area / edges, faceArea),
    'count-less': Math.log(less.count),
    'count-more': Math.log(more.count),
    'inner-odds': best - inner,
    'weak-odds': odds + cuts.weakOdds[cut]!,
    'weak-area': logArea(cuts.weakAreas[cut]!, faceArea),
    'weak-share': cuts.weakAreas[cut]! / (cuts.weakAreas[cut]! + area),
  })
  if (!sides.known) return
  setEvidence(evidence, {
    'surface-less': logArea(less.surface, faceArea),
    'surface-more': logArea(more.surface, faceArea),
    'share-less': area / less.surface,
    'share-more': area / more.surface,
    'rival-less': less.best - best,
    'rival-more': more.best - best,
  })
}

interface OutsideOfSides {
  /** False where no edges to other bases are kept: then nothing is known of surfaces. */
  readonly known: boolean
  /** Of the side with this top, and of the other side. `best` is NaN where a side has no edge to another base. */
  ofCut(top: number): readonly [Side, Side]
}

interface Side extends Outside {
  /** Supervoxels. */
  readonly count: number
}

async function outsideOfSides(
  supervoxels: BigUint64Array,
  { places, below, partStart, partSize }: TreeCuts,
  outside: Outsides,
  pause: () => Promise<void>,
): Promise<OutsideOfSides> {
  const count = supervoxels.length
  const own = new Array<Outside | undefined>(count)
  for (let node = 0; node < count; node++) {
    if (node % EDGES_AT_ONCE === EDGES_AT_ONCE - 1) await pause()
    own[places[node]!] = outside.of(supervoxels[node]!)
  }
  const areas = new Float64Array(count + 1)
  for (let i = 0; i < count; i++) areas[i + 1] = areas[i]! + (own[i]?.area ?? 0)
  const best = Float64Array.from(own, (one) => one?.best ?? Number.NaN)
  const highest = await rangeHighest(best, pause)
  return {
    known: outside.isKnown,
    ofCut(top) {
      const [start, end] = [places[top]!, places[top]! + below[top]!]
      const [first, last] = [partStart[top]!, partStart[top]! + partSize[top]!]
      const area = areas[end]! - areas[start]!
      return [
        { count: end - start, area, best: highest(start, end) },
        {
          count: partSize[top]! - (end - start),
          area: areas[last]! - areas[first]! - area,
          best: higher(highest(first, start), highest(end, last)),
        },
      ]
    },
  }
}

/** The higher of two numbers, of which NaN is none. */
function higher(a: number, b: number): number {
  return a >= b || Number.isNaN(b) ? a : b
}

/** Finds the highest value from one place up to before another, by a table of powers of two. */
async function rangeHighest(
  values: Float64Array,
  pause: () => Promise<void>,
): Promise<(start: number, end: number) => number> {
  const levels = [values]
  for (let width = 1; 2 * width <= values.length; width *= 2) {
    const last = levels.at(-1)!
    const level = new Float64Array(values.length - 2 * width + 1)
    for (let i = 0; i < level.length; i++) level[i] = higher(last[i]!, last[i + width]!)
    levels.push(level)
    if (level.length > EDGES_AT_ONCE) await pause()
  }
  return (start, end) => {
    if (start >= end) return Number.NaN
    const level = 31 - Math.clz32(end - start)
    return higher(levels[level]![start]!, levels[level]![end - 2 ** level]!)
  }
}
