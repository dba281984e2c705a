import type { AnyRange } from '../../shared/bytes/byte-range.ts'
import type { BytesBefore, ShardEntry, Unpacking } from '../../shared/bytes/byte-source.ts'
import { MAX_KEY_LENGTH } from '../../shared/bytes/key.ts'
import type { ByteRequest } from '../../shared/contracts/byte-protocol.ts'
import type { Sharding } from '../../shared/formats/precomputed/sharding.ts'
import {
  choiceOf,
  type Field,
  isRecord,
  MalformedField,
  member,
  refuse,
  textOf,
  wholeOf,
} from '../../shared/json-field.ts'
import { MAX_VALUE_BYTES } from './limits.ts'

/** The id in the reply to a request whose own id could not be read. */
export const NO_REQUEST_ID = -1

export type ParsedRequest =
  | { readonly ok: true; readonly request: ByteRequest }
  | { readonly ok: false; readonly id: number; readonly field: string; readonly what: string }

/** Source ids are short words of the byte process itself. */
const MAX_SOURCE_ID_LENGTH = 64

/** Bits of a key; shard and minishard share them. */
const KEY_BITS = 64

/** Reads a message of a port: the sender is not trusted to send a `ByteRequest`. Where keys may lead is judged by the sources. */
export function parseRequest(message: unknown): ParsedRequest {
  const whole: Field = { path: '', value: isRecord(message) ? message : {} }
  let id = NO_REQUEST_ID
  try {
    id = wholeOf(member(whole, 'id'), 0)
    return { ok: true, request: requestOf(whole, id) }
  } catch (error) {
    if (!(error instanceof MalformedField)) throw error
    return { ok: false, id, field: error.field, what: error.what }
  }
}

function requestOf(whole: Field, id: number): ByteRequest {
  const kind = choiceOf(member(whole, 'kind'), ['get', 'cancel'])
  if (kind === 'cancel') return { kind, id }
  const [range, entry, unpack] = [member(whole, 'range'), member(whole, 'entry'), member(whole, 'unpack')]
  if (range.value !== undefined && entry.value !== undefined) refuse(entry, 'must be absent beside a range')
  if (unpack.value !== undefined && entry.value !== undefined) refuse(unpack, 'must be absent beside an entry')
  return {
    kind,
    id,
    sourceId: textOf(member(whole, 'sourceId'), MAX_SOURCE_ID_LENGTH, 0),
    key: textOf(member(whole, 'key'), MAX_KEY_LENGTH, 0),
    range: range.value === undefined ? undefined : rangeOf(range),
    entry: entry.value === undefined ? undefined : entryOf(entry),
    unpack: unpack.value === undefined ? undefined : unpackingOf(unpack),
  }
}

function rangeOf(field: Field): AnyRange {
  const last = member(field, 'last')
  if (last.value !== undefined) return { last: wholeOf(last, 0, MAX_VALUE_BYTES) }
  const start = wholeOf(member(field, 'start'), 0)
  const end = wholeOf(member(field, 'end'), start)
  if (end - start > MAX_VALUE_BYTES) refuse(field, `must be at most ${MAX_VALUE_BYTES} bytes`)
  return { start, end }
}

function unpackingOf(field: Field): Unpacking {
  return {
    coding: choiceOf(member(field, 'coding'), ['gzip', 'zlib']),
    after: wholeOf(member(field, 'after'), 0, MAX_VALUE_BYTES),
    maxBytes: wholeOf(member(field, 'maxBytes'), 0, MAX_VALUE_BYTES),
  }
}

function entryOf(field: Field): ShardEntry {
  const before = member(field, 'before')
  return {
    sharding: shardingOf(member(field, 'sharding')),
    chunkKey: chunkKeyOf(member(field, 'chunkKey')),
    before: before.value === undefined ? undefined : bytesBeforeOf(before),
  }
}

function bytesBeforeOf(field: Field): BytesBefore {
  const from = wholeOf(member(field, 'from'), 0)
  return { from, bytes: wholeOf(member(field, 'bytes'), 0, Math.min(from, MAX_VALUE_BYTES)) }
}

function chunkKeyOf(field: Field): bigint {
  const { value } = field
  if (typeof value === 'bigint' && BigInt.asUintN(KEY_BITS, value) === value) return value
  return refuse(field, 'must be an unsigned 64-bit bigint')
}

function shardingOf(field: Field): Sharding {
  const bits = (name: string) => wholeOf(member(field, name), 0, KEY_BITS)
  const encoding = (name: string) => choiceOf(member(field, name), ['raw', 'gzip'])
  const sharding = {
    preshiftBits: bits('preshiftBits'),
    hash: choiceOf(member(field, 'hash'), ['identity', 'murmurhash3_x86_128']),
    minishardBits: bits('minishardBits'),
    shardBits: bits('shardBits'),
    minishardIndexEncoding: encoding('minishardIndexEncoding'),
    dataEncoding: encoding('dataEncoding'),
  }
  if (sharding.minishardBits + sharding.shardBits > KEY_BITS) {
    refuse(member(field, 'shardBits'), `must be at most ${KEY_BITS} together with minishardBits`)
  }
  return sharding
}
