import type { Vec3 } from '../../geometry.ts'
import { capacityOf } from '../../graph/segment-graph.ts'
import type { AgglomerationGraph, AgglomerationSource } from '../agglomeration-source.ts'
import type { EdgeRow } from '../edge-rows.ts'
import { singleGraph } from '../single-graph.ts'

/**
 * For tests: the agglomeration of a table of edges, in memory and as simple as can be. Tests compare the files of an
 * agglomeration with it.
 */
export function memoryAgglomeration(rows: readonly EdgeRow[], threshold: number, voxelSize: Vec3): AgglomerationSource {
  const leastOf = new Map<bigint, bigint>()
  const find = (id: bigint): bigint => {
    const up = leastOf.get(id) ?? id
    if (up === id) return id
    const least = find(up)
    leastOf.set(id, least)
    return least
  }
  const sorted = [...rows].sort((p, q) => (p.a === q.a ? Number(p.b - q.b) : Number(p.a - q.a)))
  const strong = sorted.filter(({ affinity }) => Math.fround(affinity) >= threshold)
  const weak = rows.filter(({ affinity }) => Math.fround(affinity) < threshold).sort((p, q) => q.affinity - p.affinity)
  for (const { a, b } of strong) {
    const [x, y] = [find(a), find(b)]
    if (x < y) leastOf.set(y, x)
    else leastOf.set(x, y)
  }
  const members = new Map<bigint, bigint[]>()
  for (const id of [...new Set(rows.flatMap(({ a, b }) => [a, b]))].sort((x, y) => (x < y ? -1 : 1))) {
    const own = members.get(find(id)) ?? []
    members.set(find(id), own)
    own.push(id)
  }
  const edgesOf = new Map<bigint, EdgeRow[]>()
  for (const row of strong) {
    const own = edgesOf.get(find(row.a)) ?? []
    edgesOf.set(find(row.a), own)
    own.push(row)
  }
  const columns = (some: readonly EdgeRow[]) => ({
    affinities: Float32Array.from(some, ({ affinity }) => affinity),
    areas: Uint32Array.from(some, ({ area }) => area),
    positions: Float32Array.from(
      some.flatMap(({ position }) => position.map((value, axis) => value * voxelSize[axis]!)),
    ),
  })
  return {
    basesOf: async (supervoxels) => supervoxels.map(find),
    countsOf: async (bases) => Float64Array.from(bases, (base) => members.get(base)?.length ?? 1),
    async graphOf(base): Promise<AgglomerationGraph> {
      const own = members.get(base)
      if (own === undefined) return singleGraph(base)
      const place = new Map(own.map((id, i) => [id, i]))
      const edges = edgesOf.get(base) ?? []
      return {
        supervoxels: BigUint64Array.from(own),
        ends: Uint32Array.from(edges.flatMap(({ a, b }) => [place.get(a)!, place.get(b)!])),
        capacities: Uint32Array.from(edges, ({ affinity }) => capacityOf(Math.fround(affinity))),
        ...columns(edges),
      }
    },
    severalFrom: async () => ({
      bases: BigUint64Array.from([...members].filter(([, own]) => own.length > 1).map(([base]) => base)),
      next: undefined,
    }),
    doubtEdges: async () => ({ ends: BigUint64Array.from(weak.flatMap(({ a, b }) => [a, b])), ...columns(weak) }),
  }
}
