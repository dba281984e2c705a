import type { Vec3 } from '../../../shared/geometry.ts'
import type { PackedMesh } from '../../../shared/meshes/packed-mesh.ts'
import type { Ray } from '../../../shared/view/scene/scene-view.ts'
import { addScaled } from '../../../shared/view/vectors.ts'
import type { DrawnMesh, ResidentMesh } from '../meshes/scene-meshes.ts'
import { GROUP_TRIANGLES, groupsOf } from './triangle-groups.ts'

/** Where a ray first meets a surface that is drawn. */
export interface MeshHit {
  readonly mesh: ResidentMesh
  readonly piece: number
  /** Nanometres. */
  readonly position: Vec3
  /** Along the ray, nanometres. */
  readonly distance: number
}

/**
 * The nearest surface that a ray meets, exactly: first by the boxes of meshes, nearest first, then by the boxes of their
 * drawn pieces, then by triangles. Pieces that are not drawn are passed over, and so are those of the context. Surfaces are
 * met from both sides. Lines are no surfaces.
 */
export function hitOf(ray: Ray, drawn: readonly DrawnMesh[]): MeshHit | undefined {
  const met = drawn.flatMap((each) => {
    if (each.mesh.isLine) return []
    const { min, max } = each.mesh.box
    const from = boxEntry(ray, min, max)
    return from === undefined ? [] : [{ each, from }]
  })
  met.sort((a, b) => a.from - b.from)
  let best: MeshHit | undefined
  for (const { each, from } of met) {
    if (best !== undefined && from > best.distance) break
    best = hitIn(ray, each, best)
  }
  return best
}

/** Boxes and triangles are widened by this many steps of their mesh's grid, so that rounding loses no hit at an edge. */
const SLACK = 1e-3

function hitIn(ray: Ray, { mesh, pieces }: DrawnMesh, best: MeshHit | undefined): MeshHit | undefined {
  const { origin, step, boxes } = mesh.mesh
  // In steps of the mesh's grid, where vertices are whole numbers. The parameter along the ray stays in nanometres.
  const local = (v: Vec3, from: Vec3): Vec3 => [
    (v[0] - from[0]) / step[0],
    (v[1] - from[1]) / step[1],
    (v[2] - from[2]) / step[2],
  ]
  const stepped: Ray = { origin: local(ray.origin, origin), direction: local(ray.direction, [0, 0, 0]), from: ray.from }
  let hit = best
  for (const piece of pieces) {
    const limit = hit?.distance ?? Number.POSITIVE_INFINITY
    if (!meets(stepped, boxes, 6 * piece, limit)) continue
    const distance = pieceHit(stepped, mesh.mesh, piece, limit)
    if (distance === undefined) continue
    hit = { mesh, piece, distance, position: addScaled(ray.origin, ray.direction, distance) }
  }
  return hit
}

/** Whether a ray enters a box of whole steps, six numbers from `at` on, before `limit`. */
function meets(ray: Ray, boxes: Uint16Array, at: number, limit: number): boolean {
  const min: Vec3 = [boxes[at]! - SLACK, boxes[at + 1]! - SLACK, boxes[at + 2]! - SLACK]
  const max: Vec3 = [boxes[at + 3]! + SLACK, boxes[at + 4]! + SLACK, boxes[at + 5]! + SLACK]
  const from = boxEntry(ray, min, max)
  return from !== undefined && from <= limit
}

/** The nearest triangle of a piece before `limit`. */
function pieceHit(ray: Ray, mesh: PackedMesh, piece: number, limit: number): number | undefined {
  const [first, end] = [mesh.triangleStarts[piece]!, mesh.triangleStarts[piece + 1]!]
  const groups = groupsOf(mesh, piece)
  if (groups === undefined) return triangleHit(ray, mesh, first, end, limit)
  let nearest: number | undefined
  for (let group = 0; 6 * group < groups.length; group++) {
    const before = nearest ?? limit
    if (!meets(ray, groups, 6 * group, before)) continue
    const from = first + group * GROUP_TRIANGLES
    nearest = triangleHit(ray, mesh, from, Math.min(end, from + GROUP_TRIANGLES), before) ?? nearest
  }
  return nearest
}

/** Where a ray enters a box, or `from` where it begins inside; undefined where it misses. */
function boxEntry({ origin, direction, from }: Ray, min: Vec3, max: Vec3): number | undefined {
  let [enter, leave] = [from, Number.POSITIVE_INFINITY]
  for (let axis = 0; axis < 3; axis++) {
    const along = direction[axis]!
    if (along === 0) {
      if (origin[axis]! < min[axis]! || origin[axis]! > max[axis]!) return undefined
      continue
    }
    const a = (min[axis]! - origin[axis]!) / along
    const b = (max[axis]! - origin[axis]!) / along
    enter = Math.max(enter, Math.min(a, b))
    leave = Math.min(leave, Math.max(a, b))
  }
  return enter <= leave ? enter : undefined
}

/** The nearest one of triangles `first` to `end` before `limit`: Moller and Trumbore, 1997, without culling. */
function triangleHit(
  { origin, direction, from }: Ray,
  mesh: PackedMesh,
  first: number,
  end: number,
  limit: number,
): number | undefined {
  const { vertices, triangles } = mesh
  const [dx, dy, dz] = direction
  const [ox, oy, oz] = origin
  let nearest = limit
  let isHit = false
  for (let i = 3 * first; i < 3 * end; i += 3) {
    const a = 4 * triangles[i]!
    const b = 4 * triangles[i + 1]!
    const c = 4 * triangles[i + 2]!
    const [ax, ay, az] = [vertices[a]!, vertices[a + 1]!, vertices[a + 2]!]
    const [ux, uy, uz] = [vertices[b]! - ax, vertices[b + 1]! - ay, vertices[b + 2]! - az]
    const [vx, vy, vz] = [vertices[c]! - ax, vertices[c + 1]! - ay, vertices[c + 2]! - az]
    const px = dy * vz - dz * vy
    const py = dz * vx - dx * vz
    const pz = dx * vy - dy * vx
    const area = ux * px + uy * py + uz * pz
    if (area === 0) continue
    const [tx, ty, tz] = [ox - ax, oy - ay, oz - az]
    const u = (tx * px + ty * py + tz * pz) / area
    if (u < -EDGE || u > 1 + EDGE) continue
    const qx = ty * uz - tz * uy
    const qy = tz * ux - tx * uz
    const qz = tx * uy - ty * ux
    const v = (dx * qx + dy * qy + dz * qz) / area
    if (v < -EDGE || u + v > 1 + EDGE) continue
    const t = (vx * qx + vy * qy + vz * qz) / area
    if (t < from || t >= nearest) continue
    nearest = t
    isHit = true
  }
  return isHit ? nearest : undefined
}

/** Triangles are wider by this share of a side, so that a ray through an edge meets one of its two triangles at least. */
const EDGE = 1e-9
