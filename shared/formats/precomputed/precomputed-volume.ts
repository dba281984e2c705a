import type { Vec3 } from '../../geometry.ts'
import type { Scale, Volume } from '../../volume/volume.ts'
import type { Sharding } from './sharding.ts'

/** How a chunk's voxels are encoded (neuroglancer, datasource/precomputed/volume.md). */
export type Encoding =
  | { readonly kind: 'raw' }
  | { readonly kind: 'jpeg' }
  | { readonly kind: 'png' }
  | { readonly kind: 'compresso' }
  | { readonly kind: 'compressed_segmentation'; readonly blockSize: Vec3 }

/** A scale, and how its chunks are stored. Its `key` is the folder of the chunks. */
export interface PrecomputedScale extends Scale {
  readonly encoding: Encoding
  readonly sharding?: Sharding | undefined
}

export interface PrecomputedVolume extends Volume {
  /** Left out where there is one. */
  readonly channels?: number | undefined
  readonly scales: readonly [PrecomputedScale, ...PrecomputedScale[]]
}
