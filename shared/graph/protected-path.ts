import { createHeap } from './heap.ts'
import type { SegmentGraph } from './segment-graph.ts'

/**
 * Joins the seeds of one side by strong paths, so that no cut can pass between them: the nodes of a tree that holds
 * every seed, found by going from the tree to the nearest seed outside it, where an edge is the longer the weaker it is.
 * Walks only nodes for which `mayUse` holds. Undefined when a seed cannot be reached.
 */
export type JoinSeeds = (seeds: readonly number[], mayUse: (node: number) => boolean) => Set<number> | undefined

/** What is as long as the graph is made here, once. */
export function createSeedJoiner(graph: SegmentGraph): JoinSeeds {
  const distance = new Float64Array(graph.count).fill(Number.POSITIVE_INFINITY)
  const previous = new Int32Array(graph.count)
  const heap = createHeap()
  const reached: number[] = []

  const reach = (node: number, from: number, far: number) => {
    if (distance[node] === Number.POSITIVE_INFINITY) reached.push(node)
    distance[node] = far
    previous[node] = from
    heap.push(node, far)
  }

  /** Dijkstra from the whole tree to the nearest of `to`; the end that it came to, or -1. */
  const nearest = (tree: ReadonlySet<number>, to: ReadonlySet<number>, mayUse: (node: number) => boolean): number => {
    const { offsets, targets, edges, capacities } = graph
    for (const node of tree) reach(node, -1, 0)
    for (let far = heap.leastKey(), node = heap.pop(); node !== undefined; far = heap.leastKey(), node = heap.pop()) {
      if (far > distance[node]!) continue
      if (to.has(node)) return node
      for (let i = offsets[node]!; i < offsets[node + 1]!; i++) {
        const target = targets[i]!
        const there = far + 1 / capacities[edges[i]!]!
        if (there < distance[target]! && mayUse(target)) reach(target, node, there)
      }
    }
    return -1
  }

  const clear = () => {
    for (const node of reached) distance[node] = Number.POSITIVE_INFINITY
    reached.length = 0
    heap.clear()
  }

  return (seeds, mayUse) => {
    const tree = new Set<number>(seeds.slice(0, 1))
    const waiting = new Set(seeds.slice(1).filter((seed) => !tree.has(seed)))
    while (waiting.size > 0) {
      const end = nearest(tree, waiting, mayUse)
      for (let node = end; node >= 0; node = previous[node]!) {
        tree.add(node)
        waiting.delete(node)
      }
      clear()
      if (end < 0) return undefined
    }
    return tree
  }
}
