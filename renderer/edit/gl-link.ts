import type { SegmentPlaces } from '../../shared/folded-log/segment-places.ts'

/**
 * The contract between the gl worker and the edit worker, on a port of their own, past the page. The edit worker tells
 * the segment of each supervoxel on screen, and what to paint over for a while (seeds, both sides of a split).
 */
export type GlToEdit =
  /** These supervoxels came on screen or into memory. The edit worker tells their segments now and at each change. */
  | { readonly kind: 'watch'; readonly supervoxels: BigUint64Array }
  /** The segments of these supervoxels need not be told any more. */
  | { readonly kind: 'unwatch'; readonly supervoxels: BigUint64Array }
  /** Asks where the segment of a supervoxel lies now. The reply is `places`, with the same id. */
  | { readonly kind: 'places'; readonly id: number; readonly supervoxel: bigint }

export type EditToGl =
  /** Segments of supervoxels, in the same order. A segment is unknown until told; without an agglomeration it is the supervoxel itself. */
  | { readonly kind: 'segments'; readonly supervoxels: BigUint64Array; readonly segments: BigUint64Array }
  /** Forget all segments: another dataset is open, or none. */
  | { readonly kind: 'reset' }
  /** Colours over the segments' own, until the next `paint`. An empty list removes them. */
  | { readonly kind: 'paint'; readonly strokes: readonly PaintStroke[] }
  /** Undefined where the segment cannot be read, or no dataset is open. */
  | { readonly kind: 'places'; readonly id: number; readonly places: SegmentPlaces | undefined }

export interface PaintStroke {
  readonly supervoxels: BigUint64Array
  /** 0xRRGGBB. */
  readonly colour: number
  /** 0 to 1. It replaces the layer's opacity. */
  readonly opacity: number
}
