import type { Vec3 } from '../geometry.ts'

/**
 * A mesh as it is kept, drawn and picked: 12 bytes a vertex and 12 a triangle. Pieces are those of `Mesh`, in its order.
 * Positions are whole steps over the mesh's box. Meshes made of one scale have one step, and origins that lie on one grid
 * of steps, so that vertices on a common seam coincide.
 */
export interface PackedMesh {
  /** Nanometres. */
  readonly origin: Vec3
  /** Nanometres along x, y and z from one unit of `vertices` to the next. */
  readonly step: Vec3
  /** x, y, z in steps from the origin, and the number of the piece: four a vertex. */
  readonly vertices: Uint16Array<ArrayBuffer>
  /** The unit normal times 127, pointing outwards, and 0: four a vertex. */
  readonly normals: Int8Array<ArrayBuffer>
  /** Three vertex numbers a triangle, ordered by piece; counter-clockwise seen from outside. */
  readonly triangles: Uint32Array<ArrayBuffer>
  /** The label of each piece; at most MOST_PIECES. */
  readonly labels: BigUint64Array<ArrayBuffer>
  /** Piece `i` has triangles `triangleStarts[i]` up to `triangleStarts[i + 1]`; one more entry than pieces. */
  readonly triangleStarts: Uint32Array<ArrayBuffer>
  /** The least x, y, z of a piece's vertices, then the greatest: six a piece, in the units of `vertices`. A piece without vertices has zeros. */
  readonly boxes: Uint16Array<ArrayBuffer>
}

/** Piece numbers are 16 bits. A mesh of more labels is packed in parts. */
export const MOST_PIECES = 65_536

/** Positions are 16 bits: steps from 0 to this. */
export const MOST_STEPS = 65_535

/** What it takes in memory and, with every piece shown, on the GPU. */
export function packedBytes({ vertices, normals, triangles }: PackedMesh): number {
  return vertices.byteLength + normals.byteLength + triangles.byteLength
}
