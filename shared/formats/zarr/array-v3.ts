import { choiceOf, type Field, listOf, member, refuse, textOf } from '../../json-field.ts'
import type { VoxelType } from '../../volume/volume.ts'
import { checkChunkBytes, checkEntries, lengthOf, MAX_AXES } from '../arrays/array-limits.ts'
import { VALUE_TYPES } from '../arrays/array-type.ts'
import { readFillValue } from '../arrays/fill-value.ts'
import type { StoredArray } from '../arrays/stored-array.ts'
import { readCodecs } from './codecs-v3.ts'

/** Reads the `zarr.json` of an array (Zarr core specification, version 3). `key` is the array's folder. */
export function readArrayV3(array: Field, key: string): StoredArray {
  const version = member(array, 'zarr_format')
  if (version.value !== 3) refuse(version, 'must be 3')
  const shape = listOf(member(array, 'shape'), MAX_AXES, lengthOf, 1)
  const type = readType(member(array, 'data_type'))
  const { field, lengths } = readChunkShape(member(array, 'chunk_grid'), shape.length)
  refuseTransformers(member(array, 'storage_transformers'))
  const { chunkShape, order, isBigEndian, steps, shards } = readCodecs(member(array, 'codecs'), lengths)
  checkChunkBytes(field, chunkShape, type)
  return {
    ...{ key, type, isBigEndian, shape, chunkShape, order, steps, shards },
    fill: readFillValue(member(array, 'fill_value'), type),
    fileOf: readKeyEncoding(member(array, 'chunk_key_encoding')),
  }
}

function readType(field: Field): VoxelType {
  const name = typeof field.value === 'object' ? textOf(member(field, 'name')) : textOf(field)
  // Booleans are bytes of 0 and 1.
  const type = name === 'bool' ? 'uint8' : VALUE_TYPES.find((known) => known === name)
  const known = ['bool', ...VALUE_TYPES].join(', ')
  return (
    type ?? refuse(field, `is ${JSON.stringify(name)}, which Skein does not read; it reads ${known}`, 'unsupported')
  )
}

function readChunkShape(grid: Field, axes: number): { field: Field; lengths: readonly number[] } {
  const name = member(grid, 'name')
  if (textOf(name) !== 'regular') {
    refuse(name, `is ${JSON.stringify(name.value)}; Skein reads chunks in a regular grid`, 'unsupported')
  }
  const field = member(member(grid, 'configuration'), 'chunk_shape')
  const lengths = listOf(field, MAX_AXES, lengthOf, 1)
  checkEntries(field, lengths, axes)
  return { field, lengths }
}

function refuseTransformers(field: Field): void {
  if (field.value === undefined) return
  const [first] = listOf(field, MAX_AXES, (item) => item)
  if (first !== undefined) {
    const name = textOf(member(first, 'name'))
    refuse(field, `has ${JSON.stringify(name)}, which Skein does not read`, 'unsupported')
  }
}

function readKeyEncoding(field: Field): StoredArray['fileOf'] {
  const name = choiceOf(member(field, 'name'), ['default', 'v2'])
  const configuration = member(field, 'configuration')
  const given = configuration.value === undefined ? configuration : member(configuration, 'separator')
  const separator = given.value === undefined ? (name === 'v2' ? '.' : '/') : choiceOf(given, ['.', '/'])
  if (name === 'v2') return (place) => place.join(separator)
  return (place) => ['c', ...place].join(separator)
}
