import type { SegmentGraph } from '../graph/segment-graph.ts'
import type { WalkGraph } from '../graph/walk-graph.ts'

/** The supervoxels of one base segment and the base edges among them, as an agglomeration source gives them. */
export interface BaseGraph {
  /** Ascending, unsigned. */
  readonly supervoxels: BigUint64Array
  /** Two entries an edge: the places of its ends in `supervoxels`. */
  readonly ends: Uint32Array
  /** One entry an edge (see `capacityOf`). The fold does not use them. */
  readonly capacities: Uint32Array
  /** By edge: see `AgglomerationGraph`. Undefined where nobody tells them. The fold does not use them. */
  readonly areas?: Uint32Array
  readonly positions?: Float32Array
}

/** A base whose graph is in memory. Its nodes are the places of its supervoxels. */
export interface LoadedBase {
  readonly baseGraph: BaseGraph
  /** The supervoxels as two 32-bit words each, the low one first. */
  readonly words: Uint32Array
  readonly graph: SegmentGraph
  /** By edge: 1 if it has become a link, so that it no longer counts as an edge within a piece. */
  readonly isLink: Uint8Array
  /** By node: the handle of its piece. */
  readonly pieceOf: Int32Array
  /** By node: the handle of its point, or -1. */
  readonly pointAt: Int32Array
  /** Points whose supervoxel is not in the base. They lie in the piece of node 0 (rule E14). */
  readonly strays: number[]
  /** The nodes and the edges within pieces. */
  readonly walkGraph: WalkGraph
}
