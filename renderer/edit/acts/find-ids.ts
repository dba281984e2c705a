import type { Vec3 } from '../../../shared/geometry.ts'
import type { EditSession } from '../edit-session.ts'
import type { FoundSegment } from '../messages.ts'

/**
 * The segments that hold these supervoxels now. The id of a segment is that of its smallest supervoxel, so an id may name
 * either. Each has a place to look at where the agglomeration knows one: a contact of the supervoxel with another.
 */
export async function findIds(session: EditSession, ids: readonly bigint[]): Promise<readonly FoundSegment[]> {
  const { backend } = session
  const points = await backend.pointsAt(ids.map((supervoxel) => ({ supervoxel, position: [0, 0, 0] })))
  const now = await backend.segmentsAt(points)
  const found: FoundSegment[] = []
  for (const [i, { supervoxel, base }] of points.entries()) {
    found.push({ supervoxel, ...now[i]!, position: await placeOf(session, supervoxel, base) })
  }
  return found
}

async function placeOf(
  { opened: { foldedLog } }: EditSession,
  supervoxel: bigint,
  base: bigint,
): Promise<Vec3 | undefined> {
  const { supervoxels, ends, positions } = await foldedLog.bases.graphOf(base)
  const node = supervoxels.indexOf(supervoxel)
  const end = node < 0 ? -1 : ends.indexOf(node)
  if (end >= 0) return positionAt(positions, end >> 1)
  const doubts = await foldedLog.bases.source.doubtEdges()
  const doubtEnd = doubts.ends.indexOf(supervoxel)
  return doubtEnd < 0 ? undefined : positionAt(doubts.positions, doubtEnd >> 1)
}

function positionAt(positions: Float32Array, edge: number): Vec3 {
  return [positions[3 * edge]!, positions[3 * edge + 1]!, positions[3 * edge + 2]!]
}
