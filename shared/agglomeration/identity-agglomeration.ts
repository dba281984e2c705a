import type { AgglomerationSource, DoubtEdges } from './agglomeration-source.ts'
import { singleGraph } from './single-graph.ts'

export const NO_DOUBTS: DoubtEdges = {
  ends: new BigUint64Array(0),
  affinities: new Float32Array(0),
  areas: new Uint32Array(0),
  positions: new Float32Array(0),
}

/** For a flat segmentation: every label is a base segment of one supervoxel. Labels can be merged, but not split. */
export function createIdentityAgglomeration(): AgglomerationSource {
  return {
    basesOf: async (supervoxels) => supervoxels.slice(),
    countsOf: async (bases) => new Float64Array(bases.length).fill(1),
    graphOf: async (base) => singleGraph(base),
    severalFrom: async () => ({ bases: new BigUint64Array(0), next: undefined }),
    doubtEdges: async () => NO_DOUBTS,
  }
}
