import type { BaseGraph } from '../fold/base-graph.ts'
import { baseIds } from '../fold/bases-needed.ts'
import type { Fold } from '../fold/fold.ts'
import { canPlace, findBase } from '../fold/points.ts'
import type { FoldTables } from '../fold/tables.ts'
import type { Box3 } from '../geometry.ts'
import type { BaseKeeper } from './base-keeper.ts'
import { basesOfSegment, segmentHandleAt } from './bases-of-segment.ts'
import { boxOfPlaces, thinPlaces } from './thin-places.ts'

/** Places of one segment at most: some MB would hold those of a large neuron, and this many show where it runs. */
const SEGMENT_PLACES_MAX = 4096

/** Supervoxels of one segment that are told at most: 128 KB. A sketch of its shape may lack the others. */
const SEGMENT_SUPERVOXELS_MAX = 16_384

/** Where a segment lies, as far as the agglomeration knows: on the contacts between its supervoxels. */
export interface SegmentPlaces {
  /** Three numbers (x, y, z) a place, nanometres: at most `SEGMENT_PLACES_MAX` places, spread over the segment. */
  readonly positions: Float32Array
  /** Round all contacts, also those that `positions` leaves out; undefined where no place is known. */
  readonly box: Box3 | undefined
  /** Those of the segment, at most `SEGMENT_SUPERVOXELS_MAX` of them; none where nobody knows its graph. */
  readonly supervoxels: BigUint64Array<ArrayBuffer>
}

/** Graphs that are read at a time, as the keeper of the bases does. */
const GRAPHS_AT_ONCE = 8

/**
 * Reads the places of the segment that holds a supervoxel now. The graphs of bases that no edit cut are read and let go,
 * so that many segments cost no memory. Rejects with a `ProblemError` where a graph cannot be read.
 */
export async function readSegmentPlaces(
  foldedLog: { readonly fold: Fold; readonly bases: BaseKeeper },
  supervoxel: bigint,
  base: bigint,
): Promise<SegmentPlaces> {
  const { bases } = foldedLog
  const whole = new Map<bigint, BaseGraph>()
  await bases.learn([base])
  for (;;) {
    const found = placesAt(foldedLog.fold.tables, whole, supervoxel, base)
    if (found.kind === 'found') return placesOf(found.positions, found.supervoxels)
    if (found.kind === 'cut') {
      await bases.provide(foldedLog.fold, found.bases)
      continue
    }
    for (let i = 0; i < found.bases.length; i += GRAPHS_AT_ONCE) {
      const some = found.bases.slice(i, i + GRAPHS_AT_ONCE)
      const graphs = await Promise.all(some.map((one) => bases.graphOf(one)))
      for (const [j, one] of some.entries()) whole.set(one, graphs[j]!)
    }
  }
}

/** Places that were collected, thinned. */
export function placesOf(positions: Float32Array, supervoxels: BigUint64Array<ArrayBuffer>): SegmentPlaces {
  return { positions: thinPlaces(positions, SEGMENT_PLACES_MAX), box: boxOfPlaces(positions), supervoxels }
}

/** What is known of a segment in one base. */
interface PlacesPart {
  readonly positions: Float32Array
  readonly supervoxels: BigUint64Array<ArrayBuffer>
}

type PlacesAnswer =
  | ({ readonly kind: 'found' } & PlacesPart)
  /** The fold needs the graphs of these bases, which edits cut. */
  | { readonly kind: 'cut'; readonly bases: readonly bigint[] }
  /** These bases are whole, and their graphs are needed for their positions. */
  | { readonly kind: 'whole'; readonly bases: readonly bigint[] }

function placesAt(
  tables: FoldTables,
  whole: ReadonlyMap<bigint, BaseGraph>,
  supervoxel: bigint,
  base: bigint,
): PlacesAnswer {
  const handle = findBase(tables, base)
  // An edit never named it, so it is a segment by itself.
  if (handle < 0) return placesOfBases(whole, [base], [])
  if (!canPlace(tables, supervoxel, base)) return { kind: 'cut', bases: [base] }
  const segment = segmentHandleAt(tables, supervoxel, base)
  const handles = basesOfSegment(tables, segment)
  const cut = handles.filter((one) => tables.bases.pieceCount[one]! > 1)
  const missing = cut.filter((one) => !tables.bases.loaded.has(one))
  if (missing.length > 0) return { kind: 'cut', bases: baseIds(tables, missing) }
  const uncut = handles.filter((one) => tables.bases.pieceCount[one]! === 1)
  const parts = cut.map((one) => placesInPieces(tables, one, segment))
  return placesOfBases(whole, baseIds(tables, uncut), parts)
}

const NO_PART: PlacesPart = { positions: new Float32Array(0), supervoxels: new BigUint64Array(0) }

/** The supervoxels of the segment in a base, and the contacts that lie between two of them. */
function placesInPieces({ bases, pieces }: FoldTables, handle: number, segment: number): PlacesPart {
  const loaded = bases.loaded.get(handle)
  if (loaded === undefined) return NO_PART
  const { ends, positions = NO_PART.positions } = loaded.baseGraph
  const isIn = (node: number) => pieces.segment[loaded.pieceOf[node]!] === segment
  const found: number[] = []
  for (let edge = 0; 3 * edge < positions.length; edge++) {
    if (!isIn(ends[2 * edge]!) || !isIn(ends[2 * edge + 1]!)) continue
    found.push(positions[3 * edge]!, positions[3 * edge + 1]!, positions[3 * edge + 2]!)
  }
  const supervoxels = loaded.baseGraph.supervoxels.filter((_, node) => isIn(node))
  return { positions: Float32Array.from(found), supervoxels: BigUint64Array.from(supervoxels) }
}

function placesOfBases(
  whole: ReadonlyMap<bigint, BaseGraph>,
  bases: readonly bigint[],
  others: readonly PlacesPart[],
): PlacesAnswer {
  const missing = bases.filter((base) => !whole.has(base))
  if (missing.length > 0) return { kind: 'whole', bases: missing }
  const graphs = bases.flatMap((base) => whole.get(base) ?? [])
  const positions = [...others, ...graphs].flatMap((part) => part.positions ?? [])
  const all = new Float32Array(positions.reduce((sum, { length }) => sum + length, 0))
  let at = 0
  for (const part of positions) {
    all.set(part, at)
    at += part.length
  }
  return { kind: 'found', positions: all, supervoxels: someSupervoxels([...others, ...graphs]) }
}

function someSupervoxels(parts: readonly { readonly supervoxels: BigUint64Array }[]): BigUint64Array<ArrayBuffer> {
  const count = parts.reduce((sum, { supervoxels }) => sum + supervoxels.length, 0)
  const some = new BigUint64Array(Math.min(count, SEGMENT_SUPERVOXELS_MAX))
  let at = 0
  for (const { supervoxels } of parts) {
    const part = supervoxels.subarray(0, some.length - at)
    some.set(part, at)
    at += part.length
  }
  return some
}
