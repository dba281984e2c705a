import type { Evidence } from '../../shared/doubts/evidence/evidence.ts'
import type { SegmentBases } from '../../shared/folded-log/segment-bases.ts'
import type { SegmentPlaces } from '../../shared/folded-log/segment-places.ts'
import type { Vec3 } from '../../shared/geometry.ts'

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
  /** These supervoxels are around the place of a `look`. The edit worker tells their `sides`. */
  | { readonly kind: 'in-box'; readonly id: number; readonly supervoxels: BigUint64Array }
  /** What the voxels around the place of a `look` say; undefined where they cannot be read. */
  | { readonly kind: 'looked'; readonly id: number; readonly evidence: Evidence | undefined }
  /** These segments are shown by meshes that are stored by base segment. `bases` tells their bases now and after each edit. */
  | { readonly kind: 'bases'; readonly segments: BigUint64Array }

export type EditToGl =
  /** Segments of supervoxels, in the same order. A segment is unknown until told; without an agglomeration it is the supervoxel itself. */
  | { readonly kind: 'segments'; readonly supervoxels: BigUint64Array; readonly segments: BigUint64Array }
  /** Forget all segments: another dataset is open, or none. */
  | { readonly kind: 'reset' }
  /** Colours over the segments' own, until the next `paint`. An empty list removes them. */
  | { readonly kind: 'paint'; readonly strokes: readonly PaintStroke[] }
  /** Undefined where the segment cannot be read, or no dataset is open. */
  | { readonly kind: 'places'; readonly id: number; readonly places: SegmentPlaces | undefined }
  /** Look at the voxels around a place, in nanometres, once nothing for the panels is read. The reply is `looked`. */
  | { readonly kind: 'look'; readonly id: number; readonly position: Vec3 }
  /** Of the supervoxels of an `in-box`, in their order: 1 or 2, or 0 for neither. */
  | { readonly kind: 'sides'; readonly id: number; readonly sides: Uint8Array }
  /** Cancels a `look`, which then gets no reply. */
  | { readonly kind: 'unlook'; readonly id: number }
  /** The bases of the segments that are shown, in place of all that was told before. It comes before the `segments` of an edit. */
  | { readonly kind: 'bases'; readonly shown: readonly ShownBases[] }

export interface ShownBases extends SegmentBases {
  readonly segment: bigint
}

export interface PaintStroke {
  readonly supervoxels: BigUint64Array
  /** 0xRRGGBB. */
  readonly colour: number
  /** 0 to 1. It replaces the layer's opacity. */
  readonly opacity: number
}
