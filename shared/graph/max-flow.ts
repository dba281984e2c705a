/**
 * Max-flow by Dinic's method (levels, then blocking flows along them) on an undirected network in arc pairs:
 * arc 2i and arc 2i + 1 are the two directions of one edge. Capacities are whole numbers, so values are exact.
 */
export interface FlowNetwork {
  readonly count: number
  /** count + 1 entries into `arcs`. */
  readonly offsets: Uint32Array
  /** Arc numbers, grouped by the node they leave. */
  readonly arcs: Uint32Array
  /** The node that each arc enters. */
  readonly heads: Uint32Array
  /** Capacity left on each arc; `maxFlow` uses it up. */
  readonly residual: Float64Array
}

export interface Flow {
  readonly value: number
  /** 1 for the nodes that the source still reaches: the source's side of a minimum cut. */
  readonly sourceSide: Uint8Array
}

export function createFlowNetwork(count: number, ends: Uint32Array, capacities: Float64Array): FlowNetwork {
  const edgeCount = capacities.length
  const offsets = new Uint32Array(count + 1)
  for (const end of ends) offsets[end + 1]!++
  for (let i = 0; i < count; i++) offsets[i + 1]! += offsets[i]!
  const next = offsets.slice(0, count)
  const arcs = new Uint32Array(2 * edgeCount)
  const heads = new Uint32Array(2 * edgeCount)
  const residual = new Float64Array(2 * edgeCount)
  for (let e = 0; e < edgeCount; e++) {
    const u = ends[2 * e]!
    const v = ends[2 * e + 1]!
    heads[2 * e] = v
    heads[2 * e + 1] = u
    residual[2 * e] = capacities[e]!
    residual[2 * e + 1] = capacities[e]!
    arcs[next[u]!++] = 2 * e
    arcs[next[v]!++] = 2 * e + 1
  }
  return { count, offsets, arcs, heads, residual }
}

export function maxFlow(network: FlowNetwork, source: number, sink: number): Flow {
  const levels = new Int32Array(network.count)
  const queue = new Uint32Array(network.count)
  const cursor = new Uint32Array(network.count)
  const path = new Uint32Array(network.count)
  let value = 0
  while (findLevels(network, source, levels, queue)[sink]! >= 0) {
    cursor.set(network.offsets.subarray(0, network.count))
    value += blockingFlow(network, source, sink, levels, cursor, path)
  }
  return { value, sourceSide: Uint8Array.from(levels, (level) => (level >= 0 ? 1 : 0)) }
}

/** Breadth first from the source along arcs with capacity left; -1 where it does not come. */
function findLevels(network: FlowNetwork, source: number, levels: Int32Array, queue: Uint32Array): Int32Array {
  const { offsets, arcs, heads, residual } = network
  levels.fill(-1)
  levels[source] = 0
  queue[0] = source
  for (let read = 0, end = 1; read < end; read++) {
    const node = queue[read]!
    for (let i = offsets[node]!; i < offsets[node + 1]!; i++) {
      const arc = arcs[i]!
      const head = heads[arc]!
      if (residual[arc]! <= 0 || levels[head]! >= 0) continue
      levels[head] = levels[node]! + 1
      queue[end++] = head
    }
  }
  return levels
}

/** Depth first without recursion: a path may be as long as the network. */
function blockingFlow(
  { offsets, arcs, heads, residual }: FlowNetwork,
  source: number,
  sink: number,
  levels: Int32Array,
  cursor: Uint32Array,
  path: Uint32Array,
): number {
  let value = 0
  let depth = 0
  let node = source
  for (;;) {
    if (node === sink) {
      const { amount, first } = pushAlong(path, depth, residual)
      value += amount
      depth = first
      node = heads[path[first]! ^ 1]!
      continue
    }
    let advanced = false
    for (; cursor[node]! < offsets[node + 1]!; cursor[node]!++) {
      const arc = arcs[cursor[node]!]!
      const head = heads[arc]!
      if (residual[arc]! <= 0 || levels[head] !== levels[node]! + 1) continue
      path[depth++] = arc
      node = head
      advanced = true
      break
    }
    if (advanced) continue
    if (node === source) return value
    levels[node] = -1 // a dead end: nothing will come by again in this phase
    node = heads[path[--depth]! ^ 1]!
  }
}

/** Sends what the path can carry; `first` is the place of the first arc that is now full. */
function pushAlong(path: Uint32Array, depth: number, residual: Float64Array): { amount: number; first: number } {
  let amount = Number.POSITIVE_INFINITY
  for (let i = 0; i < depth; i++) amount = Math.min(amount, residual[path[i]!]!)
  let first = depth
  for (let i = depth - 1; i >= 0; i--) {
    const arc = path[i]!
    residual[arc]! -= amount
    residual[arc ^ 1]! += amount
    if (residual[arc] === 0) first = i
  }
  return { amount, first }
}
