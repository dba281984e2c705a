import { createHeap } from './heap.ts'
import type { SegmentGraph } from './segment-graph.ts'

/**
 * Joins the seeds of one side by strong paths, so that no cut can pass between them: the nodes of a tree that holds
 * every seed, found by going from the tree to the nearest seed outside it, where an edge is the longer the weaker it is.
 * Walks only nodes for which `mayUse` holds. Undefined when a seed cannot be reached.
 */
export function joinSeeds(
  graph: SegmentGraph,
  seeds: readonly number[],
  mayUse: (node: number) => boolean,
): Set<number> | undefined {
  const tree = new Set<number>(seeds.slice(0, 1))
  const waiting = new Set(seeds.slice(1).filter((seed) => !tree.has(seed)))
  while (waiting.size > 0) {
    const path = shortestPath(graph, tree, waiting, mayUse)
    if (path === undefined) return undefined
    for (const node of path) {
      tree.add(node)
      waiting.delete(node)
    }
  }
  return tree
}

/** Dijkstra from all of `from` at once to the nearest of `to`. */
function shortestPath(
  { offsets, targets, edges, capacities }: SegmentGraph,
  from: ReadonlySet<number>,
  to: ReadonlySet<number>,
  mayUse: (node: number) => boolean,
): number[] | undefined {
  const distance = new Map<number, number>()
  const previous = new Map<number, number>()
  const settled = new Set<number>()
  const heap = createHeap()
  for (const node of from) {
    distance.set(node, 0)
    heap.push(node, 0)
  }
  for (let node = heap.pop(); node !== undefined; node = heap.pop()) {
    if (settled.has(node)) continue
    settled.add(node)
    if (to.has(node)) return trace(node, previous)
    const here = distance.get(node) ?? 0
    for (let i = offsets[node]!; i < offsets[node + 1]!; i++) {
      const target = targets[i]!
      if (settled.has(target) || !mayUse(target)) continue
      const there = here + 1 / capacities[edges[i]!]!
      if (there >= (distance.get(target) ?? Number.POSITIVE_INFINITY)) continue
      distance.set(target, there)
      previous.set(target, node)
      heap.push(target, there)
    }
  }
  return undefined
}

function trace(end: number, previous: ReadonlyMap<number, number>): number[] {
  const path = [end]
  for (let node = previous.get(end); node !== undefined; node = previous.get(node)) path.push(node)
  return path
}
