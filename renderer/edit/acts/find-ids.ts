import type { Vec3 } from '../../../shared/geometry.ts'
import type { EditSession } from '../edit-session.ts'
import type { FoundSegment } from '../messages.ts'
import { placesOfSegment } from '../places/places-of-segment.ts'

/**
 * The segments that hold these supervoxels now. The id of a segment is that of its smallest supervoxel, so an id may name
 * either. Each has a place to look at where the agglomeration knows one: a contact of the supervoxel with another, or else
 * any of its segment.
 */
export async function findIds(session: EditSession, ids: readonly bigint[]): Promise<readonly FoundSegment[]> {
  const { backend } = session
  const points = await backend.pointsAt(ids.map((supervoxel) => ({ supervoxel, position: [0, 0, 0] })))
  const now = await backend.segmentsAt(points)
  const listed = await session.opened.foldedLog.bases.source.lists?.(BigUint64Array.from(ids))
  const found: FoundSegment[] = []
  for (const [i, { supervoxel, base }] of points.entries()) {
    const isListed = listed?.[i] ?? true
    const position = isListed ? await placeOf(session, supervoxel, base) : undefined
    found.push({ supervoxel, ...now[i]!, position, isListed })
  }
  return found
}

async function placeOf(session: EditSession, supervoxel: bigint, base: bigint): Promise<Vec3 | undefined> {
  const { foldedLog } = session.opened
  const { supervoxels, ends, positions } = await foldedLog.bases.graphOf(base)
  const node = supervoxels.indexOf(supervoxel)
  const end = node < 0 ? -1 : ends.indexOf(node)
  const place = end < 0 ? undefined : placeAt(positions, end >> 1)
  if (place !== undefined) return place
  const doubts = await foldedLog.bases.source.doubtEdges()
  const doubtEnd = doubts.ends.indexOf(supervoxel)
  const doubtPlace = doubtEnd < 0 ? undefined : placeAt(doubts.positions, doubtEnd >> 1)
  if (doubtPlace !== undefined || node < 0 || supervoxels.length === 1) return doubtPlace
  return placeAt((await placesOfSegment(session, supervoxel)).positions, 0)
}

/** Undefined where it is not known. */
function placeAt(positions: Float32Array, i: number): Vec3 | undefined {
  const place = Array.from(positions.subarray(3 * i, 3 * i + 3))
  const [x, y, z] = place
  return x === undefined || y === undefined || z === undefined || !place.every(Number.isFinite) ? undefined : [x, y, z]
}
