import { placesOf, readSegmentPlaces, type SegmentPlaces } from '../../../shared/folded-log/segment-places.ts'
import type { EditSession } from '../edit-session.ts'

/**
 * Where the segment of a supervoxel lies now. A segment of one supervoxel has no contacts within it, so its contacts with
 * others stand in for them. Rejects with a `ProblemError` where the agglomeration cannot be read.
 */
export async function placesOfSegment(
  { opened: { foldedLog } }: Pick<EditSession, 'opened'>,
  supervoxel: bigint,
): Promise<SegmentPlaces> {
  const [base] = await foldedLog.bases.basesOf(BigUint64Array.of(supervoxel))
  const places = await readSegmentPlaces(foldedLog, supervoxel, base!)
  if (places.box !== undefined) return places
  const { ends, positions } = await foldedLog.bases.source.doubtEdges()
  const found: number[] = []
  for (let end = ends.indexOf(supervoxel); end >= 0; end = ends.indexOf(supervoxel, end + 1)) {
    found.push(...positions.subarray(3 * (end >> 1), 3 * (end >> 1) + 3))
  }
  return placesOf(Float32Array.from(found), places.supervoxels)
}
