import type { Box3 } from '../geometry.ts'
import type { Problem, Result } from '../problem.ts'
import type { Mesh } from './mesh.ts'
import { MOST_PIECES, MOST_STEPS, type PackedMesh } from './packed-mesh.ts'
import { vertexNormals } from './vertex-normals.ts'

/** Where steps lie. Meshes packed in grids of one step, whose origins are multiples of it, share the places of vertices. */
export type PackGrid = Pick<PackedMesh, 'origin' | 'step'>

/** The smallest power of two, in nanometres, in whose steps an extent in nanometres fits 16 bits. */
export function stepFor(extentNm: number): number {
  return 2 ** Math.ceil(Math.log2(Math.max(extentNm, MIN_EXTENT_NM) / (MOST_STEPS - 1)))
}

/** An extent of nothing packs as one of a thousandth of a nanometre does. */
const MIN_EXTENT_NM = 1e-3

/** The grid that a mesh is packed in by itself: as fine as 16 bits allow. */
function gridOfMesh(mesh: Mesh): PackGrid {
  const { min, max } = boundsOf(mesh.positions)
  const step = stepFor(Math.max(max[0] - min[0], max[1] - min[1], max[2] - min[2]))
  const at = (axis: 0 | 1 | 2): number => Math.floor((mesh.origin[axis] + min[axis]) / step) * step
  return { origin: [at(0), at(1), at(2)], step: [step, step, step] }
}

/**
 * Quantises a mesh to the nearest unit of a grid. `normals` are four numbers a vertex as in `PackedMesh`; without them
 * they follow from the triangles. A problem of kind 'too-large' where the pieces are too many, or a vertex lies outside
 * of the grid or is no number.
 */
export function packMesh(mesh: Mesh, grid: PackGrid = gridOfMesh(mesh), normals?: Int8Array): Result<PackedMesh> {
  const { labels, vertexStarts, triangleStarts, positions } = mesh
  if (labels.length > MOST_PIECES) {
    return refused(`A mesh has ${labels.length} pieces, more than ${MOST_PIECES}`)
  }
  const { origin, step } = grid
  const vertices = new Uint16Array((positions.length / 3) * 4)
  const boxes = new Uint16Array(labels.length * 6)
  const shift = [mesh.origin[0] - origin[0], mesh.origin[1] - origin[1], mesh.origin[2] - origin[2]]
  for (let piece = 0; piece < labels.length; piece++) {
    const [from, to] = [vertexStarts[piece]!, vertexStarts[piece + 1]!]
    if (from < to) boxes.fill(MOST_STEPS, 6 * piece, 6 * piece + 3)
    for (let vertex = from; vertex < to; vertex++) {
      for (let axis = 0; axis < 3; axis++) {
        const unit = Math.round((shift[axis]! + positions[3 * vertex + axis]!) / step[axis]!)
        // Neither holds for what is no number.
        if (!(unit >= 0 && unit <= MOST_STEPS)) {
          return refused(`A vertex of a mesh lies outside of its ${MOST_STEPS + 1} steps of ${step.join(', ')} nm`)
        }
        vertices[4 * vertex + axis] = unit
        const low = 6 * piece + axis
        if (unit < boxes[low]!) boxes[low] = unit
        if (unit > boxes[low + 3]!) boxes[low + 3] = unit
      }
      vertices[4 * vertex + 3] = piece
    }
  }
  return {
    ok: true,
    value: {
      ...{ origin, step, vertices, boxes },
      normals: new Int8Array(normals ?? vertexNormals(positions, mesh.triangles)),
      triangles: new Uint32Array(mesh.triangles),
      labels: new BigUint64Array(labels),
      triangleStarts: new Uint32Array(triangleStarts),
    },
  }
}

/** The mesh that was packed, with positions to the nearest step. */
export function unpackMesh(packed: PackedMesh): Mesh {
  const { origin, vertices, triangles, labels, triangleStarts } = packed
  const vertexStarts = new Uint32Array(labels.length + 1)
  for (let i = 3; i < vertices.length; i += 4) vertexStarts[vertices[i]! + 1]!++
  for (let piece = 0; piece < labels.length; piece++) vertexStarts[piece + 1]! += vertexStarts[piece]!
  return { origin, positions: unpackPositions(packed), triangles, labels, vertexStarts, triangleStarts }
}

/** x, y, z of each vertex in nanometres from the origin. */
export function unpackPositions({ vertices, step }: Pick<PackedMesh, 'vertices' | 'step'>): Float32Array {
  const [x, y, z] = step
  const positions = new Float32Array((vertices.length / 4) * 3)
  for (let from = 0, to = 0; from < vertices.length; from += 4, to += 3) {
    positions[to] = vertices[from]! * x
    positions[to + 1] = vertices[from + 1]! * y
    positions[to + 2] = vertices[from + 2]! * z
  }
  return positions
}

/** The buffers of a packed mesh, to transfer it. Each belongs to the mesh alone. */
export function buffersOfPacked({
  vertices,
  normals,
  triangles,
  labels,
  triangleStarts,
  boxes,
}: PackedMesh): ArrayBuffer[] {
  return [vertices, normals, triangles, labels, triangleStarts, boxes].map(({ buffer }) => buffer)
}

function boundsOf(positions: Float32Array): Box3 {
  if (positions.length === 0) return { min: [0, 0, 0], max: [0, 0, 0] }
  const min: [number, number, number] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY]
  const max: [number, number, number] = [Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY]
  for (let i = 0; i < positions.length; i += 3) {
    for (let axis = 0; axis < 3; axis++) {
      const value = positions[i + axis]!
      if (value < min[axis]!) min[axis] = value
      if (value > max[axis]!) max[axis] = value
    }
  }
  return { min, max }
}

function refused(message: string): { readonly ok: false; readonly problem: Problem } {
  return { ok: false, problem: { kind: 'too-large', message } }
}
