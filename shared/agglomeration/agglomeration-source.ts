import type { BaseGraph } from '../fold/base-graph.ts'

/**
 * The base grouping of supervoxels into segments, as it was before any edit. A base segment is named by its smallest
 * supervoxel. Every call rejects with a `ProblemError` that names the file and the array with the fault.
 */
export interface AgglomerationSource {
  /** The base of each supervoxel, in the same order. A supervoxel that the agglomeration does not have is its own base. */
  basesOf(supervoxels: BigUint64Array): Promise<BigUint64Array>
  /** Whether it lists each id, in the same order. Undefined where it does not list all supervoxels of its volume. */
  readonly lists?: ((ids: BigUint64Array) => Promise<readonly boolean[]>) | undefined
  /** The number of supervoxels of each base; 1 for an id that is no base. */
  countsOf(bases: BigUint64Array): Promise<Float64Array>
  /** The graph of a base. An id that is no base stands for a single supervoxel. */
  graphOf(base: bigint): Promise<AgglomerationGraph>
  /** A batch of the bases that have more than one supervoxel. The first batch is at cursor 0. */
  severalFrom(cursor: number): Promise<BaseBatch>
  /** The edges below the threshold, strongest first. There are none if the source does not keep them. */
  doubtEdges(): Promise<DoubtEdges>
}

export interface BaseBatch {
  readonly bases: BigUint64Array
  /** The cursor of the next batch; undefined after the last. */
  readonly next: number | undefined
}

/** The graph of a base segment with more about its edges, in the order of `ends`. */
export interface AgglomerationGraph extends BaseGraph {
  /** 0 to 1; a high affinity means that both ends belong to one neuron. */
  readonly affinities: Float32Array
  /** The number of voxel faces that the two supervoxels share. */
  readonly areas: Uint32Array
  /** A position on the contact, in nanometres: three entries (x, y, z) an edge. */
  readonly positions: Float32Array
}

/** Edges that were too weak to join their ends. Those between different bases may be missed merges. */
export interface DoubtEdges {
  /** Two entries an edge: the supervoxels at its ends. */
  readonly ends: BigUint64Array
  readonly affinities: Float32Array
  readonly areas: Uint32Array
  readonly positions: Float32Array
}
