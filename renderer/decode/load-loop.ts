import type { ByteClient, FetchedBytes } from '../../shared/bytes/byte-client.ts'
import { decodeChunk } from '../../shared/codec/decode-chunk.ts'
import type { DecodedChunk } from '../../shared/codec/decoded-chunk.ts'
import type { Vec3 } from '../../shared/geometry.ts'
import { type Problem, problemOf, type Result } from '../../shared/problem.ts'
import { chunkFileName, chunkSizeAt, gridOf } from '../../shared/volume/chunk-grid.ts'
import { mortonKey } from '../../shared/volume/morton.ts'
import { shardLocation } from '../../shared/volume/sharding.ts'
import type { Scale, Volume } from '../../shared/volume/volume.ts'
import type { JpegDecoder } from './jpeg.ts'
import type { FromDecoder, ToDecoder } from './messages.ts'

/** What the loop needs of a MessagePort. */
export interface ClientPort {
  postMessage(message: FromDecoder, transfer: ArrayBuffer[]): void
  onmessage: ((event: MessageEvent<ToDecoder>) => void) | null
}

type OpenVolume = Extract<ToDecoder, { readonly kind: 'volume' }>
type LoadRequest = Extract<ToDecoder, { readonly kind: 'load' }>

/**
 * Serves loads on `client`: fetches a chunk's bytes, decodes them and transfers the result. Any number of fetches run
 * at once. Decoding happens as bytes arrive, one chunk to one message, so that a cancel gets its turn between two. No
 * failure ends the loop: each becomes a `failed` reply. A cancelled load gets no reply.
 */
export function serveLoads(client: ClientPort, bytes: ByteClient, jpeg: JpegDecoder): void {
  const volumes = new Map<number, OpenVolume>()
  const loads = new Map<number, { readonly volumeId: number; readonly abort: AbortController }>()

  const cancel = (id: number) => {
    loads.get(id)?.abort.abort()
    loads.delete(id)
  }
  const start = async (request: LoadRequest) => {
    const abort = new AbortController()
    loads.set(request.id, { volumeId: request.volumeId, abort })
    const reply = await load(volumes.get(request.volumeId), request, bytes, jpeg, abort.signal)
    if (abort.signal.aborted) return
    loads.delete(request.id)
    client.postMessage(reply, reply.kind === 'loaded' ? buffersOf(reply.chunk) : [])
  }
  client.onmessage = ({ data }) => {
    switch (data.kind) {
      case 'volume':
        volumes.set(data.volumeId, data)
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
  { id, scale: number, cell }: LoadRequest,
  bytes: ByteClient,
  jpeg: JpegDecoder,
  signal: AbortSignal,
): Promise<FromDecoder> {
  const scale = open?.volume.scales[number]
  if (open === undefined || scale === undefined || !isCellOf(scale, cell)) {
    const message = `There is no chunk (${cell.join(', ')}) of scale ${number}`
    return { kind: 'failed', id, problem: { kind: 'not-found', message } }
  }
  const file = chunkName(open.location, scale, cell)
  try {
    const fetched = await fetchChunk(open.sourceId, scale, cell, bytes, signal)
    if (fetched === undefined || signal.aborted) return { kind: 'missing', id }
    const decoded = await decode(fetched.data, open.volume, scale, chunkSizeAt(scale, cell), file, jpeg)
    if (!decoded.ok) return { kind: 'failed', id, problem: decoded.problem }
    return { kind: 'loaded', id, chunk: decoded.value, transferred: fetched.transferred }
  } catch (error) {
    return { kind: 'failed', id, problem: problemOf(error) ?? unexpected(error, file) }
  }
}

function fetchChunk(
  sourceId: string,
  scale: Scale,
  cell: Vec3,
  bytes: ByteClient,
  signal: AbortSignal,
): Promise<FetchedBytes | undefined> {
  const { sharding, key } = scale
  if (sharding === undefined) return bytes.get(sourceId, chunkFileName(scale, cell), { signal })
  return bytes.get(sourceId, key, { entry: { sharding, chunkKey: mortonKey(cell, gridOf(scale)) }, signal })
}

function decode(
  data: Uint8Array,
  volume: Volume,
  { encoding }: Scale,
  size: Vec3,
  file: string,
  jpeg: JpegDecoder,
): Result<DecodedChunk> | Promise<Result<DecodedChunk>> {
  return encoding.kind === 'jpeg' ? jpeg.decode(data, size, file) : decodeChunk(data, volume, encoding, size, file)
}

/** How problems name a chunk: by its file, or by its shard and its cell. */
function chunkName(location: string, scale: Scale, cell: Vec3): string {
  if (scale.sharding === undefined) return `${location}/${chunkFileName(scale, cell)}`
  const { file } = shardLocation(scale.sharding, mortonKey(cell, gridOf(scale)))
  return `${location}/${scale.key}/${file} (cell ${cell.join(', ')})`
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
