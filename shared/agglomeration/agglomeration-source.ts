import type { BaseGraph } from '../fold/base-graph.ts'

/**
 * The base grouping of supervoxels into segments, as it was before any edit. A base segment is named by its smallest
 * supervoxel. Everything rejects with a `ProblemError` that names the file and the array at fault.
 */
export interface AgglomerationSource {
  /** The base of each supervoxel, in the same order; a supervoxel that the agglomeration does not know is its own base. */
  basesOf(supervoxels: BigUint64Array): Promise<BigUint64Array>
  /** The number of supervoxels of each base; 1 for what is no base. */
  countsOf(bases: BigUint64Array): Promise<Float64Array>
  /** What is no base is a supervoxel alone. */
  graphOf(base: bigint): Promise<AgglomerationGraph>
  /** Bases of more than one supervoxel, a batch at a time; the first batch is at cursor 0. */
  severalFrom(cursor: number): Promise<BaseBatch>
  /** The edges under the threshold, strongest first; empty where the source keeps none. */
  doubtEdges(): Promise<DoubtEdges>
}

export interface BaseBatch {
  readonly bases: BigUint64Array
  /** The cursor of the next batch; undefined after the last. */
  readonly next: number | undefined
}

/** A base segment with what is known of its edges, in the order of `ends`. */
export interface AgglomerationGraph extends BaseGraph {
  /** 0 to 1, high = same neuron. */
  readonly affinities: Float32Array
  /** Faces of voxels that the two supervoxels share. */
  readonly areas: Uint32Array
  /** A point on the contact: x, y, z an edge, nanometres. */
  readonly positions: Float32Array
}

/** Edges that were too weak to join anything: those between supervoxels of different bases may be missed merges. */
export interface DoubtEdges {
  /** Two supervoxels an edge. */
  readonly ends: BigUint64Array
  readonly affinities: Float32Array
  readonly areas: Uint32Array
  readonly positions: Float32Array
}
