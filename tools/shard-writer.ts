import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Sharding, shardIndexBytes, shardLocation } from '../shared/formats/precomputed/sharding.ts'
import { gzip } from './gzip.ts'

/** Collects chunks by key and writes shard files (neuroglancer, datasource/precomputed/sharded.md). */
export interface ShardWriter {
  /** `before`: bytes that are put in front of the chunk as they are; its index does not name them. */
  readonly put: (chunkKey: bigint, bytes: Uint8Array, before?: Uint8Array) => void
  /** Writes all shards into the folder, and returns the number of bytes. */
  readonly finish: () => number
}

/** A chunk with its key in the volume, its bytes in the `dataEncoding` of the sharding. */
export interface StoredChunk {
  readonly key: bigint
  readonly bytes: Uint8Array
  readonly before?: Uint8Array | undefined
}

/** Encodes the bytes of chunks as `sharding.dataEncoding` says. The caller gives them without that encoding. */
export function createShardWriter(folder: string, sharding: Sharding): ShardWriter {
  const shards = new Map<string, StoredChunk[][]>()
  return {
    put: (key, bytes, before) => {
      const { file, minishard } = shardLocation(sharding, key)
      const minishards = shards.get(file) ?? Array.from({ length: 2 ** sharding.minishardBits }, () => [])
      shards.set(file, minishards)
      minishards[minishard]!.push({ key, bytes: sharding.dataEncoding === 'gzip' ? gzip(bytes) : bytes, before })
    },
    finish: () => {
      mkdirSync(folder, { recursive: true })
      let total = 0
      for (const [file, minishards] of shards) {
        const bytes = shardBytes(minishards, sharding)
        writeFileSync(join(folder, file), bytes)
        total += bytes.byteLength
      }
      return total
    },
  }
}

/** A shard: its index, then the chunks in the order of their keys, then the minishard indices. */
export function shardBytes(minishards: readonly (readonly StoredChunk[])[], sharding: Sharding): Uint8Array {
  const parts: Uint8Array[] = []
  const index = new BigUint64Array(shardIndexBytes(sharding) / 8)
  let offset = 0n
  const indices = minishards.map((chunks) => {
    const sorted = [...chunks].sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0))
    const count = sorted.length
    const rows = new BigUint64Array(3 * count)
    let end = 0n
    for (const [i, chunk] of sorted.entries()) {
      rows[i] = chunk.key - (i === 0 ? 0n : sorted[i - 1]!.key)
      if (chunk.before !== undefined) {
        parts.push(chunk.before)
        offset += BigInt(chunk.before.byteLength)
      }
      rows[count + i] = offset - end
      rows[2 * count + i] = BigInt(chunk.bytes.byteLength)
      parts.push(chunk.bytes)
      offset += BigInt(chunk.bytes.byteLength)
      end = offset
    }
    return new Uint8Array(rows.buffer)
  })
  for (const [minishard, rows] of indices.entries()) {
    if (rows.byteLength === 0) continue
    const bytes = sharding.minishardIndexEncoding === 'gzip' ? gzip(rows) : rows
    index[2 * minishard] = offset
    offset += BigInt(bytes.byteLength)
    index[2 * minishard + 1] = offset
    parts.push(bytes)
  }
  return Buffer.concat([new Uint8Array(index.buffer), ...parts])
}
