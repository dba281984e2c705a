import type { Result } from '../../../problem.ts'
import { badMesh, tooLargeMesh } from '../../bad-mesh.ts'
import type { Mesh } from '../../mesh.ts'
import { MAX_TRIANGLES, MAX_VERTICES } from '../../mesh-limits.ts'
import type { DracoDecoder } from '../draco.ts'
import { onePiece } from '../one-piece.ts'

const VERTEX_BYTES = 12
const TRIANGLE_BYTES = 12
const COUNT_BYTES = 4
/** With what every Draco file begins: `DRACO`. */
const DRACO = [0x44, 0x52, 0x41, 0x43, 0x4f]
/** With what a manifest begins: `{`. */
const BRACE = 0x7b

/**
 * A fragment of a mesh: as the legacy format has it (neuroglancer, datasource/precomputed/meshes.md, legacy
 * single-resolution mesh format), or in Draco, as graphene and CloudVolume write it, by its first bytes.
 */
export async function decodeFragment(
  bytes: Uint8Array,
  label: bigint,
  file: string,
  draco: DracoDecoder,
): Promise<Result<Mesh>> {
  if (!DRACO.every((byte, i) => bytes[i] === byte)) return decodeLegacyFragment(bytes, label, file)
  const decoded = await draco.floats(bytes, file)
  return decoded.ok ? onePiece(label, decoded.value.positions, decoded.value.triangles, file) : decoded
}

/** Little-endian: the number of vertices, x, y, z of each in nanometres as float32, then three vertex numbers a triangle. */
function decodeLegacyFragment(bytes: Uint8Array, label: bigint, file: string): Result<Mesh> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (bytes.length < COUNT_BYTES) return badMesh(file, `it has ${bytes.length} bytes`)
  const vertices = view.getUint32(0, true)
  const trianglesAt = COUNT_BYTES + vertices * VERTEX_BYTES
  if (trianglesAt > bytes.length) {
    if (bytes[0] === BRACE) return badMesh(file, 'it is a manifest or another JSON file, and no fragment')
    return badMesh(file, `it announces ${vertices} vertices, but has ${bytes.length} bytes`)
  }
  const rest = bytes.length - trianglesAt
  if (rest % TRIANGLE_BYTES !== 0) {
    return badMesh(
      file,
      `behind ${vertices} vertices there are ${rest} bytes, which is no multiple of ${TRIANGLE_BYTES}`,
    )
  }
  if (vertices > MAX_VERTICES) return tooLargeMesh(file, `has ${vertices} vertices, more than ${MAX_VERTICES}`)
  const triangles = rest / TRIANGLE_BYTES
  if (triangles > MAX_TRIANGLES) return tooLargeMesh(file, `has ${triangles} triangles, more than ${MAX_TRIANGLES}`)
  const positions = new Float32Array(vertices * 3)
  for (let i = 0; i < positions.length; i++) positions[i] = view.getFloat32(COUNT_BYTES + 4 * i, true)
  const corners = new Uint32Array(triangles * 3)
  for (let i = 0; i < corners.length; i++) corners[i] = view.getUint32(trianglesAt + 4 * i, true)
  return onePiece(label, positions, corners, file)
}
