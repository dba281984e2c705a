import type { PackGrid } from '../pack-mesh.ts'
import { MOST_STEPS, type PackedMesh } from '../packed-mesh.ts'
import { packNormals } from '../vertex-normals.ts'
import type { NetPiece } from './net-pieces.ts'

/** Puts pieces together, in their order. */
export function assemble(pieces: readonly NetPiece[], grid: PackGrid, labels: BigUint64Array<ArrayBuffer>): PackedMesh {
  const vertexCount = pieces.reduce((sum, { units }) => sum + units.length / 3, 0)
  const indexCount = pieces.reduce((sum, { triangles }) => sum + triangles.length, 0)
  const vertices = new Uint16Array(4 * vertexCount)
  const vectors = new Float32Array(3 * vertexCount)
  const triangles = new Uint32Array(indexCount)
  const triangleStarts = new Uint32Array(pieces.length + 1)
  const boxes = new Uint16Array(6 * pieces.length)
  let vertex = 0
  let index = 0
  pieces.forEach((piece, number) => {
    const first = vertex
    if (piece.units.length > 0) boxes.fill(MOST_STEPS, 6 * number, 6 * number + 3)
    for (let i = 0; i < piece.units.length; i++) {
      const unit = piece.units[i]!
      const axis = i % 3
      vertices[4 * vertex + axis] = unit
      const low = 6 * number + axis
      boxes[low] = Math.min(boxes[low]!, unit)
      boxes[low + 3] = Math.max(boxes[low + 3]!, unit)
      if (axis === 2) vertices[4 * vertex++ + 3] = number
    }
    vectors.set(piece.normals, 3 * first)
    for (const corner of piece.triangles) triangles[index++] = first + corner
    triangleStarts[number + 1] = index / 3
  })
  const { origin, step } = grid
  return { origin, step, vertices, normals: packNormals(vectors), triangles, labels, triangleStarts, boxes }
}
