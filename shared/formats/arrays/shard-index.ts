import type { AnyRange, ByteRange } from '../../bytes/byte-range.ts'
import { crc32c } from '../../codec/packed/crc.ts'
import { ProblemError } from '../../problem.ts'
import type { Shards } from './stored-array.ts'

/** Bytes of an entry: offset and length of a chunk, 64 bits each. */
const ENTRY_BYTES = 16
const CHECK_BYTES = 4

/** Both numbers of a chunk that is not there. */
const NONE = 2n ** 64n - 1n

/** The most bytes of one chunk as it is stored: the limit of the byte process for any value. */
const MAX_STORED_BYTES = 256 * 2 ** 20

/** The most chunks of a shard: an index of 16 MiB, which is read for the first chunk. */
export const MAX_SHARD_CHUNKS = 2 ** 20

function entriesOf({ chunks }: Shards): number {
  return chunks.reduce((product, count) => product * count, 1)
}

/** Where the index of a shard lies in its file. */
export function indexRange(shards: Shards): AnyRange {
  const bytes = ENTRY_BYTES * entriesOf(shards) + (shards.isIndexChecked ? CHECK_BYTES : 0)
  return shards.indexAt === 'start' ? { start: 0, end: bytes } : { last: bytes }
}

/** The checked index of a shard. Throws a `ProblemError` of kind 'bad-shard'; `file` names the shard. */
export function readShardIndex(bytes: Uint8Array, shards: Shards, file: string): DataView {
  const length = ENTRY_BYTES * entriesOf(shards)
  const whole = length + (shards.isIndexChecked ? CHECK_BYTES : 0)
  if (bytes.length !== whole)
    throw badShard(file, `its index has ${bytes.length} bytes of ${whole}, so it is cut short`)
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (shards.isIndexChecked && view.getUint32(length, true) !== crc32c(bytes.subarray(0, length))) {
    throw badShard(file, 'the checksum of its index is wrong')
  }
  return view
}

/**
 * Where a chunk lies in its shard; undefined where the shard holds none. `place` is its place in the shard along each
 * axis. Throws a `ProblemError` of kind 'bad-shard' or 'too-large'.
 */
export function chunkRange(
  index: DataView,
  shards: Shards,
  place: readonly number[],
  file: string,
): ByteRange | undefined {
  const at = ENTRY_BYTES * place.reduce((sum, value, axis) => sum * shards.chunks[axis]! + value, 0)
  const [start, length] = [at, at + 8].map((byte) => index.getBigUint64(byte, !shards.isIndexBigEndian)) as [
    bigint,
    bigint,
  ]
  if (start === NONE && length === NONE) return undefined
  const end = start + length
  if (end > BigInt(Number.MAX_SAFE_INTEGER)) throw badShard(file, `its index points to byte ${end}`)
  if (length <= BigInt(MAX_STORED_BYTES)) return { start: Number(start), end: Number(end) }
  const message = `A chunk in the shard ${file} has ${length} bytes, more than the ${MAX_STORED_BYTES} that are read in one piece`
  throw new ProblemError({ kind: 'too-large', message, file })
}

export function badShard(file: string, why: string): ProblemError {
  return new ProblemError({ kind: 'bad-shard', message: `The shard ${file} is damaged: ${why}`, file })
}
