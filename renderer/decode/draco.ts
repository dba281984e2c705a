import wasmUrl from 'draco3d/draco_decoder.wasm?url&inline'
import createModule, {
  type DracoDecoderInstance,
  type DracoModule,
  type DracoPointCloud,
} from 'draco3d/draco_decoder_nodejs.js'
import { badMesh, tooLargeMesh } from '../../shared/meshes/bad-mesh.ts'
import { MAX_TRIANGLES, MAX_VERTICES } from '../../shared/meshes/mesh-limits.ts'
import type { DracoDecoder, DracoMesh } from '../../shared/meshes/stored/draco.ts'
import type { Result } from '../../shared/problem.ts'
import { readDracoHeader } from './draco-header.ts'
import { inlinedBytes } from './inlined-bytes.ts'

/** The most triangles a byte. A file that announces more is damaged, and is given no memory. Real meshes have about 1. */
const MAX_TRIANGLES_A_BYTE = 1000

/** What could not be had, as a sentence about the mesh. */
class Undecodable extends Error {}

/** Memory of the module, bytes. It never shrinks, so a module that a mesh made larger than that is not used again. */
const MAX_KEPT_BYTES = 2 ** 28

/**
 * The wasm module is started on the first mesh, and again after one that it did not survive: then its memory may be
 * damaged, or full.
 */
export function createDracoDecoder(): DracoDecoder {
  let started: Promise<DracoModule> | undefined
  async function decode<P extends Float32Array | Uint32Array>(
    bytes: Uint8Array,
    file: string,
    positionsOf: ReadPositions<P>,
    asStored: boolean,
  ): Promise<Result<DracoMesh<P>>> {
    const fault = checkHeader(bytes, file)
    if (fault !== undefined) return fault
    started ??= startModule().catch((error: unknown) => {
      started = undefined
      throw error
    })
    const module = await started
    try {
      return { ok: true, value: decodeMesh(module, bytes, asStored, positionsOf) }
    } catch (error) {
      if (error instanceof Undecodable) return badMesh(file, error.message)
      started = undefined
      return badMesh(file, 'its Draco does not decode')
    } finally {
      if (module.HEAPU8.length > MAX_KEPT_BYTES) started = undefined
    }
  }
  return {
    floats: (bytes, file) => decode(bytes, file, readFloats, false),
    integers: (bytes, file) => decode(bytes, file, readIntegers, true),
  }
}

function checkHeader(bytes: Uint8Array, file: string): Exclude<Result<never>, { ok: true }> | undefined {
  const header = readDracoHeader(bytes)
  if (typeof header === 'string') return badMesh(file, header)
  const { triangles, vertices } = header
  if (triangles > MAX_TRIANGLES)
    return tooLargeMesh(file, `announces ${triangles} triangles, more than ${MAX_TRIANGLES}`)
  if (vertices > MAX_VERTICES) return tooLargeMesh(file, `announces ${vertices} vertices, more than ${MAX_VERTICES}`)
  if (Math.max(triangles, vertices) <= bytes.length * MAX_TRIANGLES_A_BYTE) return undefined
  return badMesh(file, `it announces ${triangles} triangles and ${vertices} vertices in ${bytes.length} bytes`)
}

interface Decoded {
  readonly module: DracoModule
  readonly decoder: DracoDecoderInstance
  readonly mesh: DracoPointCloud
}

type ReadPositions<P> = (decoded: Decoded) => P

function decodeMesh<P extends Float32Array | Uint32Array>(
  module: DracoModule,
  bytes: Uint8Array,
  asStored: boolean,
  positionsOf: ReadPositions<P>,
): DracoMesh<P> {
  const decoder = new module.Decoder()
  const mesh = new module.Mesh()
  try {
    if (asStored) decoder.SkipAttributeTransform(module.POSITION)
    const signed = new Int8Array(bytes.buffer, bytes.byteOffset, bytes.length)
    const status = decoder.DecodeArrayToMesh(signed, bytes.length, mesh)
    if (!status.ok()) throw new Undecodable(`its Draco does not decode (${status.error_msg()})`)
    const positions = positionsOf({ module, decoder, mesh })
    const size = 12 * mesh.num_faces()
    const triangles = copied(module, size, (at) => decoder.GetTrianglesUInt32Array(mesh, size, at))
    return { positions, triangles: new Uint32Array(triangles) }
  } finally {
    module.destroy(mesh)
    module.destroy(decoder)
  }
}

function readFloats(decoded: Decoded): Float32Array {
  return new Float32Array(readPositions(decoded, decoded.module.DT_FLOAT32))
}

function readIntegers(decoded: Decoded): Uint32Array {
  const { module, decoder, mesh } = decoded
  const type = decoder.GetAttribute(mesh, positionId(decoded)).data_type()
  if (type !== module.DT_INT32 && type !== module.DT_UINT32) {
    throw new Undecodable('its positions are stored as numbers with a fraction, where whole numbers must be')
  }
  return new Uint32Array(readPositions(decoded, module.DT_UINT32))
}

function positionId({ module, decoder, mesh }: Decoded): number {
  const id = decoder.GetAttributeId(mesh, module.POSITION)
  if (id < 0) throw new Undecodable('it has no positions')
  return id
}

function readPositions(decoded: Decoded, type: number): ArrayBuffer {
  const { module, decoder, mesh } = decoded
  const attribute = decoder.GetAttribute(mesh, positionId(decoded))
  const components = attribute.num_components()
  if (components !== 3) throw new Undecodable(`its positions have ${components} coordinates`)
  const size = 12 * mesh.num_points()
  return copied(module, size, (at) => decoder.GetAttributeDataArrayForAllPoints(mesh, attribute, type, size, at))
}

/** What `write` puts into the module's memory, in a buffer of its own. */
function copied(module: DracoModule, size: number, write: (at: number) => boolean): ArrayBuffer {
  const at = module._malloc(Math.max(size, 1))
  if (at === 0) throw new Undecodable(`there is no memory for ${size} bytes of it`)
  try {
    if (!write(at)) throw new Undecodable('its numbers do not fit together')
    return module.HEAPU8.slice(at, at + size).buffer
  } finally {
    module._free(at)
  }
}

async function startModule(): Promise<DracoModule> {
  const quiet = () => {}
  return createModule({ wasmBinary: inlinedBytes(wasmUrl), print: quiet, printErr: quiet })
}
