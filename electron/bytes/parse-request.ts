import type { ByteRange, ShardEntry } from '../../shared/bytes/byte-source.ts'
import { MAX_KEY_LENGTH } from '../../shared/bytes/key.ts'
import type { ByteRequest } from '../../shared/contracts/byte-protocol.ts'
import type { Sharding } from '../../shared/volume/sharding.ts'
import { MAX_VALUE_BYTES } from './limits.ts'

/** The id in the answer to a request that has none that could be read. */
export const NO_REQUEST_ID = -1

export type ParsedRequest =
  | { readonly ok: true; readonly request: ByteRequest }
  | { readonly ok: false; readonly id: number; readonly field: string; readonly expected: string }

/** Thrown only inside this file: the path of a field, and what should have been there. */
class Malformed extends Error {
  readonly field: string
  readonly expected: string
  constructor(field: string, expected: string) {
    super(`${field} must be ${expected}`)
    this.field = field
    this.expected = expected
  }
}

/** Source ids are short words of the byte process itself. */
const MAX_SOURCE_ID_LENGTH = 64

/** Reads a message of a port: the sender is not trusted to send a `ByteRequest`. Where keys may lead is judged by the stores. */
export function parseRequest(message: unknown): ParsedRequest {
  const fields = isRecord(message) ? message : {}
  const id = fields['id']
  if (!isWhole(id)) return { ok: false, id: NO_REQUEST_ID, field: 'id', expected: 'a whole number, 0 or more' }
  try {
    return { ok: true, request: requestOf(fields, id) }
  } catch (error) {
    if (!(error instanceof Malformed)) throw error
    return { ok: false, id, field: error.field, expected: error.expected }
  }
}

function requestOf(fields: Readonly<Record<string, unknown>>, id: number): ByteRequest {
  switch (fields['kind']) {
    case 'cancel':
      return { kind: 'cancel', id }
    case 'get': {
      const { range, entry } = fields
      if (range !== undefined && entry !== undefined) throw new Malformed('entry', 'absent beside a range')
      return {
        kind: 'get',
        id,
        sourceId: text(fields, 'sourceId', MAX_SOURCE_ID_LENGTH),
        key: text(fields, 'key', MAX_KEY_LENGTH),
        range: range === undefined ? undefined : rangeOf(range),
        entry: entry === undefined ? undefined : entryOf(entry),
      }
    }
    default:
      throw new Malformed('kind', "'get' or 'cancel'")
  }
}

function text(fields: Readonly<Record<string, unknown>>, name: string, longest: number): string {
  const value = fields[name]
  if (typeof value === 'string' && value.length <= longest) return value
  throw new Malformed(name, `a string of at most ${longest} characters`)
}

function rangeOf(value: unknown): ByteRange {
  if (!isRecord(value)) throw new Malformed('range', 'start and end')
  const { start, end } = value
  if (!isWhole(start)) throw new Malformed('range.start', 'a whole number, 0 or more')
  if (!isWhole(end) || end < start) throw new Malformed('range.end', 'a whole number, range.start or more')
  if (end - start > MAX_VALUE_BYTES) throw new Malformed('range', `at most ${MAX_VALUE_BYTES} bytes`)
  return { start, end }
}

function entryOf(value: unknown): ShardEntry {
  if (!isRecord(value)) throw new Malformed('entry', 'sharding and chunkKey')
  return { sharding: shardingOf(value['sharding']), chunkKey: chunkKeyOf(value['chunkKey']) }
}

function chunkKeyOf(value: unknown): bigint {
  if (typeof value === 'bigint' && BigInt.asUintN(64, value) === value) return value
  throw new Malformed('entry.chunkKey', 'an unsigned 64-bit bigint')
}

/** Bits of a key; shard and minishard share them. */
const KEY_BITS = 64

function shardingOf(value: unknown): Sharding {
  if (!isRecord(value)) throw new Malformed('entry.sharding', 'an object')
  const { hash } = value
  if (hash !== 'identity' && hash !== 'murmurhash3_x86_128') {
    throw new Malformed('entry.sharding.hash', "'identity' or 'murmurhash3_x86_128'")
  }
  const sharding = {
    preshiftBits: bits(value, 'preshiftBits'),
    hash,
    minishardBits: bits(value, 'minishardBits'),
    shardBits: bits(value, 'shardBits'),
    minishardIndexEncoding: encoding(value, 'minishardIndexEncoding'),
    dataEncoding: encoding(value, 'dataEncoding'),
  } as const
  if (sharding.minishardBits + sharding.shardBits > KEY_BITS) {
    throw new Malformed('entry.sharding.shardBits', `at most ${KEY_BITS} together with minishardBits`)
  }
  return sharding
}

function bits(value: Readonly<Record<string, unknown>>, name: string): number {
  const count = value[name]
  if (isWhole(count) && count <= KEY_BITS) return count
  throw new Malformed(`entry.sharding.${name}`, `a whole number from 0 to ${KEY_BITS}`)
}

function encoding(value: Readonly<Record<string, unknown>>, name: string): 'raw' | 'gzip' {
  const said = value[name]
  if (said === 'raw' || said === 'gzip') return said
  throw new Malformed(`entry.sharding.${name}`, "'raw' or 'gzip'")
}

function isWhole(value: unknown): value is number {
  return Number.isSafeInteger(value) && Number(value) >= 0
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null
}
