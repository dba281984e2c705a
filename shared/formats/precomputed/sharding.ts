import { murmurHash64 } from './murmur3.ts'

/** Parameters of `neuroglancer_uint64_sharded_v1` (neuroglancer, datasource/precomputed/sharded.md). */
export interface Sharding {
  readonly preshiftBits: number
  readonly hash: 'identity' | 'murmurhash3_x86_128'
  readonly minishardBits: number
  readonly shardBits: number
  readonly minishardIndexEncoding: 'raw' | 'gzip'
  readonly dataEncoding: 'raw' | 'gzip'
}

/** Where the sharded format keeps a key: the file inside the scale's folder, and the minishard inside that file. */
interface ShardLocation {
  /** Such as `0a.shard`, relative to the sharded folder. */
  readonly file: string
  readonly minishard: number
}

const KEY_MASK = (1n << 64n) - 1n

/** Finds shard and minishard of a 64-bit key (a chunk's Morton code, or a segment's id). */
export function shardLocation(sharding: Sharding, chunkKey: bigint): ShardLocation {
  const shifted = (chunkKey & KEY_MASK) >> BigInt(sharding.preshiftBits)
  const hash = sharding.hash === 'identity' ? shifted : murmurOf(shifted)
  const minishardBits = BigInt(sharding.minishardBits)
  const minishard = hash & ((1n << minishardBits) - 1n)
  const shard = (hash >> minishardBits) & ((1n << BigInt(sharding.shardBits)) - 1n)
  const digits = Math.ceil(sharding.shardBits / 4)
  return { file: `${shard.toString(16).padStart(digits, '0')}.shard`, minishard: Number(minishard) }
}

/** Length in bytes of the index at the start of every shard file. */
export function shardIndexBytes(sharding: Sharding): number {
  return SHARD_INDEX_ENTRY_BYTES * 2 ** sharding.minishardBits
}

/** Two unsigned 64-bit numbers: start and end of a minishard's index. */
export const SHARD_INDEX_ENTRY_BYTES = 16

function murmurOf(key: bigint): bigint {
  const { low, high } = murmurHash64(Number(key & 0xffffffffn), Number(key >> 32n))
  return (BigInt(high) << 32n) | BigInt(low)
}
