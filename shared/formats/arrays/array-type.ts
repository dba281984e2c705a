import type { Volume, VoxelType } from '../../volume/volume.ts'
import { BYTES_PER_VOXEL, isWholeType } from '../../volume/voxel-type.ts'

/** What an array of such values is where nothing else says it: whole numbers of 32 and 64 bits are labels. */
export function usualKind(type: VoxelType): Volume['kind'] {
  return BYTES_PER_VOXEL[type] >= 4 && isWholeType(type) ? 'segmentation' : 'image'
}

/** The types of one value that Skein reads, by the names that Zarr v3 and N5 have for them. */
export const VALUE_TYPES: readonly VoxelType[] = [
  ...(['uint8', 'uint16', 'uint32', 'uint64', 'int8', 'int16', 'int32', 'int64', 'float32', 'float64'] as const),
]
