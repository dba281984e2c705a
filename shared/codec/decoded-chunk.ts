import type { Vec3 } from '../geometry.ts'

/**
 * A decoded chunk in its own memory order (x fastest, then y, then z), which is also the order of a texture of
 * width X and height Y*Z: nothing is repacked on the way to the GPU.
 */
export type DecodedChunk = GreyChunk | LabelChunk

export interface GreyChunk {
  readonly kind: 'grey'
  /** Voxels along x, y, z; smaller than the scale's chunk size at the volume's end. */
  readonly size: Vec3
  readonly voxels: GreyVoxels
}

/** Values as they are stored. 64-bit whole numbers are doubles, which hold them exactly up to 2^53. */
export type GreyVoxels =
  | Uint8Array
  | Uint16Array
  | Uint32Array
  | Int8Array
  | Int16Array
  | Int32Array
  | Float32Array
  | Float64Array

export interface LabelChunk {
  readonly kind: 'labels'
  readonly size: Vec3
  /** The chunk's distinct supervoxel ids, in the order of first appearance in the codec. */
  readonly labels: BigUint64Array
  /** For each voxel its place in `labels`; 8-bit where the labels fit. */
  readonly indices: Uint8Array | Uint16Array
}
