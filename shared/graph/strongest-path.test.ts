import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { buildSegmentGraph, type SegmentGraph } from './segment-graph.ts'
import { createPathFinder } from './strongest-path.ts'

type Edge = readonly [u: number, v: number, capacity: number]

function graphOf(count: number, edges: readonly Edge[]): SegmentGraph {
  return buildSegmentGraph(
    count,
    Uint32Array.from(edges.flatMap(([u, v]) => [u, v] as const)),
    Uint32Array.from(edges, ([, , capacity]) => capacity),
  )
}

/** Nodes within reach over edges of at least this capacity, with their steps. */
function stepsFrom(start: number, edges: readonly Edge[], least: number): ReadonlyMap<number, number> {
  const steps = new Map([[start, 0]])
  for (const [node, far] of steps) {
    for (const [u, v, capacity] of edges) {
      const next = u === node ? v : v === node ? u : node
      if (capacity >= least && !steps.has(next)) steps.set(next, far + 1)
    }
  }
  return steps
}

/** The largest capacity over whose edges the two are joined, and the steps there; undefined if they are not joined. */
function naive(from: number, to: number, edges: readonly Edge[]) {
  const levels = [...new Set(edges.map(([, , capacity]) => capacity))].sort((p, q) => q - p)
  for (const least of levels) {
    const steps = stepsFrom(from, edges, least).get(to)
    if (steps !== undefined) return { least, steps }
  }
  return undefined
}

const drawn = fc.integer({ min: 1, max: 14 }).chain((count) =>
  fc.record({
    count: fc.constant(count),
    edges: fc.array(
      fc.tuple(
        fc.nat(count - 1),
        fc.nat(count - 1),
        fc.oneof(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 1, max: 2 ** 32 - 1 })),
      ),
      { maxLength: 30 },
    ),
    pairs: fc.array(fc.tuple(fc.nat(count - 1), fc.nat(count - 1)), { minLength: 1, maxLength: 6 }),
  }),
)

describe('the strongest path', () => {
  it('[FN2] has the strongest weakest edge, and of such paths the fewest steps', () => {
    fc.assert(
      fc.property(drawn, ({ count, edges, pairs }) => {
        const finder = createPathFinder(graphOf(count, edges))
        for (const [from, to] of pairs) {
          const path = finder(from, to)
          const expected = from === to ? { least: undefined, steps: 0 } : naive(from, to, edges)
          expect(path && { steps: path.edges.length, ends: [path.nodes[0], path.nodes.at(-1)] }).toEqual(
            expected && { steps: expected.steps, ends: [from, to] },
          )
          if (path === undefined) continue
          const capacities = path.edges.map((edge, i) => {
            const [u, v, capacity] = edges[edge]!
            expect([u, v].sort()).toEqual([path.nodes[i], path.nodes[i + 1]].sort())
            return capacity
          })
          expect(capacities[path.weakest]).toBe(expected?.least)
          expect(capacities.indexOf(expected?.least ?? 0)).toBe(path.weakest)
        }
      }),
    )
  })

  it('[FN2] takes the stronger of two edges between the same nodes', () => {
    const path = createPathFinder(
      graphOf(2, [
        [0, 1, 3],
        [1, 0, 9],
        [0, 1, 5],
      ]),
    )(1, 0)
    expect(path).toEqual({ nodes: [1, 0], edges: [1], weakest: 0 })
  })

  it('[FN2] of a long chain is the chain', () => {
    const edges = Array.from({ length: 50_000 }, (_, i): Edge => [i, i + 1, 7 + ((i * 31) % 1000)])
    const path = createPathFinder(graphOf(50_001, edges))(50_000, 0)
    expect([path?.nodes.length, path?.edges[path.weakest]]).toEqual([
      50_001,
      edges.findLastIndex((one) => one[2] === 7),
    ])
  })
})
