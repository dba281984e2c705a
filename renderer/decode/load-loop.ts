import type { ByteClient } from '../../shared/bytes/byte-client.ts'
import type { DecodedChunk } from '../../shared/codec/decoded-chunk.ts'
import { storedVolumeOf } from '../../shared/formats/described-volume.ts'
import { FORMATS } from '../../shared/formats/format-list.ts'
import type { ChunkReader, Reading, VolumeFormat, WasmDecoders } from '../../shared/formats/volume-format.ts'
import type { Vec3 } from '../../shared/geometry.ts'
import { mapResult, type Problem, problemOf, type Result } from '../../shared/problem.ts'
import { gridOf } from '../../shared/volume/chunk-grid.ts'
import type { Scale } from '../../shared/volume/volume.ts'
import type { FromDecoder, ToDecoder } from './messages.ts'

/** What the loop needs of a MessagePort. */
export interface ClientPort {
  postMessage(message: FromDecoder, transfer: ArrayBuffer[]): void
  onmessage: ((event: MessageEvent<ToDecoder>) => void) | null
}

type LoadRequest = Extract<ToDecoder, { readonly kind: 'load' }>

/** A volume that chunks are asked of, or why its description says none. */
interface OpenVolume {
  readonly sourceId: string
  readonly volume: Result<{ readonly scales: readonly Scale[]; readonly reader: ChunkReader }>
}

function openVolume(
  { sourceId, described }: Extract<ToDecoder, { readonly kind: 'volume' }>,
  formats: readonly VolumeFormat[],
): OpenVolume {
  const opened = mapResult(storedVolumeOf(described, formats), ({ volume, chunks }) => {
    return { scales: volume.scales, reader: chunks(described.at) }
  })
  return { sourceId, volume: opened }
}

/**
 * Serves loads on `client`: fetches a chunk's bytes, decodes them and transfers the result. Any number of fetches run
 * at once. Decoding happens as bytes arrive, one chunk to one message, so that a cancel gets its turn between two. No
 * failure ends the loop: each becomes a `failed` reply. A cancelled load gets no reply.
 */
export function serveLoads(client: ClientPort, bytes: ByteClient, wasm: WasmDecoders, formats = FORMATS): void {
  const volumes = new Map<number, OpenVolume>()
  const loads = new Map<number, { readonly volumeId: number; readonly abort: AbortController }>()

  const cancel = (id: number) => {
    loads.get(id)?.abort.abort()
    loads.delete(id)
  }
  const start = async (request: LoadRequest) => {
    const abort = new AbortController()
    loads.set(request.id, { volumeId: request.volumeId, abort })
    const reply = await load(volumes.get(request.volumeId), request, bytes, wasm, abort.signal)
    if (abort.signal.aborted) return
    loads.delete(request.id)
    client.postMessage(reply, reply.kind === 'loaded' ? buffersOf(reply.chunk) : [])
  }
  client.onmessage = ({ data }) => {
    switch (data.kind) {
      case 'volume':
        volumes.set(data.volumeId, openVolume(data, formats))
        return
      case 'forget-volume':
        volumes.delete(data.volumeId)
        for (const [id, { volumeId }] of loads) if (volumeId === data.volumeId) cancel(id)
        return
      case 'load':
        void start(data)
        return
      case 'cancel':
        cancel(data.id)
    }
  }
}

/** Never rejects. */
async function load(
  open: OpenVolume | undefined,
  { id, scale, cell }: LoadRequest,
  client: ByteClient,
  wasm: WasmDecoders,
  signal: AbortSignal,
): Promise<FromDecoder> {
  if (open?.volume.ok === false) return { kind: 'failed', id, problem: open.volume.problem }
  const volume = open?.volume.value
  const grid = volume?.scales[scale]
  if (open === undefined || volume === undefined || grid === undefined || !isCellOf(grid, cell)) {
    const message = `There is no chunk (${cell.join(', ')}) of scale ${scale}`
    return { kind: 'failed', id, problem: { kind: 'not-found', message } }
  }
  const bytes = countedBytes(client, open.sourceId)
  try {
    const decoded = await volume.reader.read(scale, cell, { bytes, unpacks: true, wasm, signal })
    if (decoded === undefined || signal.aborted) return { kind: 'missing', id }
    if (!decoded.ok) return { kind: 'failed', id, problem: decoded.problem }
    return { kind: 'loaded', id, chunk: decoded.value, transferred: bytes.transferred() }
  } catch (error) {
    return { kind: 'failed', id, problem: problemOf(error) ?? unexpected(error, volume.reader.fileOf(scale, cell)) }
  }
}

/** The bytes of a source, and how many of them came over disk or network. */
function countedBytes(client: ByteClient, sourceId: string): Reading['bytes'] & { transferred(): number } {
  let transferred = 0
  return {
    async get(key, options) {
      const fetched = await client.get(sourceId, key, options)
      transferred += fetched?.transferred ?? 0
      return fetched?.data
    },
    transferred: () => transferred,
  }
}

function isCellOf(scale: Scale, cell: Vec3): boolean {
  const grid = gridOf(scale)
  return cell.every((place, axis) => Number.isInteger(place) && place >= 0 && place < grid[axis]!)
}

/** A bug met while decoding fails this chunk alone, not the worker and with it every other chunk. */
function unexpected(error: unknown, file: string): Problem {
  console.error(error)
  const reason = error instanceof Error ? error.message : String(error)
  return { kind: 'bad-chunk', message: `The chunk ${file} could not be decoded: ${reason}`, file }
}

/** The buffers to transfer; each belongs to the chunk alone. */
function buffersOf(chunk: DecodedChunk): ArrayBuffer[] {
  const arrays = chunk.kind === 'grey' ? [chunk.voxels] : [chunk.labels, chunk.indices]
  return arrays.map((array) => array.buffer).filter((buffer) => buffer instanceof ArrayBuffer)
}
