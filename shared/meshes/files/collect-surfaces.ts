import type { Vec3 } from '../../geometry.ts'
import type { PackedMesh } from '../packed-mesh.ts'

/** Pieces of a mesh that belong together by their segments. */
export interface PiecesOfMesh {
  readonly mesh: PackedMesh
  readonly pieces: Iterable<number>
  /** Undefined while it is not known. */
  readonly segmentOf: (piece: number) => bigint | undefined
}

/** The surface of a segment, of all its pieces. */
export interface SegmentSurface {
  readonly segment: bigint
  /** x, y, z of each vertex in nanometres, relative to the origin of all surfaces. */
  readonly positions: Float32Array<ArrayBuffer>
  readonly normals: Float32Array<ArrayBuffer>
  readonly triangles: Uint32Array<ArrayBuffer>
}

export interface SegmentSurfaces {
  /** Nanometres. */
  readonly origin: Vec3
  /** In the order of the segments that were asked for; those of which nothing is there are left out. */
  readonly surfaces: readonly SegmentSurface[]
}

/** One piece by itself: its vertices are numbered from 0. */
interface Part {
  readonly positions: Float32Array
  readonly normals: Float32Array
  readonly triangles: Uint32Array
}

/** Collects the pieces of segments into one surface each. */
export function collectSurfaces(shown: readonly PiecesOfMesh[], segments: Iterable<bigint>): SegmentSurfaces {
  const origin = leastOrigin(shown)
  const parts = new Map(Array.from(segments, (segment) => [segment, [] as Part[]] as const))
  for (const { mesh, pieces, segmentOf } of shown) {
    const places = new Int32Array(mesh.vertices.length / 4).fill(-1)
    for (const piece of pieces) {
      const segment = segmentOf(piece)
      const list = segment === undefined ? undefined : parts.get(segment)
      if (list !== undefined) list.push(partOf(mesh, piece, origin, places))
    }
  }
  const filled = [...parts].filter(([, list]) => list.length > 0)
  return { origin, surfaces: filled.map(([segment, list]) => ({ segment, ...joined(list) })) }
}

function leastOrigin(shown: readonly PiecesOfMesh[]): Vec3 {
  const least = (axis: 0 | 1 | 2) => shown.reduce((min, { mesh }) => Math.min(min, mesh.origin[axis]), Infinity)
  return shown.length === 0 ? [0, 0, 0] : [least(0), least(1), least(2)]
}

/** `places`: by vertex of the mesh, its number in the part; -1 before and after. */
function partOf(mesh: PackedMesh, piece: number, origin: Vec3, places: Int32Array): Part {
  const from = 3 * mesh.triangleStarts[piece]!
  const triangles = mesh.triangles.slice(from, 3 * mesh.triangleStarts[piece + 1]!)
  const used: number[] = []
  for (let i = 0; i < triangles.length; i++) {
    const vertex = triangles[i]!
    if (places[vertex] === -1) places[vertex] = used.push(vertex) - 1
    triangles[i] = places[vertex]!
  }
  const positions = new Float32Array(3 * used.length)
  const normals = new Float32Array(3 * used.length)
  for (const [i, vertex] of used.entries()) {
    places[vertex] = -1
    const normal = [0, 1, 2].map((axis) => mesh.normals[4 * vertex + axis]!)
    // A normal of a byte is not quite of length 1.
    const length = Math.hypot(...normal) || 1
    for (let axis = 0; axis < 3; axis++) {
      const start = mesh.origin[axis]! - origin[axis]!
      positions[3 * i + axis] = start + mesh.vertices[4 * vertex + axis]! * mesh.step[axis]!
      normals[3 * i + axis] = normal[axis]! / length
    }
  }
  return { positions, normals, triangles }
}

function joined(parts: readonly Part[]): Omit<SegmentSurface, 'segment'> {
  const sum = (of: keyof Part) => parts.reduce((total, part) => total + part[of].length, 0)
  const positions = new Float32Array(sum('positions'))
  const normals = new Float32Array(sum('normals'))
  const triangles = new Uint32Array(sum('triangles'))
  let [vertex, corner] = [0, 0]
  for (const part of parts) {
    positions.set(part.positions, 3 * vertex)
    normals.set(part.normals, 3 * vertex)
    for (let i = 0; i < part.triangles.length; i++) triangles[corner + i] = vertex + part.triangles[i]!
    vertex += part.positions.length / 3
    corner += part.triangles.length
  }
  return { positions, normals, triangles }
}
