import type { SegmentGraph } from './segment-graph.ts'
import { buildUnionTree, strengthBetween } from './union-tree.ts'

/** A path between two nodes. Its weakest edge is as strong as that of any path can be; of such paths it has the fewest steps. */
export interface StrongestPath {
  /** From the one node to the other. */
  readonly nodes: readonly number[]
  /** The edge of each step: one less than nodes. Of parallel edges it is the strongest. */
  readonly edges: readonly number[]
  /** The step with the smallest capacity, the first one of several; -1 for a path without steps. */
  readonly weakest: number
}

/** Undefined if the nodes are not joined. */
export type PathFinder = (from: number, to: number) => StrongestPath | undefined

/**
 * Makes a finder for many paths in one graph. The capacity of the weakest edge comes from a tree that is built here, once.
 * Each path is then a breadth-first search from both ends, over edges that are at least as strong.
 */
export function createPathFinder(graph: SegmentGraph): PathFinder {
  const tree = buildUnionTree(graph)
  const search = createSearch(graph)
  return (from, to) => {
    if (from === to) return { nodes: [from], edges: [], weakest: -1 }
    const least = strengthBetween(tree, from, to)
    return least === 0 ? undefined : pathOf(graph, search(from, to, least))
  }
}

type Search = (from: number, to: number, least: number) => readonly number[]

/** All arrays that are as long as the graph are allocated here. The nodes must be joined by edges of capacity `least`. */
function createSearch({ count, offsets, targets, edges, capacities }: SegmentGraph): Search {
  /** By node: twice the number of the search, plus 1 if the search from the other end found it. */
  const found = new Uint32Array(count)
  const previous = new Int32Array(count)
  /** Nodes in the order in which they were found: those of the one end from the left, of the other from the right. */
  const queue = new Int32Array(count)
  let searches = 0
  let meeting: readonly [number, number] = [-1, -1]

  /** Visits queue[at], and returns how many nodes it found; -1 if it met the other side, see `meeting`. */
  const visit = (node: number, mine: number, least: number, end: number, step: 1 | -1): number => {
    const other = mine ^ 1
    let last = end
    for (let arc = offsets[node]!; arc < offsets[node + 1]!; arc++) {
      const target = targets[arc]!
      const by = found[target]!
      if (by === mine || capacities[edges[arc]!]! < least) continue
      if (by === other) {
        meeting = [node, target]
        return -1
      }
      found[target] = mine
      previous[target] = node
      queue[last] = target
      last += step
    }
    return Math.abs(last - end)
  }

  return (from, to, least) => {
    searches = searches === 0x7fffffff ? wiped(found) : searches + 1
    const sides = [sideAt(from, 0, 1, 2 * searches), sideAt(to, count - 1, -1, 2 * searches + 1)] as const
    for (const { start, mine, begin } of sides) {
      found[start] = mine
      previous[start] = -1
      queue[begin] = start
    }
    for (;;) {
      const [a, b] = sides
      const side = Math.abs(a.end - a.at) <= Math.abs(b.end - b.at) ? a : b
      // A whole level at a time: so the first meeting lies on a path of the fewest steps.
      for (const levelEnd = side.end; side.at !== levelEnd; side.at += side.step) {
        const more = visit(queue[side.at]!, side.mine, least, side.end, side.step)
        if (more >= 0) side.end += side.step * more
        else {
          const [here, there] = side === a ? meeting : [meeting[1], meeting[0]]
          return [...chain(previous, here).reverse(), ...chain(previous, there)]
        }
      }
    }
  }
}

function sideAt(start: number, begin: number, step: 1 | -1, mine: number) {
  return { start, begin, step, mine, at: begin, end: begin + step }
}

function wiped(found: Uint32Array): number {
  found.fill(0)
  return 1
}

/** A node and those before it, up to the start of its search. */
function chain(previous: Int32Array, from: number): number[] {
  const nodes: number[] = []
  for (let node = from; node >= 0; node = previous[node]!) nodes.push(node)
  return nodes
}

function pathOf({ offsets, targets, edges, capacities }: SegmentGraph, nodes: readonly number[]): StrongestPath {
  const steps: number[] = []
  let weakest = 0
  for (let i = 0; i + 1 < nodes.length; i++) {
    let best = -1
    for (let arc = offsets[nodes[i]!]!; arc < offsets[nodes[i]! + 1]!; arc++) {
      const edge = edges[arc]!
      if (targets[arc] === nodes[i + 1] && (best < 0 || capacities[edge]! > capacities[best]!)) best = edge
    }
    steps.push(best)
    if (capacities[best]! < capacities[steps[weakest]!]!) weakest = i
  }
  return { nodes, edges: steps, weakest }
}
