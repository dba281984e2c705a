import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { runs } from '../edits/test-runs.ts'
import { createMinCutter, type FoundCut } from './min-cut.ts'
import { buildSegmentGraph, type SegmentGraph } from './segment-graph.ts'

function minCut(graph: SegmentGraph, sources: readonly number[], sinks: readonly number[], firstRegion?: number) {
  return createMinCutter(graph, firstRegion)(sources, sinks)
}

interface Drawn {
  readonly graph: SegmentGraph
  readonly ends: readonly (readonly [number, number])[]
  readonly sources: readonly number[]
  readonly sinks: readonly number[]
}

/** Connected graphs: a random tree and some more edges, with seeds of both sides. */
function drawnGraph(maxNodes: number): fc.Arbitrary<Drawn> {
  return fc.integer({ min: 2, max: maxNodes }).chain((count) =>
    fc
      .record({
        parents: fc.tuple(...Array.from({ length: count - 1 }, (_, i) => fc.nat(i))),
        more: fc.array(fc.tuple(fc.nat(count - 1), fc.nat(count - 1)), { maxLength: 2 * count }),
        capacities: fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 3 * count, maxLength: 3 * count }),
        order: fc.shuffledSubarray(
          Array.from({ length: count }, (_, i) => i),
          { minLength: 2, maxLength: Math.min(count, 5) },
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

  it('[MC6] with many seeds it is never less than the least that parts some source from some sink', () => {
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

  it('[MC7] a cutter that is used again answers as a new one', () => {
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

  it('[MC2] the cut parts every source from every sink, costs its value, and keeps each side joined', () => {
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
