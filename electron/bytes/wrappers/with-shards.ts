import type { ByteRange } from '../../../shared/bytes/byte-range.ts'
import type { BytesBefore, ShardEntry } from '../../../shared/bytes/byte-source.ts'
import {
  findChunk,
  type MinishardIndex,
  minishardRange,
  parseMinishardIndex,
} from '../../../shared/formats/precomputed/shard-index.ts'
import { type Sharding, shardIndexBytes, shardLocation } from '../../../shared/formats/precomputed/sharding.ts'
import { ProblemError, unwrap } from '../../../shared/problem.ts'
import { INDEX_CACHE_BYTES, MAX_SHARD_INDEX_BYTES, MAX_VALUE_BYTES } from '../limits.ts'
import type { OriginOptions, OriginSource } from '../origin-source.ts'
import { inflate } from './inflate.ts'
import { createKeptReads, type Kept } from './kept-reads.ts'

export interface ShardedOptions extends OriginOptions {
  /** The key names a sharded folder; this entry of it is wanted, whole and inflated, or bytes in front of it. */
  readonly entry?: ShardEntry | undefined
}

export interface ShardedSource {
  /**
   * As `OriginSource.get`, of entries of sharded folders too (neuroglancer, datasource/precomputed/sharded.md). An
   * entry is undefined when its shard file, its minishard or itself is missing. Fails with 'bad-shard' when the shard
   * does not hold together.
   */
  get(key: string, options?: ShardedOptions): Promise<Uint8Array | undefined>
}

type OwnOptions = Omit<OriginOptions, 'range'>

/** What a kept entry weighs beside its contents (names, map entries), bytes, roughly. */
const KEPT_OVERHEAD_BYTES = 256

/**
 * Reads every shard index whole and once, keeps it and the minishard indexes that were needed.
 * @param joined the same source, for minishard indexes and entries: many of them are asked for at once
 */
export function withShards(source: OriginSource, joined: OriginSource): ShardedSource {
  const shards = createKeptReads<Uint8Array | undefined>(INDEX_CACHE_BYTES)
  const minishards = createKeptReads<MinishardIndex>(INDEX_CACHE_BYTES)

  async function readEntry(
    folder: string,
    entry: ShardEntry,
    { signal, onTransferred }: OwnOptions,
  ): Promise<Uint8Array | undefined> {
    const shard = shardOf(source, folder, entry)
    const shardIndex = await shards.get(
      shard.name,
      (shared) => readShardIndex(source, shard, { signal: shared, onTransferred }),
      signal,
    )
    if (shardIndex === undefined) return undefined
    const indexRange = unwrap(minishardRange(shardIndex, shard.minishard, shard.sharding, shard.file))
    if (indexRange === undefined) return undefined
    const minishardIndex = await minishards.get(
      `${shard.minishard} ${shard.name}`,
      (shared) => readMinishardIndex(joined, shard, indexRange, { signal: shared, onTransferred }),
      signal,
    )
    const range = findChunk(minishardIndex, entry.chunkKey)
    if (range === undefined) return undefined
    if (entry.before !== undefined) {
      const wanted = rangeBefore(range, entry.before, shard, entry.chunkKey)
      return readPart(joined, shard, `part before ${entry.chunkKey}`, wanted, { signal, onTransferred })
    }
    const stored = await readPart(joined, shard, `chunk ${entry.chunkKey}`, range, { signal, onTransferred })
    if (entry.sharding.dataEncoding === 'raw') return stored
    return inflate(stored, { file: `${shard.file} (chunk ${entry.chunkKey})` })
  }

  return {
    get: (key, options = {}) =>
      options.entry === undefined ? source.get(key, options) : readEntry(key, options.entry, options),
  }
}

/** Bytes in front of an entry lie behind the shard's index. */
function rangeBefore({ start }: ByteRange, { from, bytes }: BytesBefore, shard: Shard, chunkKey: bigint): ByteRange {
  const first = start - from
  if (first >= shardIndexBytes(shard.sharding)) return { start: first, end: first + bytes }
  const message = `The shard ${shard.file} is damaged: ${from} bytes should lie in front of ${chunkKey}, which begins at byte ${start}`
  throw new ProblemError({ kind: 'bad-shard', message, file: shard.file })
}

async function readShardIndex(
  source: OriginSource,
  shard: Shard,
  options: OwnOptions,
): Promise<Kept<Uint8Array | undefined>> {
  const { key, file, sharding } = shard
  const length = shardIndexBytes(sharding)
  if (length > MAX_SHARD_INDEX_BYTES) {
    const message = `The shard index of ${file} would have ${length} bytes, more than the ${MAX_SHARD_INDEX_BYTES} that are kept`
    throw new ProblemError({ kind: 'too-large', message, file, field: 'sharding.minishard_bits' })
  }
  const range = { start: 0, end: length }
  const bytes = await source.get(key, { ...options, range })
  if (bytes === undefined) return { value: undefined, bytes: KEPT_OVERHEAD_BYTES }
  if (bytes.byteLength < length) throw cutShort(file, 'shard index', bytes.byteLength, range)
  return { value: bytes, bytes: length + KEPT_OVERHEAD_BYTES }
}

async function readMinishardIndex(
  joined: OriginSource,
  shard: Shard,
  range: ByteRange,
  options: OwnOptions,
): Promise<Kept<MinishardIndex>> {
  const { file, sharding } = shard
  const stored = await readPart(joined, shard, 'minishard index', range, options)
  const zipped = sharding.minishardIndexEncoding === 'gzip'
  const bytes = zipped ? await inflate(stored, { file, kind: 'bad-shard' }) : stored
  const index = unwrap(parseMinishardIndex(bytes, sharding, file))
  return { value: index, bytes: bytes.byteLength + KEPT_OVERHEAD_BYTES }
}

async function readPart(
  joined: OriginSource,
  shard: Shard,
  what: string,
  range: ByteRange,
  options: OwnOptions,
): Promise<Uint8Array> {
  const { file } = shard
  if (range.end - range.start > MAX_VALUE_BYTES) {
    const message = `The ${what} in ${file} has ${range.end - range.start} bytes, more than the ${MAX_VALUE_BYTES} that are read in one piece`
    throw new ProblemError({ kind: 'too-large', message, file })
  }
  const bytes = await joined.get(shard.key, { ...options, range })
  if (bytes === undefined) {
    throw new ProblemError({ kind: 'bad-shard', message: `The shard ${file} was there and is gone`, file })
  }
  if (bytes.byteLength < range.end - range.start) throw cutShort(file, what, bytes.byteLength, range)
  return bytes
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

function shardOf(source: OriginSource, folder: string, { sharding, chunkKey }: ShardEntry): Shard {
  const { file, minishard } = shardLocation(sharding, chunkKey)
  const key = folder === '' ? file : `${folder}/${file}`
  const name = `${sharding.minishardBits} ${sharding.minishardIndexEncoding} ${key}`
  return { key, file: source.fileOf(key), name, minishard, sharding }
}

function cutShort(file: string, what: string, got: number, range: ByteRange): ProblemError {
  const message = `The shard ${file} is cut short: its ${what} should lie at bytes ${range.start} to ${range.end}, but only ${got} are there`
  return new ProblemError({ kind: 'bad-shard', message, file })
}
