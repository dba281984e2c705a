import type { SegmentGraph } from '../graph/segment-graph.ts'
import type { WalkGraph } from '../graph/walk-graph.ts'

/** The supervoxels of one base segment and the base edges among them, as an agglomeration source gives them. */
export interface BaseGraph {
  /** Ascending, unsigned. */
  readonly supervoxels: BigUint64Array
  /** Two places in `supervoxels` an edge. */
  readonly ends: Uint32Array
  /** One capacity an edge (see `capacityOf`); the fold does not use them. */
  readonly capacities: Uint32Array
}

/** A base whose graph is in memory, with the pieces that its nodes lie in. */
export interface LoadedBase {
  readonly given: BaseGraph
  /** The supervoxels, two words each, the low one first. */
  readonly words: Uint32Array
  readonly graph: SegmentGraph
  /** One byte an edge: 1 where it has become a link, and is none of the edges within pieces any more. */
  readonly loose: Uint8Array
  readonly pieceOf: Int32Array
  /** By node: its point of the fold, or -1. */
  readonly pointAt: Int32Array
  /** Points whose supervoxel the base does not have: they lie with node 0. */
  readonly strays: number[]
  readonly walkGraph: WalkGraph
}
