import { MOST_PIECES, MOST_STEPS, type PackedMesh } from './packed-mesh.ts'

/** In place of a vertex's label: not known. */
export const UNTOLD = 0n

/**
 * The same surface in other pieces: one a label of its vertices. A triangle goes with the label that most of its vertices
 * have. Vertices between two pieces are there twice, as pieces share none. `labels`: one a vertex, or `UNTOLD`, which does
 * not count where another vertex of the triangle has a label.
 */
export function meshByLabels(mesh: PackedMesh, labels: BigUint64Array): PackedMesh {
  const { triangles } = mesh
  const pieceOf = new Map<bigint, number>()
  const pieces = new Uint32Array(triangles.length / 3)
  for (let i = 0; i < pieces.length; i++) {
    const label = mostOf(labels[triangles[3 * i]!]!, labels[triangles[3 * i + 1]!]!, labels[triangles[3 * i + 2]!]!)
    const known = pieceOf.get(label)
    // More labels than pieces can have: what is left is not told apart.
    const piece = known ?? (pieceOf.size < MOST_PIECES ? pieceOf.size : MOST_PIECES - 1)
    if (known === undefined && pieceOf.size < MOST_PIECES) pieceOf.set(label, piece)
    pieces[i] = piece
  }
  return regrouped(mesh, pieces, BigUint64Array.from(pieceOf.keys()))
}

function mostOf(a: bigint, b: bigint, c: bigint): bigint {
  if (b === c && b !== UNTOLD) return b
  if (a !== UNTOLD) return a
  return b !== UNTOLD ? b : c
}

/** `pieces`: of each triangle. */
function regrouped(mesh: PackedMesh, pieces: Uint32Array, labels: BigUint64Array<ArrayBuffer>): PackedMesh {
  const triangleStarts = new Uint32Array(labels.length + 1)
  for (const piece of pieces) triangleStarts[piece + 1]! += 1
  for (let piece = 0; piece < labels.length; piece++) triangleStarts[piece + 1]! += triangleStarts[piece]!
  const next = triangleStarts.slice()
  const order = new Uint32Array(pieces.length)
  for (let i = 0; i < pieces.length; i++) order[next[pieces[i]!]!++] = i

  const triangles = new Uint32Array(mesh.triangles.length)
  const from: number[] = []
  const boxes = new Uint16Array(6 * labels.length)
  const numberOf = new Uint32Array(mesh.vertices.length / 4)
  const lastPiece = new Int32Array(numberOf.length).fill(-1)
  for (let piece = 0; piece < labels.length; piece++) {
    boxes.fill(MOST_STEPS, 6 * piece, 6 * piece + 3)
    for (let at = triangleStarts[piece]!; at < triangleStarts[piece + 1]!; at++) {
      for (let corner = 0; corner < 3; corner++) {
        const vertex = mesh.triangles[3 * order[at]! + corner]!
        if (lastPiece[vertex] !== piece) {
          lastPiece[vertex] = piece
          numberOf[vertex] = from.length
          from.push(vertex)
          widen(boxes, piece, mesh.vertices, vertex)
        }
        triangles[3 * at + corner] = numberOf[vertex]!
      }
    }
  }
  return { ...mesh, ...copied(mesh, from, triangles, triangleStarts), triangles, labels, triangleStarts, boxes }
}

function widen(boxes: Uint16Array, piece: number, vertices: Uint16Array, vertex: number): void {
  for (let axis = 0; axis < 3; axis++) {
    const at = vertices[4 * vertex + axis]!
    const low = 6 * piece + axis
    if (at < boxes[low]!) boxes[low] = at
    if (at > boxes[low + 3]!) boxes[low + 3] = at
  }
}

/** The vertices `from`, in that order, with the numbers of their pieces. */
function copied(
  mesh: PackedMesh,
  from: readonly number[],
  triangles: Uint32Array,
  triangleStarts: Uint32Array,
): Pick<PackedMesh, 'vertices' | 'normals'> {
  const vertices = new Uint16Array(4 * from.length)
  const normals = new Int8Array(4 * from.length)
  for (const [to, vertex] of from.entries()) {
    vertices.set(mesh.vertices.subarray(4 * vertex, 4 * vertex + 3), 4 * to)
    normals.set(mesh.normals.subarray(4 * vertex, 4 * vertex + 4), 4 * to)
  }
  for (let piece = 0; piece + 1 < triangleStarts.length; piece++) {
    for (let at = 3 * triangleStarts[piece]!; at < 3 * triangleStarts[piece + 1]!; at++) {
      vertices[4 * triangles[at]! + 3] = piece
    }
  }
  return { vertices, normals }
}
