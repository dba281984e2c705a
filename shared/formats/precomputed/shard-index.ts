import type { ByteRange } from '../../bytes/byte-range.ts'
import type { Problem, Result } from '../../problem.ts'

import { SHARD_INDEX_ENTRY_BYTES, type Sharding, shardIndexBytes } from './sharding.ts'

/** One row of a minishard index is a key delta, an offset delta and a size, each an unsigned 64-bit number. */
const MINISHARD_ENTRY_BYTES = 24

/**
 * The most bytes that one stored value or one minishard index may claim: 2 GiB less one, the longest array that every
 * reader of files and every decoder here can hold. A claim above it can only be damage.
 */
const MAX_SHARD_PART_BYTES = 2 ** 31 - 1

/** The chunks of one minishard, sorted by key; parallel arrays. */
export interface MinishardIndex {
  /** Keys as halves of unsigned 64-bit numbers. */
  readonly keyLow: Uint32Array
  readonly keyHigh: Uint32Array
  /** Absolute positions in the shard file, bytes; whole numbers below 2^53. */
  readonly start: Float64Array
  readonly end: Float64Array
}

/**
 * The absolute byte range of a minishard's index in the shard file, from the whole shard index (its first
 * `shardIndexBytes`); undefined when the minishard is empty. `file` is only for the message of a 'bad-shard' problem.
 */
export function minishardRange(
  index: Uint8Array,
  minishard: number,
  sharding: Sharding,
  file: string,
): Result<ByteRange | undefined> {
  const expected = shardIndexBytes(sharding)
  if (index.byteLength < expected) {
    return badShard(file, `its shard index should have ${expected} bytes, but only ${index.byteLength} are there`)
  }
  const view = new DataView(index.buffer, index.byteOffset, index.byteLength)
  const at = SHARD_INDEX_ENTRY_BYTES * minishard
  const start = numberAt(view, at)
  const end = numberAt(view, at + 8)
  if (start === end) return { ok: true, value: undefined }
  if (!(end > start) || !isExact(expected + end)) {
    return badShard(file, `the index of minishard ${minishard} is said to run from byte ${start} to ${end}`)
  }
  if (end - start > MAX_SHARD_PART_BYTES) {
    return badShard(file, `the index of minishard ${minishard} is said to be ${end - start} bytes long`)
  }
  return { ok: true, value: { start: expected + start, end: expected + end } }
}

/**
 * Reads a minishard index whose gzip, if any, is already off. Deltas are sums modulo 2^64, so entries may be stored in
 * any order; the result is sorted. `file` is only for the message of a 'bad-shard' problem.
 */
export function parseMinishardIndex(bytes: Uint8Array, sharding: Sharding, file: string): Result<MinishardIndex> {
  if (bytes.byteLength % MINISHARD_ENTRY_BYTES !== 0) {
    const message = `a minishard index of ${bytes.byteLength} bytes is no multiple of ${MINISHARD_ENTRY_BYTES}`
    return badShard(file, message)
  }
  const count = bytes.byteLength / MINISHARD_ENTRY_BYTES
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const base = shardIndexBytes(sharding)
  const keyLow = new Uint32Array(count)
  const keyHigh = new Uint32Array(count)
  const start = new Float64Array(count)
  const end = new Float64Array(count)
  let sorted = true
  let low = 0
  let high = 0
  let position = 0n
  for (let i = 0; i < count; i++) {
    const sum = low + view.getUint32(8 * i, true)
    high = (high + view.getUint32(8 * i + 4, true) + (sum > 0xffffffff ? 1 : 0)) >>> 0
    low = sum >>> 0
    keyLow[i] = low
    keyHigh[i] = high
    position = BigInt.asUintN(64, position + view.getBigUint64(8 * (count + i), true))
    const size = numberAt(view, 8 * (2 * count + i))
    const from = base + Number(position)
    if (!isExact(from + size) || size > MAX_SHARD_PART_BYTES) {
      const key = (BigInt(high) << 32n) | BigInt(low)
      return badShard(file, `the chunk with key ${key} is said to lie at byte ${from} with ${size} bytes`)
    }
    start[i] = from
    end[i] = from + size
    position += BigInt(size)
    if (i > 0 && compareKeys(keyHigh[i - 1]!, keyLow[i - 1]!, high, low) >= 0) sorted = false
  }
  const index = { keyLow, keyHigh, start, end }
  return sorted ? { ok: true, value: index } : sortIndex(index, file)
}

/** The absolute byte range of a chunk in the shard file; undefined when the minishard has no such key. */
export function findChunk(index: MinishardIndex, chunkKey: bigint): ByteRange | undefined {
  const high = Number(BigInt.asUintN(32, chunkKey >> 32n))
  const low = Number(BigInt.asUintN(32, chunkKey))
  let from = 0
  let to = index.keyLow.length
  while (from < to) {
    const middle = (from + to) >>> 1
    const order = compareKeys(index.keyHigh[middle]!, index.keyLow[middle]!, high, low)
    if (order === 0) return { start: index.start[middle]!, end: index.end[middle]! }
    if (order < 0) from = middle + 1
    else to = middle
  }
  return undefined
}

function sortIndex(index: MinishardIndex, file: string): Result<MinishardIndex> {
  const { keyLow, keyHigh } = index
  const order = Uint32Array.from(keyLow.keys())
  order.sort((a, b) => compareKeys(keyHigh[a]!, keyLow[a]!, keyHigh[b]!, keyLow[b]!))
  for (let i = 1; i < order.length; i++) {
    const a = order[i - 1]!
    const b = order[i]!
    if (keyLow[a] === keyLow[b] && keyHigh[a] === keyHigh[b]) {
      const key = (BigInt(keyHigh[a]!) << 32n) | BigInt(keyLow[a]!)
      return badShard(file, `the key ${key} is listed twice in one minishard`)
    }
  }
  const value = {
    keyLow: Uint32Array.from(order, (from) => keyLow[from]!),
    keyHigh: Uint32Array.from(order, (from) => keyHigh[from]!),
    start: Float64Array.from(order, (from) => index.start[from]!),
    end: Float64Array.from(order, (from) => index.end[from]!),
  }
  return { ok: true, value }
}

function compareKeys(highA: number, lowA: number, highB: number, lowB: number): number {
  return highA === highB ? lowA - lowB : highA - highB
}

/** Reads an unsigned 64-bit number; inexact above 2^53, which `isExact` then refuses. */
function numberAt(view: DataView, at: number): number {
  return view.getUint32(at, true) + view.getUint32(at + 4, true) * 2 ** 32
}

function isExact(value: number): boolean {
  return value <= Number.MAX_SAFE_INTEGER
}

function badShard(file: string, why: string): { readonly ok: false; readonly problem: Problem } {
  return { ok: false, problem: { kind: 'bad-shard', message: `The shard ${file} is damaged: ${why}`, file } }
}
