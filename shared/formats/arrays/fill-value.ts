import { type Field, refuse } from '../../json-field.ts'
import type { VoxelType } from '../../volume/volume.ts'
import { isWholeType } from '../../volume/voxel-type.ts'

const WORDS: Readonly<Record<string, number>> = {
  NaN: Number.NaN,
  Infinity: Number.POSITIVE_INFINITY,
  '-Infinity': Number.NEGATIVE_INFINITY,
}

/** The value that stands where no chunk is stored; null (Zarr v2: undefined values) is read as 0. */
export function readFillValue(field: Field, type: VoxelType): number | bigint {
  const { value } = field
  if (value === undefined || value === null) return 0
  if (typeof value === 'boolean') return value ? 1 : 0
  if (!isWholeType(type)) return floatOf(field, type)
  if (typeof value === 'string' && /^-?\d{1,20}$/.test(value)) return BigInt(value)
  if (typeof value !== 'number' || !Number.isInteger(value)) return refuse(field, `must be a whole number (${type})`)
  if (Number.isSafeInteger(value)) return value
  const why = 'numbers of JSON are exact only up to 2^53, so that labels would be wrong'
  return refuse(field, `is ${value}: ${why}`, 'unsupported')
}

function floatOf(field: Field, type: VoxelType): number {
  const { value } = field
  if (typeof value === 'number') return value
  if (typeof value === 'string' && Object.hasOwn(WORDS, value)) return WORDS[value]!
  // Zarr v3 writes the bits of other values in hexadecimal.
  if (typeof value === 'string' && /^0x([0-9a-f]{8}|[0-9a-f]{16})$/i.test(value)) {
    const bits = new DataView(new ArrayBuffer(8))
    bits.setBigUint64(0, BigInt(value))
    return type === 'float32' ? bits.getFloat32(4) : bits.getFloat64(0)
  }
  return refuse(field, 'must be a number, NaN, Infinity or -Infinity')
}
