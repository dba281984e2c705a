import type { AgglomerationSource } from '../agglomeration/agglomeration-source.ts'
import { emptyLabelTable, findLabel, labelsOf, placeOfLabel } from '../codec/label-table.ts'
import { halvesOf, highHalf, lowHalf } from '../ids/halves.ts'
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
  readonly bases: BigUint64Array
  readonly counts: readonly number[]
  readonly outside: Outsides
  /** By base: the edges within it that were too weak to join anything. */
  readonly inside: ReadonlyMap<bigint, readonly number[]>
}

/** What the edges of supervoxels to other bases say. */
export interface Outsides {
  /** False if there is no such edge at all. */
  readonly isKnown: boolean
  /** Undefined for a supervoxel without any. */
  of(supervoxel: bigint): Outside | undefined
}

/** The edges from one supervoxel to other bases. */
export interface Outside {
  /** Voxel faces. */
  readonly area: number
  /** The log odds of the strongest. */
  readonly best: number
}

/** The bases of this many edges are looked up at a time. */
const EDGES_AT_ONCE = 1_024

/** This many edges are looked at, the strongest first: they take some 400 MB. What is weaker is no doubt. */
const MAX_EDGES = 4_000_000

/** Tables are as large at first as if a supervoxel had this many edges. In tissue it has some 4, so they need not grow. */
const EDGES_A_SUPERVOXEL = 2

/**
 * Awaits `pause` after every slice of work. Rejects if the source does.
 * @param most this many edges are read, the strongest
 */
export async function readWeakEdges(
  source: AgglomerationSource,
  pause: () => Promise<void>,
  most = MAX_EDGES,
): Promise<WeakEdges> {
  const all = await source.doubtEdges()
  const count = Math.min(most, all.affinities.length)
  const ends = all.ends.subarray(0, 2 * count)
  const baseOfEnd = new Uint32Array(2 * count)
  const bases = emptyLabelTable(count / EDGES_A_SUPERVOXEL)
  const counts: number[] = []
  const outside = createOutsides(count / EDGES_A_SUPERVOXEL)
  const inside = new Map<bigint, number[]>()
  for (let start = 0; start < count; start += EDGES_AT_ONCE) {
    const some = ends.subarray(2 * start, 2 * (start + EDGES_AT_ONCE))
    const found = await source.basesOf(some)
    const sizes = await source.countsOf(found)
    const [endHalves, baseHalves] = [halvesOf(some), halvesOf(found)]
    for (let i = 0; i < found.length; i++) {
      const base = placeOfLabel(bases, baseHalves[2 * i]!, baseHalves[2 * i + 1]!)
      if (base === counts.length) counts.push(sizes[i]!)
      baseOfEnd[2 * start + i] = base
    }
    for (let edge = start; edge < start + some.length / 2; edge++) {
      if (baseOfEnd[2 * edge] === baseOfEnd[2 * edge + 1]) {
        const base = found[2 * (edge - start)]!
        const own = inside.get(base) ?? []
        inside.set(base, own)
        own.push(edge)
        continue
      }
      const odds = logOdds(all.affinities[edge]!)
      for (const end of [2 * (edge - start), 2 * (edge - start) + 1]) {
        outside.add(endHalves[2 * end]!, endHalves[2 * end + 1]!, all.areas[edge]!, odds)
      }
    }
    await pause()
  }
  const { affinities, areas, positions } = all
  return { count, ends, baseOfEnd, affinities, areas, positions, bases: labelsOf(bases), counts, outside, inside }
}

/** Sums by supervoxel, in columns: they can be millions. */
function createOutsides(expected: number): Outsides & {
  add(low: number, high: number, area: number, odds: number): void
} {
  const supervoxels = emptyLabelTable(expected)
  let areas = new Float64Array(supervoxels.low.length)
  let bests = new Float64Array(supervoxels.low.length)
  return {
    get isKnown() {
      return supervoxels.count > 0
    },
    of(supervoxel) {
      const place = findLabel(supervoxels, lowHalf(supervoxel), highHalf(supervoxel))
      return place < 0 ? undefined : { area: areas[place]!, best: bests[place]! }
    },
    add(low, high, area, odds) {
      const known = supervoxels.count
      const place = placeOfLabel(supervoxels, low, high)
      if (place >= areas.length) {
        areas = copyOf(areas, supervoxels.low.length)
        bests = copyOf(bests, supervoxels.low.length)
      }
      areas[place]! += area
      bests[place] = place === known ? odds : Math.max(bests[place]!, odds)
    },
  }
}

function copyOf(values: Float64Array, length: number): Float64Array<ArrayBuffer> {
  const longer = new Float64Array(length)
  longer.set(values)
  return longer
}
