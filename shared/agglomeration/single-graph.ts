import type { AgglomerationGraph } from './agglomeration-source.ts'

/** The graph of a base that is a single supervoxel. */
export function singleGraph(base: bigint): AgglomerationGraph {
  return {
    supervoxels: BigUint64Array.of(base),
    ends: new Uint32Array(0),
    capacities: new Uint32Array(0),
    affinities: new Float32Array(0),
    areas: new Uint32Array(0),
    positions: new Float32Array(0),
  }
}
