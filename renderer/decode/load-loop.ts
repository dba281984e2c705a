import type { ByteClient } from '../../shared/bytes/byte-client.ts'
import { FORMATS } from '../../shared/formats/format-list.ts'
import type { WasmDecoders } from '../../shared/formats/volume-format.ts'
import { buffersOfPacked } from '../../shared/meshes/pack-mesh.ts'
import type { DracoDecoder } from '../../shared/meshes/stored/draco.ts'
import { MESH_FORMATS } from '../../shared/meshes/stored/mesh-format-list.ts'
import { createEvidenceLoader } from './evidence/load-evidence.ts'
import { loadChunk, type OpenVolume, openVolume } from './load-chunk.ts'
import { loadMesh, type OpenMeshes, openMeshes } from './load-mesh.ts'
import { loadSkeleton, type OpenSkeletons, openSkeletons } from './load-skeleton.ts'
import type { FromDecoder, LoadRequest, ToDecoder } from './messages.ts'
import type { BlockStore } from './surfaces/block-store.ts'
import { createSurfaceLoader } from './surfaces/load-surface.ts'

/** What the loop needs of a MessagePort. */
export interface ClientPort {
  postMessage(message: FromDecoder, transfer: ArrayBuffer[]): void
  onmessage: ((event: MessageEvent<ToDecoder>) => void) | null
}

/** What decodes, of a worker. */
export interface Decoders extends WasmDecoders {
  readonly draco: DracoDecoder
  readonly openBlockStore: () => Promise<BlockStore>
}

/** The formats that are known; a test gives others. */
export interface KnownFormats {
  readonly volumes: typeof FORMATS
  readonly meshes: typeof MESH_FORMATS
}

const KNOWN: KnownFormats = { volumes: FORMATS, meshes: MESH_FORMATS }

/**
 * Serves loads on `client`: fetches the bytes of a chunk or a mesh, decodes them and transfers the result. Any number of
 * fetches run at once. Decoding happens as bytes arrive, one load to one message, so that a cancel gets its turn between
 * two. No failure ends the loop: each becomes a `failed` reply. A cancelled load gets no reply.
 */
export function serveLoads(client: ClientPort, bytes: ByteClient, decoders: Decoders, known = KNOWN): void {
  const volumes = new Map<number, OpenVolume>()
  const meshes = new Map<number, OpenMeshes>()
  const skeletons = new Map<number, OpenSkeletons>()
  const surfaces = createSurfaceLoader({ client: bytes, wasm: decoders, openStore: decoders.openBlockStore })
  const evidence = createEvidenceLoader({ client: bytes, wasm: decoders, volumeOf: (id) => volumes.get(id) })
  const tell = (message: FromDecoder) => client.postMessage(message, [...buffersOf(message)])
  const loads = new Map<number, { readonly volumeId: number; readonly abort: AbortController }>()

  const cancel = (id: number) => {
    loads.get(id)?.abort.abort()
    loads.delete(id)
  }
  const load = (request: LoadRequest, signal: AbortSignal): Promise<FromDecoder> => {
    const { volumeId } = request
    switch (request.kind) {
      case 'load':
        return loadChunk(volumes.get(volumeId), request, bytes, decoders, signal)
      case 'surface':
        return surfaces.load(volumes.get(volumeId), request, signal, tell)
      case 'evidence':
        return evidence.load(request, tell, signal)
      case 'manifest':
      case 'part':
        return loadMesh(meshes.get(volumeId), request, bytes, decoders.draco, signal)
      case 'skeleton':
        return loadSkeleton(skeletons.get(volumeId), request, bytes, signal)
    }
  }
  const start = async (request: LoadRequest) => {
    const abort = new AbortController()
    loads.set(request.id, { volumeId: request.volumeId, abort })
    const reply = await load(request, abort.signal)
    if (abort.signal.aborted) return
    loads.delete(request.id)
    tell(reply)
  }
  client.onmessage = ({ data }) => {
    switch (data.kind) {
      case 'volume':
        volumes.set(data.volumeId, openVolume(data, known.volumes))
        return
      case 'meshes':
        meshes.set(data.volumeId, openMeshes(data.source, known.meshes))
        return
      case 'skeletons':
        skeletons.set(data.volumeId, openSkeletons(data.source))
        return
      case 'warm-up':
        surfaces.warmUp()
        return
      case 'forget-volume':
        volumes.delete(data.volumeId)
        meshes.delete(data.volumeId)
        skeletons.delete(data.volumeId)
        surfaces.forgetVolume(data.volumeId)
        evidence.forgetVolume(data.volumeId)
        for (const [id, { volumeId }] of loads) if (volumeId === data.volumeId) cancel(id)
        return
      case 'load':
      case 'surface':
      case 'manifest':
      case 'part':
      case 'evidence':
      case 'skeleton':
        void start(data)
        return
      case 'sides':
        evidence.sides(data.id, data.sides)
        return
      case 'cancel':
        cancel(data.id)
    }
  }
}

/** The buffers to transfer; each belongs to the reply alone. */
function buffersOf(reply: FromDecoder): readonly ArrayBuffer[] {
  switch (reply.kind) {
    case 'loaded': {
      const { chunk } = reply
      const arrays = chunk.kind === 'grey' ? [chunk.voxels] : [chunk.labels, chunk.indices]
      return arrays.map((array) => array.buffer).filter((buffer) => buffer instanceof ArrayBuffer)
    }
    case 'surface':
    case 'early':
      return buffersOfPacked(reply.block.mesh)
    case 'part':
    case 'skeleton':
      return buffersOfPacked(reply.mesh)
    case 'in-box':
      return [reply.supervoxels.buffer]
    case 'manifest':
    case 'evidence':
    case 'missing':
    case 'failed':
      return []
  }
}
