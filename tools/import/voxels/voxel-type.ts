import { BYTES_PER_VOXEL } from '../../../shared/volume/voxel-type.ts'

/** Types of voxels that an import reads. */
export const INPUT_TYPES = [
  'uint8',
  'uint16',
  'uint32',
  'uint64',
  'int8',
  'int16',
  'int32',
  'int64',
  'float32',
  'float64',
] as const

export type InputType = (typeof INPUT_TYPES)[number]

export type VoxelArray =
  | Uint8Array
  | Uint16Array
  | Uint32Array
  | BigUint64Array
  | Int8Array
  | Int16Array
  | Int32Array
  | BigInt64Array
  | Float32Array
  | Float64Array

export type NumberArray = Exclude<VoxelArray, BigUint64Array | BigInt64Array>

export function bytesPerVoxel(type: InputType): number {
  return BYTES_PER_VOXEL[type]
}

export function isInputType(text: string): text is InputType {
  return INPUT_TYPES.some((type) => type === text)
}

/** Bytes as voxels of a type, little-endian as all machines are that Node runs on. Bytes at an odd place are copied. */
export function voxelsOf(type: InputType, bytes: Uint8Array): VoxelArray {
  const size = BYTES_PER_VOXEL[type]
  const whole = bytes.byteOffset % size === 0 ? bytes : bytes.slice()
  const { buffer, byteOffset, byteLength } = whole
  const count = Math.floor(byteLength / size)
  switch (type) {
    case 'uint8':
      return new Uint8Array(buffer, byteOffset, count)
    case 'uint16':
      return new Uint16Array(buffer, byteOffset, count)
    case 'uint32':
      return new Uint32Array(buffer, byteOffset, count)
    case 'uint64':
      return new BigUint64Array(buffer, byteOffset, count)
    case 'int8':
      return new Int8Array(buffer, byteOffset, count)
    case 'int16':
      return new Int16Array(buffer, byteOffset, count)
    case 'int32':
      return new Int32Array(buffer, byteOffset, count)
    case 'int64':
      return new BigInt64Array(buffer, byteOffset, count)
    case 'float32':
      return new Float32Array(buffer, byteOffset, count)
    case 'float64':
      return new Float64Array(buffer, byteOffset, count)
  }
}

export function emptyVoxels(type: InputType, count: number): VoxelArray {
  return voxelsOf(type, new Uint8Array(count * BYTES_PER_VOXEL[type]))
}

/** The type of an array's voxels; undefined where it holds none that an import reads. */
export function typeOfVoxels(values: unknown): InputType | undefined {
  return INPUT_TYPES.find((type) => values?.constructor === emptyVoxels(type, 0).constructor)
}

export function bytesOf(values: VoxelArray): Uint8Array {
  return new Uint8Array(values.buffer, values.byteOffset, values.byteLength)
}
