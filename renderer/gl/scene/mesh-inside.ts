import type { PackedMesh } from '../../../shared/meshes/packed-mesh.ts'

/** Which side of a mesh's triangles lies inside. `seen`: the mesh is open, and its inside is seen from without. */
export type InsideOf = 'back' | 'front' | 'seen'

/**
 * A mesh counts as closed while its triangles, added up as vectors, come to at most this share of its area: nothing for a
 * closed one, all for a sheet, a half for half a ball.
 */
const MOST_OPEN = 0.1

/** Of a mesh that comes from elsewhere: its corners may go round either way, and it may be cut off anywhere. */
export function insideOf({ vertices, triangles }: Pick<PackedMesh, 'vertices' | 'triangles'>): InsideOf {
  let [sumX, sumY, sumZ, area, volume] = [0, 0, 0, 0, 0]
  // Seen from one of its own corners, so that a hole adds little to the volume.
  const first = triangles.length === 0 ? 0 : 4 * triangles[0]!
  const [x0, y0, z0] = [vertices[first]!, vertices[first + 1]!, vertices[first + 2]!]
  for (let i = 0; i < triangles.length; i += 3) {
    const [a, b, c] = [4 * triangles[i]!, 4 * triangles[i + 1]!, 4 * triangles[i + 2]!]
    const [x, y, z] = [vertices[a]!, vertices[a + 1]!, vertices[a + 2]!]
    const [ux, uy, uz] = [vertices[b]! - x, vertices[b + 1]! - y, vertices[b + 2]! - z]
    const [vx, vy, vz] = [vertices[c]! - x, vertices[c + 1]! - y, vertices[c + 2]! - z]
    const [nx, ny, nz] = [uy * vz - uz * vy, uz * vx - ux * vz, ux * vy - uy * vx]
    sumX += nx
    sumY += ny
    sumZ += nz
    area += Math.hypot(nx, ny, nz)
    volume += (x - x0) * nx + (y - y0) * ny + (z - z0) * nz
  }
  if (area === 0 || !(Math.hypot(sumX, sumY, sumZ) <= MOST_OPEN * area)) return 'seen'
  return volume >= 0 ? 'back' : 'front'
}
