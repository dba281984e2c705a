import { type Field, refuse, wholeOf } from '../../json-field.ts'
import type { VoxelType } from '../../volume/volume.ts'
import { MAX_AXIS_VOXELS } from '../../volume/volume-limits.ts'
import { BYTES_PER_VOXEL } from '../../volume/voxel-type.ts'

/** Axes of an array. The field has five (time, channel, z, y, x); one or two more do no harm. */
export const MAX_AXES = 8

/** Bytes of one decoded chunk: 256 MiB, the limit of the byte process for any value. A chunk is decoded as one. */
const MAX_CHUNK_BYTES = 256 * 2 ** 20

/** The length of an array, or of its chunks, along one axis. */
export function lengthOf(field: Field): number {
  return wholeOf(field, 1, MAX_AXIS_VOXELS, 'no volume has so many voxels along an axis')
}

/** Refuses chunks that would be too large in memory. `field` is that of their shape. */
export function checkChunkBytes(field: Field, chunkShape: readonly number[], type: VoxelType): void {
  const bytes = chunkShape.reduce((product, length) => product * length, BYTES_PER_VOXEL[type])
  if (bytes <= MAX_CHUNK_BYTES) return
  refuse(field, `comes to ${bytes} bytes, more than ${MAX_CHUNK_BYTES}: a chunk is decoded as one`, 'too-large')
}

/** Refuses lists that have another number of entries than the array has axes. */
export function checkEntries(field: Field, list: readonly unknown[], axes: number): void {
  if (list.length !== axes) refuse(field, `has ${list.length} entries, but the array has ${axes} axes`)
}
