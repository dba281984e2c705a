import type { Result } from '../../problem.ts'

/**
 * A mesh out of Draco (google/draco), without what is not drawn: normals, colours and others. Damage may decode too, so
 * whoever takes it checks all of it (`onePiece`).
 */
export interface DracoMesh<Positions extends Float32Array | Uint32Array> {
  /** x, y, z of each vertex. */
  readonly positions: Positions
  /** Three vertex numbers a triangle. */
  readonly triangles: Uint32Array
}

/** Decodes Draco. Only the decode workers have it, because it needs wasm. */
export interface DracoDecoder {
  /** Positions as they were before they were encoded, up to Draco's own quantisation. `file` is for messages. */
  floats(bytes: Uint8Array, file: string): Promise<Result<DracoMesh<Float32Array>>>
  /** Positions that are stored as whole numbers, as they are stored. */
  integers(bytes: Uint8Array, file: string): Promise<Result<DracoMesh<Uint32Array>>>
}
