import type { RegionFlow } from './region-flow.ts'
import type { SegmentGraph } from './segment-graph.ts'

/** How the region that a cut is looked for in grows. */
export interface RegionGrowth {
  /**
   * Takes in a path by which sources reach sinks, and what is around it, up to about so many nodes more: first around
   * its weakest edges, where the cut is likely to pass, so that all of a weak place is seen at once.
   */
  along(path: readonly number[], most: number): void
  /** Takes in what is next to the region, up to so many nodes more; false when the region is all there is. */
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

/** The nodes that a walk came by are those with the number of its round. */
interface Seen {
  round: number
  readonly at: Uint32Array
}

/**
 * Takes in the given nodes, then what is nearest to them outside the region. The walk goes through the region as well:
 * a node that is in it, such as a seed, hides nothing behind it. False when there was nothing to take in.
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

/** Edges of a path that count as its weakest, of those that the region does not have yet. */
const WEAK_EDGES = 6

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
