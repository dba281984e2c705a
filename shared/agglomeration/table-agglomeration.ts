import type { Vec3 } from '../geometry.ts'
import { ProblemError, unwrap } from '../problem.ts'
import type { AgglomerationSource } from './agglomeration-source.ts'
import { parseEdgeRows } from './edge-rows.ts'
import { layOutRows } from './edge-table.ts'
import { type AgglomerationArrays, ARRAY_COLUMNS, layOutAgglomeration } from './lay-out-agglomeration.ts'
import { type Rows, rowsOfValues } from './rows.ts'
import { agglomerationOfRows } from './rows-agglomeration.ts'
import { createSortedIds } from './sorted-ids.ts'

/** The largest table that is opened directly: 64 MiB, some million edges. It is held in memory; larger ones are imported. */
const MAX_TABLE_BYTES = 64 * 2 ** 20

export interface TableOptions {
  /** 0 to 1. */
  readonly threshold: number
  /** Nanometres per voxel, of which the positions in the table are. */
  readonly voxelSize: Vec3
}

/** The agglomeration of a table of edges in CSV. Rejects with a `ProblemError` that names file and row. */
export async function openTableAgglomeration(
  bytes: Uint8Array,
  file: string,
  { threshold, voxelSize }: TableOptions,
): Promise<AgglomerationSource> {
  if (bytes.length > MAX_TABLE_BYTES) {
    const message = `${file} is larger than the ${MAX_TABLE_BYTES / 2 ** 20} MiB of a table that is opened directly: make an agglomeration of it by tools/make-agglomeration.ts`
    throw new ProblemError({ kind: 'too-large', message, file })
  }
  if (PARQUET_MAGIC.every((byte, i) => bytes[i] === byte)) {
    const message = `${file} is a Parquet file: make an agglomeration of it by tools/make-agglomeration.ts, and open that`
    throw new ProblemError({ kind: 'unsupported', message, file })
  }
  const rows = unwrap(parseEdgeRows(textOf(bytes), file))
  return agglomerationOfArrays(layOutAgglomeration(layOutRows(rows, voxelSize, threshold)), file)
}

/** The first bytes of a Parquet file. */
const PARQUET_MAGIC = [0x50, 0x41, 0x52, 0x31]

/** Ids, numbers and names of columns are ASCII, so that it does not matter how other bytes are read. */
function textOf(bytes: Uint8Array): string {
  const pieces: string[] = []
  const step = 2 ** 13
  for (let at = 0; at < bytes.length; at += step) pieces.push(String.fromCharCode(...bytes.subarray(at, at + step)))
  return pieces.join('')
}

function agglomerationOfArrays(arrays: AgglomerationArrays, file: string): AgglomerationSource {
  const rows = (name: keyof AgglomerationArrays): Rows =>
    rowsOfValues(`${file} (${name})`, arrays[name], ARRAY_COLUMNS[name] ?? 1)
  const source = agglomerationOfRows({
    ids: createSortedIds(rows('supervoxel_ids')),
    agglomerateOf: rows('segment_to_agglomerate'),
    memberOffsets: rows('agglomerate_to_segments_offsets'),
    members: rows('agglomerate_to_segments'),
    edgeOffsets: rows('agglomerate_to_edges_offsets'),
    edges: rows('agglomerate_to_edges'),
    affinities: rows('agglomerate_to_affinities'),
    areas: rows('agglomerate_to_edge_areas'),
    positions: rows('agglomerate_to_edge_positions'),
    insides: undefined,
    doubts: {
      edges: rows('doubt_edges'),
      affinities: rows('doubt_affinities'),
      areas: rows('doubt_areas'),
      positions: rows('doubt_positions'),
    },
  })
  // A supervoxel without a contact is in no row.
  return { ...source, lists: undefined }
}
