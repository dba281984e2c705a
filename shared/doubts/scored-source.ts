import type { AgglomerationGraph, AgglomerationSource } from '../agglomeration/agglomeration-source.ts'
import type { EdgeRow } from '../agglomeration/edge-rows.ts'
import type { Vec3 } from '../geometry.ts'

/**
 * An agglomeration whose doubts come from a table of scores. It has the same bases. An edge within a base has the
 * affinity of the table, if the table lists that edge. The doubt edges are all edges of the table.
 */
export async function scoredSource(
  source: AgglomerationSource,
  rows: readonly EdgeRow[],
  voxelSize: Vec3,
): Promise<AgglomerationSource> {
  const sorted = [...rows].sort((p, q) => q.affinity - p.affinity)
  const ends = BigUint64Array.from(sorted.flatMap(({ a, b }) => [a, b]))
  const bases = await source.basesOf(ends)
  const inside = new Map<bigint, EdgeRow[]>()
  for (const [i, row] of sorted.entries()) {
    const base = bases[2 * i]!
    if (base !== bases[2 * i + 1]) continue
    const own = inside.get(base) ?? []
    inside.set(base, own)
    own.push(row)
  }
  return {
    ...source,
    graphOf: async (base) => withScores(await source.graphOf(base), inside.get(base) ?? []),
    severalFrom: async () => ({ bases: BigUint64Array.from(inside.keys()), next: undefined }),
    doubtEdges: async () => ({
      ends,
      affinities: Float32Array.from(sorted, ({ affinity }) => affinity),
      areas: Uint32Array.from(sorted, ({ area }) => area),
      positions: Float32Array.from(
        sorted.flatMap(({ position }) => position.map((value, axis) => value * voxelSize[axis]!)),
      ),
    }),
  }
}

function withScores(graph: AgglomerationGraph, rows: readonly EdgeRow[]): AgglomerationGraph {
  const scores = new Map(rows.map(({ a, b, affinity }) => [`${a} ${b}`, affinity]))
  const affinities = graph.affinities.map((affinity, e) => {
    const [u, v] = [graph.supervoxels[graph.ends[2 * e]!]!, graph.supervoxels[graph.ends[2 * e + 1]!]!]
    return scores.get(u < v ? `${u} ${v}` : `${v} ${u}`) ?? affinity
  })
  return { ...graph, affinities }
}
