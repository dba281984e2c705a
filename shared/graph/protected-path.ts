import { createHeap } from './heap.ts'
import type { SegmentGraph } from './segment-graph.ts'

/**
 * Joins groups of nodes by strong paths. It goes from the first group to the nearest other one, then from both of them
 * and their path to the nearest one of the rest, and so on; the length of an edge is 1 / its capacity. It uses only
 * nodes for which `mayUse` holds.
 * @returns the nodes of the paths, in the order in which they were found; undefined if a group cannot be reached
 */
export type JoinGroups = (
  groups: readonly (readonly number[])[],
  mayUse: (node: number) => boolean,
) => readonly number[] | undefined

/** All arrays that are as long as the graph are allocated here, once. */
export function createGroupJoiner(graph: SegmentGraph): JoinGroups {
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

  /** Dijkstra from all nodes of `tree`. Returns the nearest node of `to`, or -1 if none can be reached. */
  const nearest = (
    tree: ReadonlySet<number>,
    to: ReadonlyMap<number, unknown>,
    mayUse: (node: number) => boolean,
  ): number => {
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

  return ([first = [], ...others], mayUse) => {
    const tree = new Set<number>(first)
    const waiting = new Map(others.flatMap((group) => group.map((node) => [node, group] as const)))
    const found = new Set<number>()
    while (waiting.size > 0) {
      const end = nearest(tree, waiting, mayUse)
      for (let node = end; node >= 0; node = previous[node]!) {
        tree.add(node)
        found.add(node)
      }
      clear()
      if (end < 0) return undefined
      for (const node of waiting.get(end) ?? []) {
        tree.add(node)
        waiting.delete(node)
      }
    }
    return [...found]
  }
}
