/**
 * The contract between the gl worker and the edit worker, on a port of their own, past the page: which segment each
 * supervoxel on screen belongs to now, and what is painted over for a while (seeds, both sides of a split).
 */
export type GlToEdit =
  /** These supervoxels came on screen (or into memory): tell their segments, now and whenever they change. */
  | { readonly kind: 'watch'; readonly supervoxels: BigUint64Array }
  /** These need not be told any more. */
  | { readonly kind: 'unwatch'; readonly supervoxels: BigUint64Array }

export type EditToGl =
  /** Segments of supervoxels, in the same order. Until told, that of a supervoxel is not known; where nothing groups them, its own. */
  | { readonly kind: 'segments'; readonly supervoxels: BigUint64Array; readonly segments: BigUint64Array }
  /** Forget all segments: another dataset, or none. */
  | { readonly kind: 'reset' }
  /** Colours that stand over the segments' own until the next `paint`; an empty list takes all away. */
  | { readonly kind: 'paint'; readonly strokes: readonly PaintStroke[] }

export interface PaintStroke {
  readonly supervoxels: BigUint64Array
  /** 0xRRGGBB. */
  readonly colour: number
  /** 0 to 1, in place of the layer's. */
  readonly opacity: number
}
