import type { ByteRange } from '../../../shared/bytes/byte-source.ts'
import { ProblemError, unwrap } from '../../../shared/problem.ts'
import {
  findChunk,
  type MinishardIndex,
  minishardRange,
  parseMinishardIndex,
} from '../../../shared/volume/shard-index.ts'
import { type Sharding, shardIndexBytes, shardLocation } from '../../../shared/volume/sharding.ts'
import { INDEX_CACHE_BYTES, MAX_SHARD_INDEX_BYTES, MAX_VALUE_BYTES } from '../limits.ts'
import type { OriginOptions, OriginStore } from '../origin-store.ts'
import { inflate } from './inflate.ts'
import { createKeptReads, type Kept } from './kept-reads.ts'
import type { RangeJoiner } from './range-joiner.ts'

export interface ShardedKey {
  /** The sharded folder, relative to the source. */
  readonly folder: string
  readonly sharding: Sharding
  readonly chunkKey: bigint
}

export interface ShardedStore {
  /**
   * The value stored under a key of a sharded folder (neuroglancer, datasource/precomputed/sharded.md), inflated;
   * undefined when its shard file, its minishard or its entry is missing. Fails with 'bad-shard' when the shard does
   * not hold together, and as its store does.
   */
  get(key: ShardedKey, options?: OriginOptions): Promise<Uint8Array | undefined>
}

type OwnOptions = Omit<OriginOptions, 'range'>

/** What a kept entry weighs beside its contents (names, map entries), bytes, roughly. */
const KEPT_OVERHEAD_BYTES = 256

/** Reads every shard index whole and once, keeps it and the minishard indexes that were needed. */
export function createShardedStore(store: OriginStore, joiner: RangeJoiner): ShardedStore {
  const shards = createKeptReads<Uint8Array | undefined>(INDEX_CACHE_BYTES)
  const minishards = createKeptReads<MinishardIndex>(INDEX_CACHE_BYTES)

  async function readShardIndex(shard: Shard, options: OwnOptions): Promise<Kept<Uint8Array | undefined>> {
    const { key, file, sharding } = shard
    const length = shardIndexBytes(sharding)
    if (length > MAX_SHARD_INDEX_BYTES) {
      const message = `The shard index of ${file} would have ${length} bytes, more than the ${MAX_SHARD_INDEX_BYTES} that are kept`
      throw new ProblemError({ kind: 'too-large', message, file, field: 'sharding.minishard_bits' })
    }
    const range = { start: 0, end: length }
    const bytes = await store.get(key, { ...options, range })
    if (bytes === undefined) return { value: undefined, bytes: KEPT_OVERHEAD_BYTES }
    if (bytes.byteLength < length) throw cutShort(file, 'shard index', bytes.byteLength, range)
    return { value: bytes, bytes: length + KEPT_OVERHEAD_BYTES }
  }

  async function readMinishardIndex(
    shard: Shard,
    range: ByteRange,
    options: OwnOptions,
  ): Promise<Kept<MinishardIndex>> {
    const { file, sharding } = shard
    const stored = await readPart(shard, 'minishard index', range, options)
    const zipped = sharding.minishardIndexEncoding === 'gzip'
    const bytes = zipped ? await inflate(stored, { file, kind: 'bad-shard' }) : stored
    const index = unwrap(parseMinishardIndex(bytes, sharding, file))
    return { value: index, bytes: bytes.byteLength + KEPT_OVERHEAD_BYTES }
  }

  async function readPart(shard: Shard, what: string, range: ByteRange, options: OwnOptions): Promise<Uint8Array> {
    const { file } = shard
    if (range.end - range.start > MAX_VALUE_BYTES) {
      const message = `The ${what} in ${file} has ${range.end - range.start} bytes, more than the ${MAX_VALUE_BYTES} that are read in one piece`
      throw new ProblemError({ kind: 'too-large', message, file })
    }
    const bytes = await joiner.read(shard.key, range, options)
    if (bytes === undefined) {
      throw new ProblemError({ kind: 'bad-shard', message: `The shard ${file} was there and is gone`, file })
    }
    if (bytes.byteLength < range.end - range.start) throw cutShort(file, what, bytes.byteLength, range)
    return bytes
  }

  return {
    async get(key, options = {}) {
      const { signal, onTransferred } = options
      const shard = shardOf(store, key)
      const shardIndex = await shards.get(
        shard.name,
        (shared) => readShardIndex(shard, { signal: shared, onTransferred }),
        signal,
      )
      if (shardIndex === undefined) return undefined
      const indexRange = unwrap(minishardRange(shardIndex, shard.minishard, shard.sharding, shard.file))
      if (indexRange === undefined) return undefined
      const minishardIndex = await minishards.get(
        `${shard.minishard} ${shard.name}`,
        (shared) => readMinishardIndex(shard, indexRange, { signal: shared, onTransferred }),
        signal,
      )
      const range = findChunk(minishardIndex, key.chunkKey)
      if (range === undefined) return undefined
      const stored = await readPart(shard, `chunk ${key.chunkKey}`, range, { onTransferred, ...(signal && { signal }) })
      if (key.sharding.dataEncoding === 'raw') return stored
      return inflate(stored, { file: `${shard.file} (chunk ${key.chunkKey})` })
    },
  }
}

interface Shard {
  readonly key: string
  /** For messages. */
  readonly file: string
  /** Names the shard as these parameters read it: another reading of the same file is another entry. */
  readonly name: string
  readonly minishard: number
  readonly sharding: Sharding
}

function shardOf(store: OriginStore, { folder, sharding, chunkKey }: ShardedKey): Shard {
  const { file, minishard } = shardLocation(sharding, chunkKey)
  const key = folder === '' ? file : `${folder}/${file}`
  const name = `${sharding.minishardBits} ${sharding.minishardIndexEncoding} ${key}`
  return { key, file: store.fileOf(key), name, minishard, sharding }
}

function cutShort(file: string, what: string, got: number, range: ByteRange): ProblemError {
  const message = `The shard ${file} is cut short: its ${what} should lie at bytes ${range.start} to ${range.end}, but only ${got} are there`
  return new ProblemError({ kind: 'bad-shard', message, file })
}
