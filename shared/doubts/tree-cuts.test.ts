import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { findTreeCuts, logOdds, probabilityOf, type TreeCuts, type WeightedGraph } from './tree-cuts.ts'

function finish(graph: WeightedGraph): { readonly cuts: TreeCuts; readonly slices: number } {
  const work = findTreeCuts(graph)
  let slices = 1
  let step = work.next()
  for (; !step.done; step = work.next()) slices++
  return { cuts: step.value, slices }
}

/** A connected graph of distinct affinities, and maybe some edges twice. */
const graph: fc.Arbitrary<WeightedGraph> = fc
  .tuple(
    fc.array(fc.nat(1000), { minLength: 1, maxLength: 12 }),
    fc.array(fc.tuple(fc.nat(1000), fc.nat(1000)), { maxLength: 14 }),
  )
  .chain(([parents, extra]) => {
    const count = parents.length + 1
    const ends = parents.flatMap((parent, i) => [parent % (i + 1), i + 1])
    for (const [u, v] of extra) if (u % count !== v % count) ends.push(u % count, v % count)
    return fc
      .shuffledSubarray(
        Array.from({ length: ends.length / 2 }, (_, i) => (i + 1) / (ends.length / 2 + 1)),
        { minLength: ends.length / 2 },
      )
      .map((affinities) => ({
        count,
        ends: Uint32Array.from(ends),
        affinities: Float32Array.from(affinities),
        areas: Uint32Array.from(affinities, (_, e) => 1 + ((7 * e) % 5)),
      }))
  })

/** The nodes joined to a node by edges that are stronger than this. */
function sideOf(
  { ends, affinities }: WeightedGraph,
  start: number,
  strongerThan: number,
  within: ReadonlySet<number>,
): Set<number> {
  const side = new Set([start])
  for (let grown = true; grown; ) {
    grown = false
    for (const e of within) {
      const [u, v] = [ends[2 * e]!, ends[2 * e + 1]!]
      if (affinities[e] === strongerThan || side.has(u) === side.has(v)) continue
      side.add(u).add(v)
      grown = true
    }
  }
  return side
}

/** A maximum spanning tree: an edge is in it unless stronger edges join its ends. */
function treeOf(whole: WeightedGraph): Set<number> {
  const all = Array.from(whole.affinities, (_, e) => e).sort((e, f) => whole.affinities[f]! - whole.affinities[e]!)
  const tree = new Set<number>()
  for (const e of all) if (!sideOf(whole, whole.ends[2 * e]!, -1, tree).has(whole.ends[2 * e + 1]!)) tree.add(e)
  return tree
}

describe('findTreeCuts', () => {
  it('[DO4] gives each cut of the maximum spanning tree with its smaller side and the odds of all its edges', () => {
    fc.assert(
      fc.property(graph, (drawn) => {
        const { cuts } = finish(drawn)
        const tree = treeOf(drawn)
        expect(new Set(cuts.edges)).toEqual(tree)
        for (const [i, edge] of cuts.edges.entries()) {
          const side = sideOf(drawn, drawn.ends[2 * edge]!, drawn.affinities[edge]!, tree)
          expect(cuts.smaller[i]).toBe(Math.min(side.size, drawn.count - side.size))
          const crossing = Array.from(drawn.affinities, (_, e) => e).filter(
            (e) => side.has(drawn.ends[2 * e]!) !== side.has(drawn.ends[2 * e + 1]!),
          )
          const odds = crossing.reduce((sum, e) => sum + logOdds(drawn.affinities[e]!), 0)
          expect(cuts.odds[i]).toBeCloseTo(odds, 6)
          expect(cuts.crossing[i]).toBe(crossing.length)
          expect(cuts.areas[i]).toBe(crossing.reduce((sum, e) => sum + drawn.areas[e]!, 0))
          const [first, below] = [cuts.places[cuts.tops[i]!]!, cuts.below[cuts.tops[i]!]!]
          const under = Array.from({ length: drawn.count }, (_, node) => node).filter(
            (node) => cuts.places[node]! >= first && cuts.places[node]! < first + below,
          )
          const other = Array.from({ length: drawn.count }, (_, node) => node).filter((node) => !under.includes(node))
          expect([under, other]).toContainEqual([...side].sort((p, q) => p - q))
        }
      }),
    )
  })

  it('[DO5] works in slices, also on a long chain', () => {
    const count = 200_000
    const ends = Uint32Array.from({ length: 2 * (count - 1) }, (_, i) => (i >> 1) + (i & 1))
    const affinities = Float32Array.from({ length: count - 1 }, (_, i) => 0.5 + (i % 100) / 250)
    const { cuts, slices } = finish({ count, ends, affinities, areas: new Uint32Array(count - 1) })
    expect(cuts.edges.length).toBe(count - 1)
    expect(cuts.smaller.reduce((most, size) => Math.max(most, size), 0)).toBe(count / 2)
    expect(slices).toBeGreaterThan(40)
  })

  it('[DO4] an edge whose affinity is no number is cut as one of even odds, among few edges and many', () => {
    for (const count of [5, 6_000]) {
      const ends = Uint32Array.from({ length: 2 * count }, (_, i) => ((i >> 1) + (i & 1)) % count)
      const affinities = Float32Array.from({ length: count }, (_, e) => (e % 3 === 1 ? Number.NaN : 0.9))
      affinities[2] = 0.1
      const { cuts } = finish({ count, ends, affinities, areas: new Uint32Array(count) })
      // A ring: its weakest edge is no part of the tree.
      expect(cuts.edges.length).toBe(count - 1)
      expect(cuts.edges.includes(2)).toBe(false)
      expect(cuts.odds.every(Number.isFinite)).toBe(true)
    }
  })

  it('[DO4] the probability of a single edge is its own affinity', () => {
    const { cuts } = finish({
      count: 2,
      ends: Uint32Array.of(0, 1),
      affinities: Float32Array.of(0.75),
      areas: Uint32Array.of(3),
    })
    expect(probabilityOf(cuts.odds[0]!)).toBeCloseTo(0.75, 9)
    expect(logOdds(Number.NaN)).toBe(0)
    expect(probabilityOf(logOdds(1))).toBeLessThan(1)
  })
})
