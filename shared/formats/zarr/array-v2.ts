import type { PackStep } from '../../codec/packed/unpack.ts'
import { choiceOf, type Field, listOf, member, refuse, textOf } from '../../json-field.ts'
import type { VoxelType } from '../../volume/volume.ts'
import { checkChunkBytes, checkEntries, lengthOf, MAX_AXES } from '../arrays/array-limits.ts'
import { readFillValue } from '../arrays/fill-value.ts'
import type { StoredArray } from '../arrays/stored-array.ts'
import { checkSteps, stepOf } from './codec-names.ts'

/** The most filters of one array. */
const MAX_FILTERS = 16

/** Types by the letter and bytes of NumPy. Booleans are bytes of 0 and 1. */
const TYPES: Readonly<Record<string, VoxelType>> = {
  ...{ b1: 'uint8', u1: 'uint8', u2: 'uint16', u4: 'uint32', u8: 'uint64' },
  ...{ i1: 'int8', i2: 'int16', i4: 'int32', i8: 'int64', f4: 'float32', f8: 'float64' },
}

/** Reads a `.zarray` (Zarr storage specification, version 2). `key` is the array's folder. */
export function readArrayV2(array: Field, key: string): StoredArray {
  const version = member(array, 'zarr_format')
  if (version.value !== 2) refuse(version, 'must be 2')
  const shape = listOf(member(array, 'shape'), MAX_AXES, lengthOf, 1)
  const chunks = member(array, 'chunks')
  const chunkShape = listOf(chunks, MAX_AXES, lengthOf, 1)
  checkEntries(chunks, chunkShape, shape.length)
  const { type, isBigEndian } = readType(member(array, 'dtype'))
  checkChunkBytes(chunks, chunkShape, type)
  const axes = shape.map((_, axis) => axis)
  const isFortran = choiceOf(member(array, 'order'), ['C', 'F']) === 'F'
  const separatorField = member(array, 'dimension_separator')
  const separator = separatorField.value === undefined ? '.' : choiceOf(separatorField, ['.', '/'])
  return {
    ...{ key, type, isBigEndian, shape, chunkShape },
    order: isFortran ? axes.reverse() : axes,
    steps: readSteps(array),
    fill: readFillValue(member(array, 'fill_value'), type),
    fileOf: (place) => place.join(separator),
  }
}

function readType(field: Field): { type: VoxelType; isBigEndian: boolean } {
  if (Array.isArray(field.value)) refuse(field, 'is a type of several fields, which Skein does not read', 'unsupported')
  const text = textOf(field)
  const type = Object.hasOwn(TYPES, text.slice(1)) ? TYPES[text.slice(1)] : undefined
  if (type === undefined || !'<>|='.includes(text[0] ?? '')) {
    const known = Object.keys(TYPES).join(', ')
    return refuse(field, `is ${JSON.stringify(text)}, which Skein does not read; it reads ${known}`, 'unsupported')
  }
  return { type, isBigEndian: text[0] === '>' }
}

/** The filters in their order, then the compressor. */
function readSteps(array: Field): readonly PackStep[] {
  const read = (codec: Field): PackStep => stepOf(codec, textOf(member(codec, 'id')), codec)
  const [filters, compressor] = [member(array, 'filters'), member(array, 'compressor')]
  const steps = isNone(filters) ? [] : listOf(filters, MAX_FILTERS, read)
  if (!isNone(compressor)) steps.push(read(compressor))
  checkSteps(compressor, steps)
  return steps
}

function isNone({ value }: Field): boolean {
  return value === undefined || value === null
}
