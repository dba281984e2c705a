import type { Vec3 } from '../geometry.ts'
import type { Sharding } from './sharding.ts'

/** Types of one voxel that Skein reads; all little-endian in files. */
export type VoxelType = 'uint8' | 'uint16' | 'uint32' | 'uint64'

export type Encoding =
  | { readonly kind: 'raw' }
  | { readonly kind: 'jpeg' }
  | { readonly kind: 'png' }
  | { readonly kind: 'compresso' }
  | { readonly kind: 'compressed_segmentation'; readonly blockSize: Vec3 }

/** One resolution of a volume. A box of voxels of `chunkSize` is stored, fetched, decoded and uploaded as one. */
export interface Scale {
  /** Folder of this scale's chunks, relative to the volume; may begin with `../`. */
  readonly key: string
  /** Extent in voxels of this scale. */
  readonly size: Vec3
  /** Nanometres per voxel. */
  readonly resolution: Vec3
  /** Position of the first voxel, in voxels of this scale; may be negative. */
  readonly voxelOffset: Vec3
  /** Voxels in a chunk, no more than `size`; the last chunks along an axis are cut off at the volume's end. */
  readonly chunkSize: Vec3
  readonly encoding: Encoding
  readonly sharding?: Sharding
}

/** A 3-D image or segmentation, read through scales of chunks; scale 0 is the finest. */
export interface Volume {
  readonly kind: 'image' | 'segmentation'
  readonly voxelType: VoxelType
  readonly scales: readonly [Scale, ...Scale[]]
}
