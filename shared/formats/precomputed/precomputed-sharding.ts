import { choiceOf, type Field, member, refuse, wholeOf } from '../../json-field.ts'
import type { Sharding } from './sharding.ts'

const SHARDING_TYPE = 'neuroglancer_uint64_sharded_v1'

/** Bits of a key, of its hash, and so of all the parts that are cut from them. */
const KEY_BITS = 64

/** The shard index, which is read whole, has 16 bytes for each of 2^bits minishards: 20 bits are 16 MiB. */
const MAX_MINISHARD_BITS = 20

/** Reads `sharding` (neuroglancer, datasource/precomputed/sharded.md). Throws a `ProblemError` that names the field. */
export function readSharding(field: Field): Sharding {
  choiceOf(member(field, '@type'), [SHARDING_TYPE])
  const bits = (key: string, most: number, reason: string) => wholeOf(member(field, key), 0, most, reason)
  const preshiftBits = bits('preshift_bits', KEY_BITS, 'keys have 64 bits')
  const hash = choiceOf(member(field, 'hash'), ['identity', 'murmurhash3_x86_128'])
  const minishardBits = bits('minishard_bits', MAX_MINISHARD_BITS, 'the shard index would not fit in memory')
  const shardBits = bits('shard_bits', KEY_BITS, 'keys have 64 bits')
  if (minishardBits + shardBits > KEY_BITS) {
    refuse(field, `has ${minishardBits} + ${shardBits} minishard and shard bits, but keys have 64`)
  }
  return {
    preshiftBits,
    hash,
    minishardBits,
    shardBits,
    minishardIndexEncoding: readPartEncoding(member(field, 'minishard_index_encoding')),
    dataEncoding: readPartEncoding(member(field, 'data_encoding')),
  }
}

function readPartEncoding(field: Field): 'raw' | 'gzip' {
  return field.value === undefined ? 'raw' : choiceOf(field, ['raw', 'gzip'])
}
