import type { ByteSource } from '../bytes/byte-source.ts'
import { capacityOf } from '../graph/segment-graph.ts'
import type { AgglomerationGraph, AgglomerationSource, DoubtEdges } from './agglomeration-source.ts'
import { singleGraph } from './single-graph.ts'
import { createSortedIds, type SortedIds } from './sorted-ids.ts'
import { createZarrGroup, wrong, type ZarrRows } from './zarr-rows.ts'

/** The number of agglomerates that one batch of `severalFrom` reads. */
const BATCH_AGGLOMERATES = 16_384

/** The arrays of the layout in assets/sample.md: that of WEBKNOSSOS agglomerates, plus ids and doubts. */
interface Arrays {
  readonly ids: ZarrRows
  readonly agglomerateOf: ZarrRows
  readonly memberOffsets: ZarrRows
  readonly members: ZarrRows
  readonly edgeOffsets: ZarrRows
  readonly edges: ZarrRows
  readonly affinities: ZarrRows
  readonly areas: ZarrRows
  readonly positions: ZarrRows
  readonly doubts: ZarrRows
  readonly doubtAffinities: ZarrRows
  readonly doubtAreas: ZarrRows
  readonly doubtPositions: ZarrRows
}

/**
 * Opens an agglomeration in Zarr v3 arrays, and reads only the chunks that are needed. It checks at once that the lengths
 * of the arrays agree, and later everything that it reads. It rejects with a `ProblemError` that names the array.
 * @param file the location of the agglomeration, for messages
 */
export async function openZarrAgglomeration(store: ByteSource, file: string): Promise<AgglomerationSource> {
  const arrays = await openArrays(store, file)
  checkLengths(arrays)
  const ids = createSortedIds(arrays.ids)
  return {
    async basesOf(supervoxels) {
      const { places, firsts } = await agglomeratesWith(arrays, ids, supervoxels)
      const bases = supervoxels.slice()
      const named = await ids.at(firsts, arrays.members.path)
      for (let i = 0; i < places.length; i++) bases[places[i]!] = named[i]!
      return bases
    },
    async countsOf(bases) {
      const { places, firsts, starts, ends } = await agglomeratesWith(arrays, ids, bases)
      const counts = new Float64Array(bases.length).fill(1)
      const named = await ids.at(firsts, arrays.members.path)
      for (let i = 0; i < places.length; i++) {
        if (named[i] === bases[places[i]!]) counts[places[i]!] = ends[i]! - starts[i]!
      }
      return counts
    },
    async graphOf(base) {
      const { agglomerates, starts, ends } = await agglomeratesWith(arrays, ids, BigUint64Array.of(base))
      const agglomerate = agglomerates[0]
      if (agglomerate === undefined) return singleGraph(base)
      const supervoxels = await readMembers(arrays, ids, agglomerate, starts[0]!, ends[0]!)
      return supervoxels[0] === base ? readGraph(arrays, agglomerate, supervoxels) : singleGraph(base)
    },
    async severalFrom(cursor) {
      const last = arrays.memberOffsets.rows - 2
      const first = Math.max(1, cursor)
      const end = Math.min(last + 1, first + BATCH_AGGLOMERATES)
      const offsets = await arrays.memberOffsets.numbers(first, end + 1)
      const firsts: number[] = []
      for (let i = 0; first + i < end; i++) {
        checkSpan(arrays.memberOffsets, first + i, offsets[i]!, offsets[i + 1]!, ids.count)
        if (offsets[i + 1]! - offsets[i]! > 1) firsts.push(offsets[i]!)
      }
      const bases = await ids.at(await arrays.members.pick(firsts), arrays.members.path)
      return { bases, next: end <= last ? end : undefined }
    },
    doubtEdges: () => readDoubts(arrays, ids),
  }
}

/** The supervoxels that the arrays list, out of those that were asked for. */
interface Found {
  /** The places of these supervoxels among those that were asked for. */
  readonly places: readonly number[]
  readonly agglomerates: Float64Array
  /** The dense numbers of the smallest members of the agglomerates. */
  readonly firsts: Float64Array
  /** The rows at which the members of the agglomerates start and end. */
  readonly starts: Float64Array
  readonly ends: Float64Array
}

async function agglomeratesWith(arrays: Arrays, ids: SortedIds, supervoxels: BigUint64Array): Promise<Found> {
  const { agglomerateOf, memberOffsets, members } = arrays
  const dense = await ids.find(supervoxels)
  const places = Array.from(dense, (_, i) => i).filter((i) => dense[i]! > 0)
  const agglomerates = await agglomerateOf.pick(places.map((i) => dense[i]!))
  for (const [i, agglomerate] of agglomerates.entries()) {
    if (agglomerate >= 1 && agglomerate <= memberOffsets.rows - 2) continue
    const row = dense[places[i]!]!
    throw wrong(agglomerateOf.path, `[${row}]`, `names agglomerate ${agglomerate}, which is out of range`)
  }
  const [starts, ends] = await Promise.all([
    memberOffsets.pick(agglomerates),
    memberOffsets.pick(agglomerates.map((agglomerate) => agglomerate + 1)),
  ])
  for (const [i, agglomerate] of agglomerates.entries()) {
    checkSpan(memberOffsets, agglomerate, starts[i]!, ends[i]!, ids.count)
    if (starts[i] === ends[i]) {
      throw wrong(memberOffsets.path, `[${agglomerate}]`, 'has nothing for an agglomerate that is named')
    }
  }
  return { places, agglomerates, firsts: await members.pick(starts), starts, ends }
}

async function readMembers(
  { agglomerateOf, members }: Arrays,
  ids: SortedIds,
  agglomerate: number,
  start: number,
  end: number,
): Promise<BigUint64Array> {
  const dense = await members.numbers(start, end)
  for (let i = 1; i < dense.length; i++) {
    if (dense[i]! > dense[i - 1]!) continue
    throw wrong(members.path, `[${start + i}]`, 'is not ascending within an agglomerate')
  }
  const supervoxels = await ids.at(dense, members.path)
  for (const [i, said] of (await agglomerateOf.pick(dense)).entries()) {
    if (said === agglomerate) continue
    const where = `puts supervoxel ${supervoxels[i]} into agglomerate ${said}, but ${members.path}`
    throw wrong(agglomerateOf.path, `[${dense[i]}]`, `${where} lists it in ${agglomerate}`)
  }
  return supervoxels
}

async function readGraph(
  arrays: Arrays,
  agglomerate: number,
  supervoxels: BigUint64Array,
): Promise<AgglomerationGraph> {
  const { edgeOffsets, edges } = arrays
  const [start = 0, end = 0] = await edgeOffsets.numbers(agglomerate, agglomerate + 2)
  checkSpan(edgeOffsets, agglomerate, start, end, edges.rows)
  const ends = Uint32Array.from(await edges.numbers(start, end))
  for (let i = 0; i < ends.length; i++) {
    if (ends[i]! < supervoxels.length) continue
    const row = start + (i >> 1)
    throw wrong(edges.path, `[${row}]`, `joins member ${ends[i]} of an agglomerate of ${supervoxels.length}`)
  }
  const affinities = Float32Array.from(await arrays.affinities.numbers(start, end))
  return {
    supervoxels,
    ends,
    affinities,
    capacities: Uint32Array.from(affinities, capacityOf),
    areas: Uint32Array.from(await arrays.areas.numbers(start, end)),
    positions: Float32Array.from(await arrays.positions.numbers(start, end)),
  }
}

async function readDoubts(arrays: Arrays, ids: SortedIds): Promise<DoubtEdges> {
  const { rows, path } = arrays.doubts
  return {
    ends: await ids.at(await arrays.doubts.numbers(0, rows), path),
    affinities: Float32Array.from(await arrays.doubtAffinities.numbers(0, rows)),
    areas: Uint32Array.from(await arrays.doubtAreas.numbers(0, rows)),
    positions: Float32Array.from(await arrays.doubtPositions.numbers(0, rows)),
  }
}

/** Checks `start` and `end`, the offsets of an agglomerate into an array of so many rows. */
function checkSpan(offsets: ZarrRows, agglomerate: number, start: number, end: number, rows: number): void {
  if (start <= end && end <= rows) return
  const what = `has the offsets ${start}, ${end}, which are not ascending or beyond the ${rows} rows`
  throw wrong(offsets.path, `[${agglomerate}]`, what)
}

async function openArrays(store: ByteSource, file: string): Promise<Arrays> {
  const { open } = createZarrGroup(store, file)
  return {
    ids: await open('supervoxel_ids', 'uint64', 1),
    agglomerateOf: await open('segment_to_agglomerate', 'integer', 1),
    memberOffsets: await open('agglomerate_to_segments_offsets', 'integer', 1),
    members: await open('agglomerate_to_segments', 'integer', 1),
    edgeOffsets: await open('agglomerate_to_edges_offsets', 'integer', 1),
    edges: await open('agglomerate_to_edges', 'integer', 2),
    affinities: await open('agglomerate_to_affinities', 'float32', 1),
    areas: await open('agglomerate_to_edge_areas', 'integer', 1),
    positions: await open('agglomerate_to_edge_positions', 'float32', 3),
    doubts: await open('doubt_edges', 'integer', 2),
    doubtAffinities: await open('doubt_affinities', 'float32', 1),
    doubtAreas: await open('doubt_areas', 'integer', 1),
    doubtPositions: await open('doubt_positions', 'float32', 3),
  }
}

/** Checks that the lengths of the arrays agree. */
function checkLengths(arrays: Arrays): void {
  const same = (array: ZarrRows, other: ZarrRows, rows = other.rows) => {
    if (array.rows === rows) return
    throw wrong(array.path, 'shape', `has ${array.rows} rows, but ${other.path} asks for ${rows}`)
  }
  if (arrays.ids.rows < 1) throw wrong(arrays.ids.path, 'shape', 'has no row 0 for background')
  if (arrays.memberOffsets.rows < 2) throw wrong(arrays.memberOffsets.path, 'shape', 'has no agglomerate 0')
  same(arrays.agglomerateOf, arrays.ids)
  same(arrays.members, arrays.ids, arrays.ids.rows - 1)
  same(arrays.edgeOffsets, arrays.memberOffsets)
  for (const array of [arrays.affinities, arrays.areas, arrays.positions]) same(array, arrays.edges)
  for (const array of [arrays.doubtAffinities, arrays.doubtAreas, arrays.doubtPositions]) same(array, arrays.doubts)
}
