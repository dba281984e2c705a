import type { RegionFlow } from './region-flow.ts'
import type { SegmentGraph } from './segment-graph.ts'

/** Lets the region grow in which a cut is looked for. */
export interface RegionGrowth {
  /**
   * Adds a path from sources to sinks, and about `most` nodes around it. It begins around the weakest edges of the path,
   * where the cut is likely to pass, so that the region holds the whole of a weak place.
   */
  along(path: readonly number[], most: number): void
  /** Adds up to `most` nodes next to the region. Returns false if there were none. */
  everywhere(most: number): boolean
}

export function createRegionGrowth(graph: SegmentGraph, region: RegionFlow): RegionGrowth {
  const seen: Seen = { round: 0, at: new Uint32Array(graph.count) }
  const grow = (around: readonly number[], most: number) => growFrom(graph, region, seen, around, most)
  return {
    along(path, most) {
      const weak = weakPlaces(graph, region, path)
      for (const node of path) region.add(node)
      grow(weak, most)
      grow(path, most / 2)
    },
    everywhere: (most) => grow([...region.nodes], most),
  }
}

/** `at` holds, for each node, the round of the last walk that saw it. */
interface Seen {
  round: number
  readonly at: Uint32Array
}

/**
 * Adds the given nodes, then the nodes outside the region that are nearest to them. The walk goes through nodes of the
 * region as well, so that it finds what lies behind them.
 * @returns false if there was nothing to add
 */
function growFrom(
  { offsets, targets }: SegmentGraph,
  region: RegionFlow,
  seen: Seen,
  around: readonly number[],
  most: number,
): boolean {
  const before = region.nodes.length
  const round = ++seen.round
  const queue: number[] = []
  const meet = (node: number) => {
    if (seen.at[node] === round) return
    seen.at[node] = round
    region.add(node)
    queue.push(node)
  }
  for (const node of around) meet(node)
  const end = region.nodes.length + most
  for (let read = 0; read < queue.length && region.nodes.length < end; read++) {
    const node = queue[read]!
    for (let i = offsets[node]!; i < offsets[node + 1]!; i++) meet(targets[i]!)
  }
  return region.nodes.length > before
}

/** This many edges of a path count as its weakest. */
const WEAK_EDGES = 6

/** The ends of the weakest edges of a path that are not within the region yet. */
function weakPlaces(graph: SegmentGraph, region: RegionFlow, path: readonly number[]): number[] {
  const { offsets, targets, edges, capacities } = graph
  const onPath = new Set(path)
  const found: { node: number; target: number; capacity: number }[] = []
  for (const node of path) {
    for (let i = offsets[node]!; i < offsets[node + 1]!; i++) {
      const target = targets[i]!
      if (node > target || !onPath.has(target) || (region.has(node) && region.has(target))) continue
      found.push({ node, target, capacity: capacities[edges[i]!]! })
    }
  }
  found.sort((x, y) => x.capacity - y.capacity)
  return found.slice(0, WEAK_EDGES).flatMap(({ node, target }) => [node, target])
}
