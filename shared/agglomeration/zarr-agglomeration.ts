import type { ByteStore } from '../bytes/byte-store.ts'
import { capacityOf } from '../graph/segment-graph.ts'
import type { AgglomerationGraph, AgglomerationSource, DoubtEdges } from './agglomeration-source.ts'
import { createZarrGroup, wrong, type ZarrRows } from './zarr-rows.ts'

/** The arrays of the layout (assets/sample.md; WEBKNOSSOS agglomerates, with ids of their own and doubts). */
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
 * An agglomeration in Zarr v3 arrays, of which only the needed chunks are read. `file` is its location, for messages.
 * Checks at once that the arrays' lengths agree, and what it reads as it reads it; rejects with a `ProblemError` that
 * names the array.
 */
export async function openZarrAgglomeration(store: ByteStore, file: string): Promise<AgglomerationSource> {
  const arrays = await openArrays(store, file)
  checkLengths(arrays, file)
  const count = arrays.ids.rows - 1

  /** The dense number of a supervoxel, or 0. */
  async function denseOf(supervoxel: bigint): Promise<number> {
    let low = 1
    let high = count + 1
    while (low < high) {
      const middle = Math.floor((low + high) / 2)
      const [id = 0n] = await arrays.ids.ids(middle, middle + 1)
      if (id < supervoxel) low = middle + 1
      else high = middle
    }
    if (low > count) return 0
    const [id] = await arrays.ids.ids(low, low + 1)
    return id === supervoxel ? low : 0
  }

  /** The agglomerate of a supervoxel and the rows of its members, or undefined for a supervoxel that is not listed. */
  async function agglomerateWith(supervoxel: bigint) {
    const dense = await denseOf(supervoxel)
    if (dense === 0) return undefined
    const [agglomerate = 0] = await arrays.agglomerateOf.numbers(dense, dense + 1)
    if (agglomerate < 1 || agglomerate > arrays.memberOffsets.rows - 2) {
      throw wrong(
        `${file}/segment_to_agglomerate`,
        `[${dense}]`,
        `names agglomerate ${agglomerate}, which is out of range`,
      )
    }
    const members = await span(arrays.memberOffsets, agglomerate, count, `${file}/agglomerate_to_segments_offsets`)
    if (members.start === members.end) {
      throw wrong(
        `${file}/agglomerate_to_segments_offsets`,
        `[${agglomerate}]`,
        'has nothing for an agglomerate that is named',
      )
    }
    return { agglomerate, members }
  }

  async function idAt(dense: number): Promise<bigint> {
    if (dense < 1 || dense > count) {
      throw wrong(
        `${file}/agglomerate_to_segments`,
        `${dense}`,
        `names supervoxel number ${dense}, which is out of range`,
      )
    }
    const [id = 0n] = await arrays.ids.ids(dense, dense + 1)
    return id
  }

  async function baseOf(supervoxel: bigint): Promise<bigint> {
    const found = await agglomerateWith(supervoxel)
    if (found === undefined) return supervoxel
    const [first = 0] = await arrays.members.numbers(found.members.start, found.members.start + 1)
    return idAt(first)
  }

  return {
    basesOf: (supervoxels) => eachBigint(supervoxels, baseOf),
    async countsOf(bases) {
      const counts = new Float64Array(bases.length)
      for (const [i, base] of bases.entries()) {
        const found = await agglomerateWith(base)
        counts[i] = found === undefined ? 1 : found.members.end - found.members.start
      }
      return counts
    },
    async graphOf(base) {
      const found = await agglomerateWith(base)
      if (found === undefined) return singleGraph(base)
      const { start, end } = found.members
      const members = await arrays.members.numbers(start, end)
      const supervoxels = new BigUint64Array(members.length)
      for (const [i, dense] of members.entries()) {
        if (i > 0 && dense <= members[i - 1]!) {
          throw wrong(`${file}/agglomerate_to_segments`, `[${start + i}]`, 'is not ascending within an agglomerate')
        }
        supervoxels[i] = await idAt(dense)
      }
      const edges = await span(
        arrays.edgeOffsets,
        found.agglomerate,
        arrays.edges.rows,
        `${file}/agglomerate_to_edges_offsets`,
      )
      return readGraph(arrays, file, supervoxels, edges)
    },
    doubtEdges: () => readDoubts(arrays, file, count, idAt),
  }
}

interface Span {
  readonly start: number
  readonly end: number
}

async function span(offsets: ZarrRows, agglomerate: number, rows: number, path: string): Promise<Span> {
  const [start = 0, end = 0] = await offsets.numbers(agglomerate, agglomerate + 2)
  if (start > end || end > rows) {
    throw wrong(
      path,
      `[${agglomerate}]`,
      `has the offsets ${start}, ${end}, which are not ascending or beyond the ${rows} rows`,
    )
  }
  return { start, end }
}

async function readGraph(
  arrays: Arrays,
  file: string,
  supervoxels: BigUint64Array,
  { start, end }: Span,
): Promise<AgglomerationGraph> {
  const ends = Uint32Array.from(await arrays.edges.numbers(start, end))
  for (const [i, place] of ends.entries()) {
    if (place >= supervoxels.length) {
      const row = start + Math.floor(i / 2)
      throw wrong(
        `${file}/agglomerate_to_edges`,
        `[${row}]`,
        `joins member ${place} of an agglomerate of ${supervoxels.length}`,
      )
    }
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

async function readDoubts(
  arrays: Arrays,
  file: string,
  count: number,
  idAt: (dense: number) => Promise<bigint>,
): Promise<DoubtEdges> {
  const { rows } = arrays.doubts
  const dense = await arrays.doubts.numbers(0, rows)
  const ends = new BigUint64Array(dense.length)
  for (const [i, number] of dense.entries()) {
    if (number < 1 || number > count) {
      throw wrong(`${file}/doubt_edges`, `[${i >> 1}]`, `names supervoxel number ${number}, which is out of range`)
    }
    ends[i] = await idAt(number)
  }
  return {
    ends,
    affinities: Float32Array.from(await arrays.doubtAffinities.numbers(0, rows)),
    areas: Uint32Array.from(await arrays.doubtAreas.numbers(0, rows)),
    positions: Float32Array.from(await arrays.doubtPositions.numbers(0, rows)),
  }
}

async function openArrays(store: ByteStore, file: string): Promise<Arrays> {
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

/** Lengths that must agree with each other. */
function checkLengths(arrays: Arrays, file: string): void {
  const same = (name: string, array: ZarrRows, other: string, rows: number) => {
    if (array.rows !== rows)
      throw wrong(`${file}/${name}`, 'shape', `has ${array.rows} rows, but ${other} asks for ${rows}`)
  }
  same('segment_to_agglomerate', arrays.agglomerateOf, 'supervoxel_ids', arrays.ids.rows)
  same('agglomerate_to_segments', arrays.members, 'supervoxel_ids', arrays.ids.rows - 1)
  same('agglomerate_to_edges_offsets', arrays.edgeOffsets, 'agglomerate_to_segments_offsets', arrays.memberOffsets.rows)
  same('agglomerate_to_affinities', arrays.affinities, 'agglomerate_to_edges', arrays.edges.rows)
  same('agglomerate_to_edge_areas', arrays.areas, 'agglomerate_to_edges', arrays.edges.rows)
  same('agglomerate_to_edge_positions', arrays.positions, 'agglomerate_to_edges', arrays.edges.rows)
  same('doubt_affinities', arrays.doubtAffinities, 'doubt_edges', arrays.doubts.rows)
  same('doubt_areas', arrays.doubtAreas, 'doubt_edges', arrays.doubts.rows)
  same('doubt_positions', arrays.doubtPositions, 'doubt_edges', arrays.doubts.rows)
}

/** A supervoxel alone. */
export function singleGraph(base: bigint): AgglomerationGraph {
  return {
    supervoxels: BigUint64Array.of(base),
    ends: new Uint32Array(0),
    capacities: new Uint32Array(0),
    affinities: new Float32Array(0),
    areas: new Uint32Array(0),
    positions: new Float32Array(0),
  }
}

async function eachBigint(values: BigUint64Array, map: (value: bigint) => Promise<bigint>): Promise<BigUint64Array> {
  const mapped = new BigUint64Array(values.length)
  for (const [i, value] of values.entries()) mapped[i] = await map(value)
  return mapped
}
