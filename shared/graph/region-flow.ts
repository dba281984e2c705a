import { assert } from '../assert.ts'
import type { SegmentGraph } from './segment-graph.ts'

/**
 * Maximum flow from source nodes to sink nodes over a region (some of the nodes) of a graph. The region may grow: the
 * flow that was found before stays valid, and more is added. It is Dinic's method (levels, then blocking flows along
 * them) on the arcs of the graph. All arrays are as long as the graph and allocated once; a query touches its region only.
 */
export interface RegionFlow {
  add(node: number): void
  has(node: number): boolean
  readonly nodes: readonly number[]
  /** Makes a node of the region a source or a sink. It stays on this side until `restart`. */
  setSide(node: number, side: typeof SOURCE | typeof SINK): void
  /** Makes the flow as large as the region allows. */
  fill(): void
  /** After `fill`: the minimum cut of the region that is nearest to the sources. */
  cut(): RegionCut
  /** Forgets sides and flow, and keeps the region. */
  restart(): void
  /** Forgets region, sides and flow. */
  reset(): void
}

export interface RegionCut {
  readonly edges: number[]
  /** Two nodes an edge. */
  readonly ends: number[]
  readonly value: number
}

export const SOURCE = 1
export const SINK = 2

/** Flow is kept in signed 32-bit words, so capacities must be less than this. */
const MAX_CAPACITY = 2 ** 31

interface State {
  readonly graph: SegmentGraph
  readonly nodes: number[]
  readonly sources: number[]
  readonly inRegion: Uint8Array
  /** SOURCE, SINK or 0. */
  readonly side: Uint8Array
  /** By edge: the flow from its smaller to its larger node. */
  readonly flow: Int32Array
  /** By node: its distance from the sources over arcs with capacity left; -1 if they do not reach it. */
  readonly level: Int32Array
  /** By node: the next arc to try. */
  readonly cursor: Uint32Array
  readonly queue: Uint32Array
  readonly path: Uint32Array
}

export function createRegionFlow(graph: SegmentGraph): RegionFlow {
  for (const capacity of graph.capacities) assert(capacity < MAX_CAPACITY, 'capacities are below 2^31')
  const state: State = {
    graph,
    nodes: [],
    sources: [],
    inRegion: new Uint8Array(graph.count),
    side: new Uint8Array(graph.count),
    flow: new Int32Array(graph.edgeCount),
    level: new Int32Array(graph.count).fill(-1),
    cursor: new Uint32Array(graph.count),
    queue: new Uint32Array(graph.count),
    path: new Uint32Array(graph.count),
  }
  return {
    nodes: state.nodes,
    has: (node) => state.inRegion[node] === 1,
    add(node) {
      if (state.inRegion[node] === 1) return
      state.inRegion[node] = 1
      state.nodes.push(node)
    },
    setSide(node, side) {
      if (state.side[node] === side) return
      state.side[node] = side
      if (side === SOURCE) state.sources.push(node)
    },
    fill() {
      while (findLevels(state)) blockingFlow(state)
    },
    cut: () => cutOf(state),
    restart: () => restart(state),
    reset() {
      restart(state)
      for (const node of state.nodes) state.inRegion[node] = 0
      state.nodes.length = 0
    },
  }
}

function restart({ graph, nodes, sources, side, flow, level }: State): void {
  const { offsets, edges } = graph
  for (const node of nodes) {
    for (let i = offsets[node]!; i < offsets[node + 1]!; i++) flow[edges[i]!] = 0
    side[node] = 0
    level[node] = -1
  }
  sources.length = 0
}

/** Breadth first from the sources. Returns true if it reached a sink; nodes beyond the nearest sink have no level then. */
function findLevels({ graph, nodes, sources, inRegion, side, flow, level, cursor, queue }: State): boolean {
  const { offsets, targets, edges, capacities } = graph
  for (const node of nodes) level[node] = -1
  let end = 0
  for (const source of sources) {
    level[source] = 0
    cursor[source] = offsets[source]!
    queue[end++] = source
  }
  let sinkLevel = -1
  for (let read = 0; read < end; read++) {
    const node = queue[read]!
    const next = level[node]! + 1
    if (sinkLevel >= 0 && next > sinkLevel) break
    for (let i = offsets[node]!; i < offsets[node + 1]!; i++) {
      const target = targets[i]!
      if (level[target]! >= 0 || inRegion[target] === 0) continue
      const edge = edges[i]!
      if (capacities[edge]! - (node < target ? flow[edge]! : -flow[edge]!) <= 0) continue
      level[target] = next
      cursor[target] = offsets[target]!
      if (side[target] === SINK) sinkLevel = next
      else queue[end++] = target
    }
  }
  return sinkLevel >= 0
}

/** Depth first, without recursion, because a path may be as long as the region. `path` holds its arcs. */
function blockingFlow(state: State): void {
  const { graph, sources, side, level, cursor, path } = state
  const { offsets, targets } = graph
  for (const source of sources) {
    let depth = 0
    let node = source
    for (;;) {
      if (side[node] === SINK) {
        depth = pushAlong(state, source, depth)
        node = depth === 0 ? source : targets[path[depth - 1]!]!
        continue
      }
      const stop = offsets[node + 1]!
      const wanted = level[node]! + 1
      let arc = cursor[node]!
      while (arc < stop && (level[targets[arc]!] !== wanted || !hasRoom(state, node, arc))) arc++
      cursor[node] = arc
      if (arc < stop) {
        path[depth++] = arc
        node = targets[arc]!
        continue
      }
      if (depth === 0) break
      level[node] = -1 // a dead end: no path of this phase comes here again
      depth--
      node = depth === 0 ? source : targets[path[depth - 1]!]!
    }
  }
}

function hasRoom({ graph, flow }: State, node: number, arc: number): boolean {
  const edge = graph.edges[arc]!
  return graph.capacities[edge]! - (node < graph.targets[arc]! ? flow[edge]! : -flow[edge]!) > 0
}

/** Sends as much as the path can carry. Returns the place on the path of the first arc that is full now. */
function pushAlong({ graph, flow, path }: State, source: number, depth: number): number {
  const { targets, edges, capacities } = graph
  let amount = MAX_CAPACITY
  let node = source
  for (let i = 0; i < depth; i++) {
    const edge = edges[path[i]!]!
    const target = targets[path[i]!]!
    amount = Math.min(amount, capacities[edge]! - (node < target ? flow[edge]! : -flow[edge]!))
    node = target
  }
  let first = depth
  node = source
  for (let i = 0; i < depth; i++) {
    const edge = edges[path[i]!]!
    const target = targets[path[i]!]!
    const sent = node < target ? amount : -amount
    flow[edge]! += sent
    if (first === depth && capacities[edge]! === Math.abs(flow[edge]!) && Math.sign(sent) === Math.sign(flow[edge]!)) {
      first = i
    }
    node = target
  }
  return first
}

function cutOf({ graph, nodes, inRegion, level }: State): RegionCut {
  const { offsets, targets, edges, capacities } = graph
  const cut = { edges: [] as number[], ends: [] as number[], value: 0 }
  for (const node of nodes) {
    if (level[node]! < 0) continue
    for (let i = offsets[node]!; i < offsets[node + 1]!; i++) {
      const target = targets[i]!
      if (inRegion[target] === 0 || level[target]! >= 0) continue
      cut.edges.push(edges[i]!)
      cut.ends.push(node, target)
      cut.value += capacities[edges[i]!]!
    }
  }
  return cut
}
