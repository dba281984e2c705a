import type { ByteClient } from '../../shared/bytes/byte-client.ts'
import { storedVolumeOf } from '../../shared/formats/described-volume.ts'
import type { ChunkReader, VolumeFormat, WasmDecoders } from '../../shared/formats/volume-format.ts'
import type { Vec3 } from '../../shared/geometry.ts'
import { mapResult, type Result } from '../../shared/problem.ts'
import { gridOf } from '../../shared/volume/chunk-grid.ts'
import type { Scale } from '../../shared/volume/volume.ts'
import { countedBytes } from './counted-bytes.ts'
import { failedLoad } from './failed-load.ts'
import type { ChunkRequest, FromDecoder, ToDecoder } from './messages.ts'

/** A volume that chunks are asked of, or why its description says none. */
export interface OpenVolume {
  readonly sourceId: string
  /** Says which volume it is, also after a restart: where it lies, what its description says, and which place of it. */
  readonly identity: string
  readonly volume: Result<{ readonly scales: readonly Scale[]; readonly reader: ChunkReader }>
}

export function openVolume(
  { sourceId, described }: Extract<ToDecoder, { readonly kind: 'volume' }>,
  formats: readonly VolumeFormat[],
): OpenVolume {
  const opened = mapResult(storedVolumeOf(described, formats), ({ volume, chunks }) => {
    return { scales: volume.scales, reader: chunks(described.at) }
  })
  const identity = JSON.stringify([described.place.location, described.format, described.files, described.at])
  return { sourceId, identity, volume: opened }
}

/** Never rejects. */
export async function loadChunk(
  open: OpenVolume | undefined,
  { id, scale, cell }: ChunkRequest,
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
  const counted = countedBytes(client)
  try {
    const bytes = counted.of(open.sourceId)
    const decoded = await volume.reader.read(scale, cell, { bytes, unpacks: true, wasm, signal })
    if (decoded === undefined || signal.aborted) return { kind: 'missing', id }
    if (!decoded.ok) return { kind: 'failed', id, problem: decoded.problem }
    return { kind: 'loaded', id, chunk: decoded.value, transferred: counted.transferred() }
  } catch (error) {
    const file = volume.reader.fileOf(scale, cell)
    return failedLoad(id, error, { kind: 'bad-chunk', what: `The chunk ${file} could not be decoded`, file, signal })
  }
}

function isCellOf(scale: Scale, cell: Vec3): boolean {
  const grid = gridOf(scale)
  return cell.every((place, axis) => Number.isInteger(place) && place >= 0 && place < grid[axis]!)
}
