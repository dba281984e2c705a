import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createMinCutter, type FoundCut } from './min-cut.ts'
import { buildSegmentGraph, type SegmentGraph } from './segment-graph.ts'

function minCut(graph: SegmentGraph, sources: readonly number[], sinks: readonly number[]) {
  return createMinCutter(graph)(sources, sinks)
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

function sizesOf(found: FoundCut): number {
  return found.pieces.reduce((sum, piece) => sum + piece.size, 0)
}

describe('minCut', () => {
  it('[MC1] with one seed a side its value is the least of all cuts', () => {
    fc.assert(
      fc.property(drawnGraph(10), (drawn) => {
        const [source, sink] = [drawn.sources[0]!, drawn.sinks[0]!]
        const found = minCut(drawn.graph, [source], [sink])
        expect(found).toMatchObject({ kind: 'cut', value: leastByTrying(drawn, source, sink) })
      }),
    )
  })

  it('[MC2] the cut parts every source from every sink, costs its value, and keeps each side joined', () => {
    fc.assert(
      fc.property(drawnGraph(12), (drawn) => {
        const found = minCut(drawn.graph, drawn.sources, drawn.sinks)
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
