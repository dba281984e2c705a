/** A graph of supervoxels with affinities from 0 to 1. `ends` has two entries an edge: the nodes at its ends. */
export interface WeightedGraph {
  readonly count: number
  readonly ends: Uint32Array
  readonly affinities: Float32Array
  /** By edge: the voxel faces that its ends share. */
  readonly areas: Uint32Array
}

/** The likely cuts of a graph: one for each edge of its maximum spanning tree. */
export interface TreeCuts {
  /** By cut: its strongest edge, which is the edge of the tree. */
  readonly edges: Uint32Array
  /** By cut: the number of nodes on the smaller side. */
  readonly smaller: Uint32Array
  /** By cut: the sum of the log odds of all its edges (see `logOdds`). */
  readonly odds: Float64Array
  /** By cut: the number of its edges, and the voxel faces of all of them. */
  readonly crossing: Uint32Array
  readonly areas: Float64Array
  /** By cut: the same of the weak edges that cross it. */
  readonly weakOdds: Float64Array
  readonly weakAreas: Float64Array
  /** By cut: the node at the top of one of its sides. */
  readonly tops: Uint32Array
  /**
   * By node: its place in an order in which the nodes below a node follow it. The side of a cut with the top `t` has the
   * places from `places[t]` to `places[t] + below[t] - 1`.
   */
  readonly places: Uint32Array
  /** By node: the number of nodes from it downwards, with itself. */
  readonly below: Uint32Array
  /** By node: the first place and the number of nodes of its connected part. */
  readonly partStart: Uint32Array
  readonly partSize: Uint32Array
}

/** The steps of one slice, which takes about a millisecond. */
const SLICE = 20_000

/** A higher affinity counts as this one, so that no edge decides alone. */
const MAX_AFFINITY = 0.999

/** Affinities are sorted by this many classes: 16 bits. */
const CLASSES = 65_536

/** Up to this many edges are sorted at once, because that takes less than a slice. */
const FEW_EDGES = 4_096

/**
 * The logarithm of the odds that an edge is right, if its affinity is the probability of that. The sum over all edges
 * between two sides weighs the evidence for and against them, as if the edges were independent. An affinity that is no
 * number says nothing: even odds.
 */
export function logOdds(affinity: number): number {
  if (Number.isNaN(affinity)) return 0
  const sure = Math.min(MAX_AFFINITY, Math.max(1 - MAX_AFFINITY, affinity))
  return Math.log(sure / (1 - sure))
}

/** The probability for odds with this logarithm. */
export function probabilityOf(logarithm: number): number {
  return 1 / (1 + Math.exp(-logarithm))
}

const NO_EDGES: WeightedGraph = {
  count: 0,
  ends: new Uint32Array(),
  affinities: new Float32Array(),
  areas: new Uint32Array(),
}

/**
 * Finds the cuts. The work grows with the number of edges, and the generator yields after every slice of it.
 * @param weak edges of the same nodes that are no part of the graph, and that cuts are to count as well
 */
export function* findTreeCuts(graph: WeightedGraph, weak: WeightedGraph = NO_EDGES): Generator<void, TreeCuts> {
  const tree = yield* spanningTree(graph)
  const rooted = yield* rootTree(graph, tree)
  const { order, above, edgeAbove, sizes } = rooted
  const leaving = yield* sumLeaving(graph, rooted)
  const weakLeaving = yield* sumLeaving({ ...weak, count: graph.count }, rooted)
  const { places, partStart, partSize } = placeNodes(rooted)
  yield
  const count = tree.length
  const cuts = {
    edges: new Uint32Array(count),
    smaller: new Uint32Array(count),
    odds: new Float64Array(count),
    crossing: new Uint32Array(count),
    areas: new Float64Array(count),
    weakOdds: new Float64Array(count),
    weakAreas: new Float64Array(count),
    tops: new Uint32Array(count),
  }
  for (let i = order.length - 1, cut = 0; i >= 0; i--) {
    if (i % SLICE === 0) yield
    const node = order[i]!
    const up = above[node]!
    if (up < 0) continue
    cuts.edges[cut] = edgeAbove[node]!
    cuts.smaller[cut] = Math.min(sizes[node]!, partSize[node]! - sizes[node]!)
    cuts.odds[cut] = leaving.odds[node]!
    cuts.crossing[cut] = leaving.edges[node]!
    cuts.areas[cut] = leaving.areas[node]!
    cuts.weakOdds[cut] = weakLeaving.odds[node]!
    cuts.weakAreas[cut] = weakLeaving.areas[node]!
    cuts.tops[cut++] = node
    for (const { odds, edges, areas } of [leaving, weakLeaving]) {
      odds[up]! += odds[node]!
      edges[up]! += edges[node]!
      areas[up]! += areas[node]!
    }
  }
  return { ...cuts, places, below: sizes, partStart, partSize }
}

/** Of the edges that leave the subtree of a node: what has to be added up over that subtree. */
interface Leaving {
  readonly odds: Float64Array
  readonly edges: Float64Array
  readonly areas: Float64Array
}

function* sumLeaving(graph: WeightedGraph, rooted: RootedTree): Generator<void, Leaving> {
  const { above, heads, depth } = rooted
  const leaving: Leaving = {
    odds: new Float64Array(graph.count),
    edges: new Float64Array(graph.count),
    areas: new Float64Array(graph.count),
  }
  const add = (node: number, e: number, times: number) => {
    leaving.odds[node]! += times * logOdds(graph.affinities[e]!)
    leaving.edges[node]! += times
    leaving.areas[node]! += times * graph.areas[e]!
  }
  for (let e = 0; e < graph.affinities.length; e++) {
    if (e % SLICE === SLICE - 1) yield
    let [u, v] = [graph.ends[2 * e]!, graph.ends[2 * e + 1]!]
    if (u === v) continue
    add(u, e, 1)
    add(v, e, 1)
    // The edge leaves no subtree that has both ends: from their lowest common node upwards.
    while (heads[u] !== heads[v]) {
      if (depth[heads[u]!]! < depth[heads[v]!]!) [u, v] = [v, u]
      u = above[heads[u]!]!
      if (u < 0) break
    }
    if (u >= 0) add(depth[u]! < depth[v]! ? u : v, e, -2)
  }
  return leaving
}

/** Numbers the nodes so that a node comes right before those below it. */
function placeNodes({ order, above, sizes }: RootedTree): Pick<TreeCuts, 'places' | 'partStart' | 'partSize'> {
  const places = new Uint32Array(order.length)
  const next = new Uint32Array(order.length)
  const partStart = new Uint32Array(order.length)
  const partSize = new Uint32Array(order.length)
  let start = 0
  for (const node of order) {
    const up = above[node]!
    if (up < 0) {
      places[node] = start
      partStart[node] = start
      partSize[node] = sizes[node]!
      start += sizes[node]!
    } else {
      places[node] = next[up]!
      next[up]! += sizes[node]!
      partStart[node] = partStart[up]!
      partSize[node] = partSize[up]!
    }
    next[node] = places[node]! + 1
  }
  return { places, partStart, partSize }
}

/** The edges of a maximum spanning forest, strongest first. */
function* spanningTree({ count, ends, affinities }: WeightedGraph): Generator<void, Uint32Array> {
  const order = yield* strongestFirst(affinities)
  const parent = Int32Array.from({ length: count }, (_, i) => i)
  const root = (node: number): number => {
    let at = node
    while (parent[at] !== at) {
      parent[at] = parent[parent[at]!]!
      at = parent[at]!
    }
    return at
  }
  const tree = new Uint32Array(Math.max(0, count - 1))
  let found = 0
  for (let i = 0; i < order.length; i++) {
    if (i % SLICE === SLICE - 1) yield
    const [a, b] = [root(ends[2 * order[i]!]!), root(ends[2 * order[i]! + 1]!)]
    if (a === b) continue
    parent[Math.max(a, b)] = Math.min(a, b)
    tree[found++] = order[i]!
  }
  return tree.subarray(0, found)
}

function* strongestFirst(affinities: Float32Array): Generator<void, Uint32Array> {
  // An affinity that is no number has even odds (`logOdds`), and so it has its place in the middle.
  const strengthOf = (e: number) => (Number.isNaN(affinities[e]) ? 0.5 : affinities[e]!)
  if (affinities.length <= FEW_EDGES) {
    return Uint32Array.from(affinities, (_, e) => e).sort((e, f) => strengthOf(f) - strengthOf(e) || e - f)
  }
  const classOf = (e: number) => CLASSES - 1 - Math.round(Math.min(1, Math.max(0, strengthOf(e))) * (CLASSES - 1))
  const offsets = new Uint32Array(CLASSES + 1)
  for (let e = 0; e < affinities.length; e++) {
    if (e % SLICE === SLICE - 1) yield
    offsets[classOf(e) + 1]!++
  }
  for (let i = 0; i < CLASSES; i++) offsets[i + 1]! += offsets[i]!
  const order = new Uint32Array(affinities.length)
  for (let e = 0; e < affinities.length; e++) {
    if (e % SLICE === SLICE - 1) yield
    order[offsets[classOf(e)]!++] = e
  }
  return order
}

interface RootedTree {
  /** All nodes, each after its parent. */
  readonly order: Uint32Array
  /** By node: its parent; -1 for a root. */
  readonly above: Int32Array
  /** By node: the edge to its parent; -1 for a root. */
  readonly edgeAbove: Int32Array
  readonly depth: Uint32Array
  /** By node: the number of nodes in its subtree. */
  readonly sizes: Uint32Array
  /** By node: the top of its heavy path. A heavy path goes from a node to the child with the largest subtree. */
  readonly heads: Uint32Array
}

function* rootTree({ count, ends }: WeightedGraph, tree: Uint32Array): Generator<void, RootedTree> {
  const offsets = new Uint32Array(count + 1)
  for (const e of tree) for (const end of [ends[2 * e]!, ends[2 * e + 1]!]) offsets[end + 1]!++
  for (let i = 0; i < count; i++) offsets[i + 1]! += offsets[i]!
  const next = offsets.slice(0, count)
  const arcs = new Uint32Array(2 * tree.length)
  for (let i = 0; i < tree.length; i++) {
    if (i % SLICE === SLICE - 1) yield
    for (const side of [0, 1]) arcs[next[ends[2 * tree[i]! + side]!]!++] = tree[i]!
  }
  const above = new Int32Array(count).fill(-1)
  const edgeAbove = new Int32Array(count).fill(-1)
  const depth = new Uint32Array(count)
  const order = new Uint32Array(count)
  const seen = new Uint8Array(count)
  let end = 0
  for (let start = 0, read = 0; start < count; start++) {
    if (seen[start] === 1) continue
    seen[start] = 1
    order[end++] = start
    for (; read < end; read++) {
      if (read % SLICE === SLICE - 1) yield
      const node = order[read]!
      for (let i = offsets[node]!; i < offsets[node + 1]!; i++) {
        const other = ends[2 * arcs[i]!]! === node ? ends[2 * arcs[i]! + 1]! : ends[2 * arcs[i]!]!
        if (seen[other] === 1) continue
        seen[other] = 1
        above[other] = node
        edgeAbove[other] = arcs[i]!
        depth[other] = depth[node]! + 1
        order[end++] = other
      }
    }
  }
  const sizes = new Uint32Array(count).fill(1)
  const largest = new Int32Array(count).fill(-1)
  for (let i = count - 1; i >= 0; i--) {
    const node = order[i]!
    const up = above[node]!
    if (up < 0) continue
    sizes[up]! += sizes[node]!
    if (largest[up]! < 0 || sizes[node]! > sizes[largest[up]!]!) largest[up] = node
  }
  yield
  const heads = new Uint32Array(count)
  for (const node of order) {
    const up = above[node]!
    heads[node] = up >= 0 && largest[up] === node ? heads[up]! : node
  }
  return { order, above, edgeAbove, depth, sizes, heads }
}
