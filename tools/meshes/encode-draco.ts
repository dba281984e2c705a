import { createEncoderModule, type EncoderModule } from 'draco3d'
import { assert } from '../../shared/assert.ts'

/** A surface whose vertices are whole numbers. */
export interface WholeMesh {
  /** x, y, z of each vertex. */
  readonly positions: Uint32Array
  /** Three vertex numbers a triangle. */
  readonly triangles: Uint32Array
}

/** Draco's own scale from 0, smallest, to 10, fastest. */
const SPEED = 5

/** Starts Draco's encoder. The positions are kept exactly. */
export async function createDracoEncoder(): Promise<(mesh: WholeMesh) => Uint8Array> {
  const module = await createEncoderModule()
  return (mesh) => encode(module, mesh)
}

function encode(module: EncoderModule, { positions, triangles }: WholeMesh): Uint8Array {
  const builder = new module.MeshBuilder()
  const mesh = new module.Mesh()
  builder.AddFacesToMesh(mesh, triangles.length / 3, triangles)
  builder.AddUInt32Attribute(mesh, module.POSITION, positions.length / 3, 3, positions)
  const encoder = new module.Encoder()
  encoder.SetEncodingMethod(module.MESH_EDGEBREAKER_ENCODING)
  encoder.SetSpeedOptions(SPEED, SPEED)
  const out = new module.DracoInt8Array()
  const length = encoder.EncodeMeshToDracoBuffer(mesh, out)
  assert(length > 0, 'Draco encodes every mesh that has a triangle')
  const bytes = Uint8Array.from({ length }, (_, i) => out.GetValue(i))
  for (const object of [out, encoder, mesh, builder]) module.destroy(object)
  return bytes
}
