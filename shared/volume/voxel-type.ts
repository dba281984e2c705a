import type { VoxelType } from './volume.ts'

export const BYTES_PER_VOXEL: Readonly<Record<VoxelType, number>> = {
  uint8: 1,
  uint16: 2,
  uint32: 4,
  uint64: 8,
  int8: 1,
  int16: 2,
  int32: 4,
  int64: 8,
  float32: 4,
  float64: 8,
}

/**
 * The least and the largest value of a type of 8 or 16 bits. Undefined for wider types: their whole range says nothing
 * about the data in it.
 */
export function shortRangeOf(type: VoxelType): readonly [least: number, most: number] | undefined {
  switch (type) {
    case 'uint8':
      return [0, 255]
    case 'uint16':
      return [0, 65_535]
    case 'int8':
      return [-128, 127]
    case 'int16':
      return [-32_768, 32_767]
    default:
      return undefined
  }
}

/** Whether values of this type are whole numbers. */
export function isWholeType(type: VoxelType): boolean {
  return type !== 'float32' && type !== 'float64'
}

/** Bytes of a voxel of an image on the GPU: 8 and 16 bits as they are, anything wider as a 32-bit float. */
export function gpuVoxelBytes(type: VoxelType): 1 | 2 | 4 {
  const bytes = BYTES_PER_VOXEL[type]
  return bytes === 1 || bytes === 2 ? bytes : 4
}
