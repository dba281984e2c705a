import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { runs } from '../edits/testing/test-runs.ts'
import { createMinCutter, type FoundCut } from './min-cut.ts'
import { buildSegmentGraph, type SegmentGraph } from './segment-graph.ts'

function minCut(graph: SegmentGraph, sources: readonly number[], sinks: readonly number[], firstRegion?: number) {
  return createMinCutter(graph, firstRegion)(sources, sinks)
}

/** `0-1:7` is an edge with its capacity. */
function graphOf(text: string): SegmentGraph {
  const edges = text.split(' ').map((edge) => edge.split(/[-:]/).map(Number))
  const ends = edges.map(([u = 0, v = 0]) => [u, v])
  const count = Math.max(...ends.flat()) + 1
  return buildSegmentGraph(
    count,
    Uint32Array.from(ends.flat()),
    Uint32Array.from(edges, ([, , capacity = 0]) => capacity),
  )
}

/** A square of nodes, each joined to the next in its row and in its column. */
function gridOf(width: number): SegmentGraph {
  const ends: number[] = []
  for (let node = 0; node < width * width; node++) {
    if ((node + 1) % width > 0) ends.push(node, node + 1)
    if (node + width < width * width) ends.push(node, node + width)
  }
  const capacities = Uint32Array.from({ length: ends.length / 2 }, (_, i) => 1 + ((i * 7919) % 97))
  return buildSegmentGraph(width * width, Uint32Array.from(ends), capacities)
}

interface Drawn {
  readonly graph: SegmentGraph
  readonly ends: readonly (readonly [number, number])[]
  readonly sources: readonly number[]
  readonly sinks: readonly number[]
}

/** Connected graphs: a random tree and some more edges, with seeds of both sides. */
function drawnGraph(maxNodes: number, maxSeeds = 5): fc.Arbitrary<Drawn> {
  return fc.integer({ min: 2, max: maxNodes }).chain((count) =>
    fc
      .record({
        parents: fc.tuple(...Array.from({ length: count - 1 }, (_, i) => fc.nat(i))),
        more: fc.array(fc.tuple(fc.nat(count - 1), fc.nat(count - 1)), { maxLength: 2 * count }),
        capacities: fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 3 * count, maxLength: 3 * count }),
        order: fc.shuffledSubarray(
          Array.from({ length: count }, (_, i) => i),
          { minLength: 2, maxLength: Math.min(count, maxSeeds) },
        ),
        split: fc.nat(),
      })
      .map(({ parents, more, capacities, order, split }) => {
        const ends = [...parents.map((parent, i) => [parent, i + 1] as const), ...more]
        const graph = buildSegmentGraph(
          count,
          Uint32Array.from(ends.flat()),
          Uint32Array.from(capacities.slice(0, ends.length)),
        )
        const at = 1 + (split % (order.length - 1))
        return { graph, ends, sources: order.slice(0, at), sinks: order.slice(at) }
      }),
  )
}

/** Components of what is left of the graph without the given edges. */
function labels({ graph, ends }: Drawn, without: ReadonlySet<number>): number[] {
  const label = Array.from({ length: graph.count }, (_, i) => i)
  for (let changing = true; changing; ) {
    changing = false
    for (const [e, [u, v]] of ends.entries()) {
      if (without.has(e) || label[u] === label[v]) continue
      label[u] = label[v] = Math.min(label[u]!, label[v]!)
      changing = true
    }
  }
  return label
}

/** The least cut over all ways to put the nodes on two sides. With one seed a side that is what `minCut` promises. */
function leastByTrying({ graph, ends }: Drawn, source: number, sink: number): number {
  let least = Number.POSITIVE_INFINITY
  for (let sides = 0; sides < 1 << graph.count; sides++) {
    if (((sides >> source) & 1) === 0 || ((sides >> sink) & 1) === 1) continue
    let value = 0
    for (const [e, [u, v]] of ends.entries())
      if (((sides >> u) & 1) !== ((sides >> v) & 1)) value += graph.capacities[e]!
    least = Math.min(least, value)
  }
  return least
}

/** Whether the given nodes are joined by edges between nodes of one side. */
function areJoined(ends: Drawn['ends'], sides: number, seeds: readonly number[]): boolean {
  const reached = new Set(seeds.slice(0, 1))
  for (let before = -1; before < reached.size; ) {
    before = reached.size
    for (const [u, v] of ends) {
      if (((sides >> u) & 1) !== ((sides >> v) & 1) || reached.has(u) === reached.has(v)) continue
      reached.add(u).add(v)
    }
  }
  return seeds.every((seed) => reached.has(seed))
}

/** The least of all cuts that leave each side's seeds joined; undefined when there is none. */
function leastConnected({ graph, ends, sources, sinks }: Drawn): number | undefined {
  let least: number | undefined
  for (let sides = 0; sides < 1 << graph.count; sides++) {
    if (!sources.every((node) => (sides >> node) & 1) || sinks.some((node) => (sides >> node) & 1)) continue
    const crossing = ends.map(([u, v], e) => (((sides >> u) ^ (sides >> v)) & 1) * graph.capacities[e]!)
    const value = crossing.reduce((sum, capacity) => sum + capacity, 0)
    if (least !== undefined && value >= least) continue
    if (areJoined(ends, sides, sources) && areJoined(ends, sides, sinks)) least = value
  }
  return least
}

/** Graphs that are tried out with many seeds: with `SKEIN_RUNS=30` these are 30,000. */
const CONNECTED_RUNS = 1000

/** Maximum flow by the shortest paths of Edmonds and Karp, on a matrix: the other implementation. */
function edmondsKarp({ graph, ends }: Drawn, source: number, sink: number): number {
  const { count } = graph
  const room = Array.from({ length: count }, () => new Array<number>(count).fill(0))
  for (const [e, [u, v]] of ends.entries()) {
    room[u]![v]! += graph.capacities[e]!
    room[v]![u]! += graph.capacities[e]!
  }
  for (let value = 0; ; ) {
    const from = new Map([[source, source]])
    for (const node of from.keys()) {
      for (let next = 0; next < count; next++) if (room[node]![next]! > 0 && !from.has(next)) from.set(next, node)
    }
    if (!from.has(sink)) return value
    let amount = Number.POSITIVE_INFINITY
    for (let node = sink; node !== source; node = from.get(node)!) {
      amount = Math.min(amount, room[from.get(node)!]![node]!)
    }
    for (let node = sink; node !== source; node = from.get(node)!) {
      room[from.get(node)!]![node]! -= amount
      room[node]![from.get(node)!]! += amount
    }
    value += amount
  }
}

function sizesOf(found: FoundCut): number {
  return found.pieces.reduce((sum, piece) => sum + piece.size, 0)
}

describe('minCut', () => {
  it('[MC1] with one seed a side its value is the least of all cuts', () => {
    fc.assert(
      fc.property(drawnGraph(12), (drawn) => {
        const [source, sink] = [drawn.sources[0]!, drawn.sinks[0]!]
        const found = minCut(drawn.graph, [source], [sink])
        expect(found).toMatchObject({ kind: 'cut', value: leastByTrying(drawn, source, sink) })
      }),
      { numRuns: runs(100) },
    )
  })

  it('[MC1] it is what another max-flow finds, on larger graphs and from regions of any size', () => {
    fc.assert(
      fc.property(drawnGraph(60), fc.integer({ min: 1, max: 80 }), (drawn, firstRegion) => {
        const [source, sink] = [drawn.sources[0]!, drawn.sinks[0]!]
        const found = minCut(drawn.graph, [source], [sink], firstRegion)
        expect(found).toMatchObject({ kind: 'cut', value: edmondsKarp(drawn, source, sink) })
      }),
      { numRuns: runs(400) },
    )
  })

  it('[MC8] with any seeds and any first region it is the least cut that leaves each side joined, or there is none', () => {
    const seen = { cuts: 0, entangled: 0 }
    fc.assert(
      fc.property(drawnGraph(9, 7), fc.integer({ min: 1, max: 12 }), (drawn, firstRegion) => {
        const found = minCut(drawn.graph, drawn.sources, drawn.sinks, firstRegion)
        const value = leastConnected(drawn)
        if (value === undefined) expect(found).toEqual({ kind: 'none', why: { kind: 'entangled' } })
        else expect(found).toMatchObject({ kind: 'cut', value, least: true })
        seen[value === undefined ? 'entangled' : 'cuts']++
      }),
      { numRuns: runs(CONNECTED_RUNS) },
    )
    expect(seen.cuts).toBeGreaterThan(CONNECTED_RUNS / 10)
    expect(seen.entangled).toBeGreaterThan(CONNECTED_RUNS / 10)
  })

  it('[MC8] a region grows past seeds: the graph whose cut cost 13 in place of 9', () => {
    const graph = graphOf('0-1:7 0-2:2 2-3:1 1-4:2 3-5:2 3-6:6 3-7:7 4-8:6 4-7:6 8-5:2')
    expect(minCut(graph, [7], [4, 2, 1])).toMatchObject({ kind: 'cut', value: 9, least: true })
    expect(minCut(graph, [4, 2, 1], [7])).toMatchObject({ kind: 'cut', value: 9, least: true })
  })

  it('[MC8] a side takes a way round if its nearest way would enclose the other: the graph that was refused', () => {
    const graph = graphOf('0-1:2 1-2:3 2-3:3 1-4:2 4-5:2 2-6:2 4-1:1 1-6:1 5-2:3')
    const found = minCut(graph, [6, 0], [4, 3])
    // {0, 1, 6} | {2, 3, 4, 5}: 1-2, 1-4 twice, 2-6.
    expect(found).toMatchObject({ kind: 'cut', value: 3 + 2 + 1 + 2, least: true })
    expect(minCut(graph, [4, 3], [6, 0])).toMatchObject({ kind: 'cut', value: 8, least: true })
  })

  it('[MC9] a search that ends before it is sure says so, of a cut and of none', () => {
    const width = 40
    const grid = gridOf(width)
    const at = (x: number, y: number) => y * width + x
    // Seeds of both sides in turn, all over: far too many ways to join them.
    const inTurn = [5, 13, 21, 29].flatMap((x) => [5, 13, 21, 29].map((y) => at(x + (y % 3), y)))
    const sources = inTurn.filter((_, i) => i % 5 < 2)
    const sinks = inTurn.filter((_, i) => i % 5 >= 2)
    expect(minCut(grid, sources, sinks)).toMatchObject({ kind: 'cut', least: false })
    // A way from top to bottom crosses every way from left to right, but no search of bounded length is sure of it.
    const crossed = minCut(grid, [at(20, 0), at(20, 39)], [at(0, 20), at(39, 20)])
    expect(crossed).toEqual({ kind: 'none', why: { kind: 'not-found' } })
  })

  it('[MC6] with many seeds it costs at least as much as the least cut between any source and any sink', () => {
    fc.assert(
      fc.property(drawnGraph(40), fc.integer({ min: 1, max: 50 }), (drawn, firstRegion) => {
        const found = minCut(drawn.graph, drawn.sources, drawn.sinks, firstRegion)
        if (found.kind === 'none') return
        const least = drawn.sources.flatMap((s) => drawn.sinks.map((t) => edmondsKarp(drawn, s, t)))
        expect(found.value).toBeGreaterThanOrEqual(Math.max(...least))
      }),
      { numRuns: runs(100) },
    )
  })

  it('[MC7] a cutter that is used again gives the same results as a new one', () => {
    fc.assert(
      fc.property(drawnGraph(30), fc.integer({ min: 1, max: 40 }), (drawn, firstRegion) => {
        const cutter = createMinCutter(drawn.graph, firstRegion)
        const nodes = [...drawn.sources, ...drawn.sinks]
        for (let at = 1; at < nodes.length; at++) {
          const [sources, sinks] = [nodes.slice(0, at), nodes.slice(at)]
          expect(cutter(sources, sinks)).toEqual(minCut(drawn.graph, sources, sinks, firstRegion))
        }
      }),
    )
  })

  it('[MC2] the cut separates every source from every sink, costs its value, and keeps each side joined', () => {
    fc.assert(
      fc.property(drawnGraph(20), fc.integer({ min: 1, max: 30 }), (drawn, firstRegion) => {
        const found = minCut(drawn.graph, drawn.sources, drawn.sinks, firstRegion)
        if (found.kind === 'none') return
        const label = labels(drawn, new Set(found.edges))
        expect(new Set(drawn.sources.map((node) => label[node])).size).toBe(1)
        expect(new Set(drawn.sinks.map((node) => label[node])).size).toBe(1)
        expect(label[drawn.sources[0]!]).not.toBe(label[drawn.sinks[0]!])
        expect(found.edges.reduce((sum, edge) => sum + drawn.graph.capacities[edge]!, 0)).toBe(found.value)
      }),
    )
  })

  it('[MC3] the pieces are the components that are left, and all of them', () => {
    fc.assert(
      fc.property(drawnGraph(30), (drawn) => {
        const found = minCut(drawn.graph, drawn.sources, drawn.sinks)
        if (found.kind === 'none') return
        const label = labels(drawn, new Set(found.edges))
        expect(sizesOf(found)).toBe(drawn.graph.count)
        expect(found.pieces.length).toBe(new Set(label).size)
        for (const { nodes } of found.pieces) {
          if (nodes) expect(nodes.length).toBe(label.filter((l) => l === label[nodes[0]!]).length)
        }
      }),
    )
  })

  it('[MC4] says why there is no cut', () => {
    const path = buildSegmentGraph(4, Uint32Array.of(0, 1, 1, 2, 2, 3), Uint32Array.of(1, 1, 1))
    expect(minCut(path, [0, 1], [1])).toEqual({ kind: 'none', why: { kind: 'same-supervoxel', node: 1 } })
    expect(minCut(path, [0, 2], [1, 3])).toEqual({ kind: 'none', why: { kind: 'entangled' } })
    const apart = buildSegmentGraph(3, Uint32Array.of(0, 1), Uint32Array.of(1))
    expect(minCut(apart, [0], [2])).toEqual({ kind: 'none', why: { kind: 'not-connected' } })
    expect(minCut(apart, [0, 2], [1])).toEqual({ kind: 'none', why: { kind: 'not-connected' } })
  })

  it('[MC5] finds a way round that lies far outside the first neighbourhood', () => {
    // A ring of 20,000 nodes with two neighbours to part: the far side of the ring must be cut as well.
    const count = 20_000
    const ends = Uint32Array.from({ length: 2 * count }, (_, i) => ((i + 1) >> 1) % count)
    const capacities = new Uint32Array(count).fill(5)
    capacities[count / 2] = 2
    const found = minCut(buildSegmentGraph(count, ends, capacities), [0], [1])
    expect(found).toMatchObject({ kind: 'cut', value: 7 })
  })
})
