import type { Vec3 } from '../geometry.ts'

/** Types of one voxel that Skein reads. Files hold them little-endian unless their format says otherwise. */
export type VoxelType =
  | 'uint8'
  | 'uint16'
  | 'uint32'
  | 'uint64'
  | 'int8'
  | 'int16'
  | 'int32'
  | 'int64'
  | 'float32'
  | 'float64'

/** One resolution of a volume. A box of voxels of `chunkSize` is stored, fetched, decoded and uploaded as one. */
export interface Scale {
  /** Names the scale in messages: its folder, relative to the volume; may begin with `../`. */
  readonly key: string
  /** Extent in voxels of this scale. */
  readonly size: Vec3
  /** Nanometres per voxel. */
  readonly resolution: Vec3
  /** Position of the first voxel, in voxels of this scale; may be negative. */
  readonly voxelOffset: Vec3
  /** Voxels in a chunk, no more than `size`; the last chunks along an axis are cut off at the volume's end. */
  readonly chunkSize: Vec3
}

/**
 * A 3-D image or segmentation, read through scales of chunks; scale 0 is the finest. This is its geometry alone: how it is
 * stored is a matter of its format (`shared/formats`).
 */
export interface Volume {
  readonly kind: 'image' | 'segmentation'
  readonly voxelType: VoxelType
  readonly scales: readonly [Scale, ...Scale[]]
}
