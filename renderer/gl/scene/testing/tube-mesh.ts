import type { Vec3 } from '../../../../shared/geometry.ts'
import type { PackedMesh } from '../../../../shared/meshes/packed-mesh.ts'

/** A closed tube along a path: a piece of a made-up mesh. */
export interface Tube {
  readonly label: bigint
  /** Nanometres: middles of its rings. */
  readonly path: readonly Vec3[]
  /** Nanometres, at the i-th ring. */
  readonly radius: (ring: number) => number
  /** Vertices a ring. */
  readonly sides: number
}

interface Growing {
  readonly positions: number[]
  readonly normals: number[]
  readonly triangles: number[]
  readonly pieces: number[]
  readonly triangleStarts: number[]
}

/** All tubes as one mesh, packed from `origin` in steps of `step` nanometres. */
export function tubeMesh(tubes: readonly Tube[], origin: Vec3, step: number): PackedMesh {
  const growing: Growing = { positions: [], normals: [], triangles: [], pieces: [], triangleStarts: [0] }
  tubes.forEach((tube, piece) => {
    addTube(growing, tube, piece)
    growing.triangleStarts.push(growing.triangles.length / 3)
  })
  const count = growing.pieces.length
  const vertices = new Uint16Array(4 * count)
  const normals = new Int8Array(4 * count)
  const boxes = new Uint16Array(6 * tubes.length)
  for (let piece = 0; piece < tubes.length; piece++) boxes.fill(65_535, 6 * piece, 6 * piece + 3)
  for (let i = 0; i < count; i++) {
    const piece = growing.pieces[i]!
    vertices[4 * i + 3] = piece
    for (let axis = 0; axis < 3; axis++) {
      const unit = Math.min(65_535, Math.max(0, Math.round((growing.positions[3 * i + axis]! - origin[axis]!) / step)))
      vertices[4 * i + axis] = unit
      normals[4 * i + axis] = Math.round(127 * growing.normals[3 * i + axis]!)
      boxes[6 * piece + axis] = Math.min(boxes[6 * piece + axis]!, unit)
      boxes[6 * piece + 3 + axis] = Math.max(boxes[6 * piece + 3 + axis]!, unit)
    }
  }
  return {
    ...{ origin, step: [step, step, step], vertices, normals, boxes },
    triangles: Uint32Array.from(growing.triangles),
    labels: BigUint64Array.from(tubes, ({ label }) => label),
    triangleStarts: Uint32Array.from(growing.triangleStarts),
  }
}

function addTube(growing: Growing, { path, radius, sides }: Tube, piece: number): void {
  const first = growing.pieces.length
  path.forEach((middle, ring) => {
    const [across, up] = frameAt(path, ring)
    for (let side = 0; side < sides; side++) {
      const angle = (2 * Math.PI * side) / sides
      for (let axis = 0; axis < 3; axis++) {
        const out = Math.cos(angle) * across[axis]! + Math.sin(angle) * up[axis]!
        growing.normals.push(out)
        growing.positions.push(middle[axis]! + out * radius(ring))
      }
      growing.pieces.push(piece)
    }
  })
  const at = (ring: number, side: number) => first + ring * sides + (side % sides)
  for (let ring = 0; ring + 1 < path.length; ring++) {
    for (let side = 0; side < sides; side++) {
      const [a, b, c, d] = [at(ring, side), at(ring, side + 1), at(ring + 1, side), at(ring + 1, side + 1)]
      growing.triangles.push(a, b, c, b, d, c)
    }
  }
  for (let side = 1; side + 1 < sides; side++) {
    growing.triangles.push(at(0, 0), at(0, side + 1), at(0, side))
    const last = path.length - 1
    growing.triangles.push(at(last, 0), at(last, side), at(last, side + 1))
  }
}

/** Two unit vectors across the path, which turn little from ring to ring. */
function frameAt(path: readonly Vec3[], ring: number): readonly [Vec3, Vec3] {
  const [from, to] = [path[Math.max(0, ring - 1)]!, path[Math.min(path.length - 1, ring + 1)]!]
  const along = unit([to[0] - from[0], to[1] - from[1], to[2] - from[2]])
  const across = unit(cross(along, Math.abs(along[2]) < 0.9 ? [0, 0, 1] : [1, 0, 0]))
  return [across, cross(along, across)]
}

function cross(a: Vec3, b: Vec3): Vec3 {
  return [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]]
}

function unit(v: Vec3): Vec3 {
  const length = Math.hypot(...v) || 1
  return [v[0] / length, v[1] / length, v[2] / length]
}
