import type { ByteSource } from '../bytes/byte-source.ts'
import type { Vec3 } from '../geometry.ts'
import type { AgglomerationSource } from './agglomeration-source.ts'
import { agglomerationOfRows, type DoubtRows } from './rows-agglomeration.ts'
import { createDenseIds, createSortedIds } from './sorted-ids.ts'
import { createZarrGroup, type ZarrGroup } from './zarr-rows.ts'

/**
 * Opens an agglomeration in Zarr v3 arrays, and reads only the chunks that are needed: those that Skein writes (see
 * lay-out-agglomeration.ts), and those of WEBKNOSSOS, which have neither ids of their own (a segment is its number), nor areas,
 * positions of edges and doubts. It rejects with a `ProblemError` that names the array.
 * @param file the location of the agglomeration, for messages
 * @param voxelSize nanometres; without it, the positions of WEBKNOSSOS's edges are not known (NaN)
 */
export async function openZarrAgglomeration(
  store: ByteSource,
  file: string,
  voxelSize?: Vec3,
): Promise<AgglomerationSource> {
  const group = createZarrGroup(store, file)
  const agglomerateOf = await group.open('segment_to_agglomerate', 'integer', 1)
  const ids = await group.openIfThere('supervoxel_ids', 'uint64', 1)
  return agglomerationOfRows(
    {
      ids: ids ? createSortedIds(ids) : createDenseIds(agglomerateOf),
      agglomerateOf,
      memberOffsets: await group.open('agglomerate_to_segments_offsets', 'integer', 1),
      members: await group.open('agglomerate_to_segments', 'integer', 1),
      edgeOffsets: await group.open('agglomerate_to_edges_offsets', 'integer', 1),
      edges: await group.open('agglomerate_to_edges', 'integer', 2),
      affinities: await group.open('agglomerate_to_affinities', 'float32', 1),
      // Whoever writes ids of their own writes all the rest as well.
      areas: ids && (await group.open('agglomerate_to_edge_areas', 'integer', 1)),
      positions: ids && (await group.open('agglomerate_to_edge_positions', 'float32', 3)),
      insides: ids ? undefined : await group.open('agglomerate_to_positions', 'integer', 3),
      doubts: ids && (await openDoubts(group)),
    },
    voxelSize,
  )
}

async function openDoubts({ open }: ZarrGroup): Promise<DoubtRows> {
  return {
    edges: await open('doubt_edges', 'integer', 2),
    affinities: await open('doubt_affinities', 'float32', 1),
    areas: await open('doubt_areas', 'integer', 1),
    positions: await open('doubt_positions', 'float32', 3),
  }
}
