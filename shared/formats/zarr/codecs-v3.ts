import type { PackStep } from '../../codec/packed/unpack.ts'
import { choiceOf, type Field, listOf, member, refuse, textOf, wholeOf } from '../../json-field.ts'
import { checkEntries, lengthOf, MAX_AXES } from '../arrays/array-limits.ts'
import { MAX_SHARD_CHUNKS } from '../arrays/shard-index.ts'
import type { Shards } from '../arrays/stored-array.ts'
import { checkSteps, stepOf } from './codec-names.ts'

/** The most codecs of one array. */
const MAX_CODECS = 16

export interface CodecChain {
  /** Values of the smallest piece that is stored by itself: a chunk, or a chunk of a shard. */
  readonly chunkShape: readonly number[]
  readonly order: readonly number[]
  readonly isBigEndian: boolean
  readonly steps: readonly PackStep[]
  readonly shards?: Shards | undefined
}

interface Codec {
  readonly field: Field
  readonly name: string
  readonly configuration: Field
}

/**
 * Reads `codecs` of an array (Zarr v3): transpose, then bytes or sharding_indexed, then compressions. `chunkShape` is
 * that of the grid. A codec that is not read is refused by its name.
 */
export function readCodecs(field: Field, chunkShape: readonly number[]): CodecChain {
  const codecs = listOf(field, MAX_CODECS, readCodec, 1)
  const sharding = codecs.find(({ name }) => name === 'sharding_indexed')
  if (sharding === undefined) return readPlain(field, codecs, chunkShape)
  const beside = codecs.find((codec) => codec !== sharding)
  if (beside !== undefined) {
    refuse(beside.field, `is ${JSON.stringify(beside.name)} around shards, which Skein does not read`, 'unsupported')
  }
  return readSharded(sharding.configuration, chunkShape)
}

/** A codec is an object with a name, or a name alone. */
function readCodec(field: Field): Codec {
  const isName = typeof field.value === 'string'
  const configuration: Field = isName ? { path: field.path, value: undefined } : member(field, 'configuration')
  const name = isName ? textOf(field) : textOf(member(field, 'name'))
  return {
    field,
    name: name.replace(/^numcodecs\./, ''),
    configuration: configuration.value === undefined ? { path: configuration.path, value: {} } : configuration,
  }
}

function readPlain(field: Field, codecs: readonly Codec[], chunkShape: readonly number[]): CodecChain {
  let order: readonly number[] = chunkShape.map((_, axis) => axis)
  let bytes: { isBigEndian: boolean } | undefined
  const steps: PackStep[] = []
  for (const codec of codecs) {
    if (codec.name === 'transpose' && bytes === undefined) order = transposed(order, codec)
    else if (codec.name === 'bytes' && bytes === undefined) bytes = { isBigEndian: readIsBigEndian(codec) }
    else if (bytes === undefined) {
      // Before `bytes` stand codecs from arrays to arrays: a compression there is a mistake, any other is not read.
      refuse(codec.field, `is ${JSON.stringify(codec.name)} before "bytes", which Skein does not read`, 'unsupported')
    } else steps.push(stepOf(codec.field, codec.name, codec.configuration))
  }
  if (bytes === undefined) return refuse(field, 'has no codec "bytes" or "sharding_indexed"', 'unsupported')
  checkSteps(field, steps)
  return { chunkShape, order, isBigEndian: bytes.isBigEndian, steps }
}

/** What comes out of a transposition has as axis `i` the axis `order[i]` of what went in. */
function transposed(before: readonly number[], { configuration }: Codec): readonly number[] {
  const field = member(configuration, 'order')
  if (field.value === 'C') return before
  if (field.value === 'F') return [...before].reverse()
  const order = listOf(field, MAX_AXES, (axis) => wholeOf(axis, 0, before.length - 1))
  if (new Set(order).size !== before.length) refuse(field, `must name each of the ${before.length} axes once`)
  return order.map((axis) => before[axis]!)
}

function readIsBigEndian({ configuration }: Codec): boolean {
  const field = member(configuration, 'endian')
  return field.value !== undefined && choiceOf(field, ['little', 'big']) === 'big'
}

function readSharded(configuration: Field, shardShape: readonly number[]): CodecChain {
  const field = member(configuration, 'chunk_shape')
  const chunkShape = listOf(field, MAX_AXES, lengthOf, 1)
  checkEntries(field, chunkShape, shardShape.length)
  const chunks = shardShape.map((length, axis) => length / chunkShape[axis]!)
  if (!chunks.every(Number.isInteger))
    refuse(field, `must divide the shard, which has ${shardShape.join(' x ')} values`)
  const count = chunks.reduce((product, number) => product * number, 1)
  if (count > MAX_SHARD_CHUNKS) {
    refuse(field, `cuts a shard into ${count} chunks, more than ${MAX_SHARD_CHUNKS}`, 'too-large')
  }
  const inner = member(configuration, 'codecs')
  const codecs = listOf(inner, MAX_CODECS, readCodec, 1)
  const nested = codecs.find(({ name }) => name === 'sharding_indexed')
  if (nested !== undefined)
    refuse(nested.field, 'is "sharding_indexed" in a shard, which Skein does not read', 'unsupported')
  const location = member(configuration, 'index_location')
  return {
    ...readPlain(inner, codecs, chunkShape),
    shards: {
      chunks,
      indexAt: location.value === undefined ? 'end' : choiceOf(location, ['start', 'end']),
      ...readIndexCodecs(member(configuration, 'index_codecs')),
    },
  }
}

/** An index of unknown length could not be found in its file, so that its codecs are few. */
function readIndexCodecs(field: Field): Pick<Shards, 'isIndexBigEndian' | 'isIndexChecked'> {
  const codecs = listOf(field, MAX_CODECS, readCodec, 1)
  const [bytes, check, ...more] = codecs
  const strange = [bytes?.name === 'bytes' ? undefined : bytes, check?.name === 'crc32c' ? undefined : check, ...more]
  const other = strange.find((codec) => codec !== undefined)
  if (bytes === undefined || other !== undefined) {
    return refuse(
      other?.field ?? field,
      `is ${JSON.stringify(other?.name)}; Skein reads indexes of "bytes" and "crc32c"`,
      'unsupported',
    )
  }
  return { isIndexBigEndian: readIsBigEndian(bytes), isIndexChecked: check !== undefined }
}
