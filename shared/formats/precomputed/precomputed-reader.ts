import type { StoredChannel } from '../../codec/channel.ts'
import type { DecodedChunk } from '../../codec/decoded-chunk.ts'
import type { Vec3 } from '../../geometry.ts'
import type { Result } from '../../problem.ts'
import { chunkSizeAt, gridOf } from '../../volume/chunk-grid.ts'
import type { ChunkReader, Reading } from '../volume-format.ts'
import { chunkFileName } from './chunk-file-name.ts'
import { decodeChunk } from './decode-chunk.ts'
import { mortonKey } from './morton.ts'
import type { PrecomputedScale, PrecomputedVolume } from './precomputed-volume.ts'
import { shardLocation } from './sharding.ts'

/**
 * Reads chunks of a precomputed volume, from files of their own or from shards. `location` is for messages; `wanted` is the
 * channel, from 0 on.
 */
export function createPrecomputedReader(volume: PrecomputedVolume, location: string, wanted = 0): ChunkReader {
  const channel: StoredChannel = { count: volume.channels ?? 1, wanted }
  const fileOf = (scale: PrecomputedScale, cell: Vec3): string => `${location}/${chunkName(scale, cell)}`
  return {
    fileOf: (number, cell) => fileOf(volume.scales[number]!, cell),
    async read(number, cell, reading) {
      const scale = volume.scales[number]!
      const bytes = await fetchChunk(scale, cell, reading)
      return bytes && decode(bytes, volume, scale, cell, channel, fileOf(scale, cell), reading)
    },
  }
}

function fetchChunk(scale: PrecomputedScale, cell: Vec3, { bytes, signal }: Reading) {
  const { sharding, key } = scale
  if (sharding === undefined) return bytes.get(chunkFileName(scale, cell), { signal })
  return bytes.get(key, { entry: { sharding, chunkKey: mortonKey(cell, gridOf(scale)) }, signal })
}

function decode(
  bytes: Uint8Array,
  volume: PrecomputedVolume,
  scale: PrecomputedScale,
  cell: Vec3,
  channel: StoredChannel,
  file: string,
  { wasm }: Reading,
): Result<DecodedChunk> | Promise<Result<DecodedChunk>> {
  const { encoding } = scale
  const size = chunkSizeAt(scale, cell)
  if (encoding.kind === 'jpeg') return wasm.jpeg(bytes, size, file, channel)
  return decodeChunk(bytes, volume, encoding, size, file, channel)
}

/** How problems name a chunk: by its file, or by its shard and its cell. */
function chunkName(scale: PrecomputedScale, cell: Vec3): string {
  if (scale.sharding === undefined) return chunkFileName(scale, cell)
  const { file } = shardLocation(scale.sharding, mortonKey(cell, gridOf(scale)))
  return `${scale.key}/${file} (cell ${cell.join(', ')})`
}
