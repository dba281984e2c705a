import type { PackedMesh } from '../../../shared/meshes/packed-mesh.ts'

/** Triangles of a group: a ray tests that many at once, or none of them. Triangles that follow on each other lie close together. */
export const GROUP_TRIANGLES = 256

/** Boxes of groups of a piece's triangles, in the units of `PackedMesh.boxes`: six numbers a group. */
export type TriangleGroups = Uint16Array

/** Of pieces with more triangles than a group, kept as long as their mesh. They are made when a ray first comes near. */
const kept = new WeakMap<PackedMesh, Map<number, TriangleGroups>>()

/** Undefined for a piece that is no more than one group: its own box serves. */
export function groupsOf(mesh: PackedMesh, piece: number): TriangleGroups | undefined {
  const [first, end] = [mesh.triangleStarts[piece]!, mesh.triangleStarts[piece + 1]!]
  if (end - first <= GROUP_TRIANGLES) return undefined
  const own = kept.get(mesh) ?? new Map<number, TriangleGroups>()
  kept.set(mesh, own)
  const groups = own.get(piece) ?? boxesOf(mesh, first, end)
  own.set(piece, groups)
  return groups
}

function boxesOf({ triangles, vertices }: PackedMesh, first: number, end: number): TriangleGroups {
  const groups = new Uint16Array(6 * Math.ceil((end - first) / GROUP_TRIANGLES))
  for (let at = 0, from = first; from < end; at += 6, from += GROUP_TRIANGLES) {
    groups.fill(65_535, at, at + 3)
    const last = 3 * Math.min(end, from + GROUP_TRIANGLES)
    for (let i = 3 * from; i < last; i++) {
      const vertex = 4 * triangles[i]!
      for (let axis = 0; axis < 3; axis++) {
        const unit = vertices[vertex + axis]!
        if (unit < groups[at + axis]!) groups[at + axis] = unit
        if (unit > groups[at + 3 + axis]!) groups[at + 3 + axis] = unit
      }
    }
  }
  return groups
}
