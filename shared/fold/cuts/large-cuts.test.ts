import { describe, expect, it } from 'vitest'
import { EDIT_SCHEMA, type Edit, type EditPoint, editKey, type Revert } from '../../edits/edit.ts'
import { buildSegmentGraph, type SegmentGraph } from '../../graph/segment-graph.ts'
import { createFold, type Fold } from '../fold.ts'
import { edgesOfPairs } from '../node-pairs.ts'
import { foldFromSnapshot } from '../snapshot/read-snapshot.ts'
import { joiningOf } from './joined-groups.ts'

/** More than a call can have arguments, and than the parser lets into one edit. */
const LEAVES = 140_000
/** For what takes two edits for each edge. */
const SOME_RUNGS = 3000

function common(counter: number) {
  const id = { client: 'me', session: 's', counter }
  return { id, author: 'me', madeAtMs: 0, basis: counter - 1, dataset: 'toy', schema: EDIT_SCHEMA, expect: [] }
}

const facts = { leastOf: (base: bigint) => base, countOf: () => LEAVES + 1 }
const at = (supervoxel: number): EditPoint => ({ supervoxel: BigInt(supervoxel), base: 1n, position: [0, 0, 0] })

function foldOver(count: number, edges: readonly (readonly [number, number])[], countOf = facts.countOf): Fold {
  const fold = createFold({ ...facts, countOf })
  fold.provide(1n, {
    supervoxels: BigUint64Array.from({ length: count }, (_, i) => BigInt(i + 1)),
    ends: Uint32Array.from(edges.flat(), (id) => id - 1),
    capacities: new Uint32Array(edges.length).fill(1),
  })
  return fold
}

function split(
  counter: number,
  [source, sink]: readonly [number, number],
  cut: readonly (readonly [number, number])[],
) {
  const pairs = cut.map(([u, v]) => [BigInt(u), BigInt(v)] as const)
  const named = { bases: [{ base: 1n, pairs }], merges: [] }
  return { ...common(counter), kind: 'split', sources: [at(source)], sinks: [at(sink)], cut: named } satisfies Edit
}

function revert(counter: number, target: ReturnType<typeof split>): Revert {
  const points = [...target.sources, ...target.sinks]
  const expect = [] as const
  return { ...common(counter), kind: 'revert', target: editKey(target.id), points, bases: [1n], overrides: [], expect }
}

function verdictOf(fold: Fold, edit: Edit): string {
  const folded = fold.apply({ seq: edit.id.counter, edit })
  return folded.kind === 'folded' ? `${folded.outcome.verdict}, ${folded.touched().length} touched` : folded.kind
}

describe('a large cut', () => {
  it('[FC1] that takes a hub apart into 140,000 leaves is tried, folded, kept in a snapshot and taken back', () => {
    const edges = Array.from({ length: LEAVES }, (_, i) => [1, i + 2] as const)
    const fold = foldOver(LEAVES + 1, edges)
    const all = split(1, [1, 2], edges)
    const alone = [1n, 2n].map((segment) => ({ segment, supervoxels: 1 }))
    expect(fold.dryRun(all)).toEqual({ kind: 'tried', verdict: 'applied', overrides: [], expect: alone })
    expect(verdictOf(fold, all)).toBe('applied, 1 touched')
    expect(fold.segmentAt(BigInt(LEAVES), 1n)).toEqual({ segment: BigInt(LEAVES), supervoxels: 1 })

    const bytes = fold.snapshot()
    const opened = foldFromSnapshot(bytes, facts)
    const again = opened.ok ? opened.value.snapshot() : new Uint8Array(0)
    expect(again.length).toBe(bytes.length)
    expect(again.findIndex((byte, i) => byte !== bytes[i])).toBe(-1)

    const back = revert(2, all)
    const whole = [{ segment: 1n, supervoxels: LEAVES + 1 }]
    expect(fold.dryRun(back)).toEqual({ kind: 'tried', verdict: 'applied', overrides: [], expect: whole })
    expect(verdictOf(fold, back)).toBe('applied, 1 touched')
    expect(fold.segmentAt(BigInt(LEAVES), 1n)).toEqual({ segment: 1n, supervoxels: LEAVES + 1 })
  })

  it('[FC1] whose revert joins segments in pairs is tried once against the guards of other large cuts', () => {
    const rung = (i: number) => [1 + i, 1 + SOME_RUNGS + i] as const
    const rail = (start: number) =>
      Array.from({ length: SOME_RUNGS - 1 }, (_, i) => [start + i, start + i + 1] as const)
    const rungs = Array.from({ length: SOME_RUNGS }, (_, i) => rung(i))
    const rails = [rail(1), rail(1 + SOME_RUNGS)]
    const fold = foldOver(2 * SOME_RUNGS, [...rungs, ...rails.flat()], () => 2 * SOME_RUNGS)
    const across = split(1, rung(0), rungs)
    const along = rails.map((edges, i) => split(i + 2, edges[0]!, edges))
    for (const edit of [across, ...along]) expect(verdictOf(fold, edit)).toBe('applied, 1 touched')

    const back = revert(4, across)
    const pair = [{ segment: 1n, supervoxels: 2 }]
    expect(fold.dryRun(back)).toEqual({ kind: 'tried', verdict: 'applied', overrides: [], expect: pair })
    expect(joiningOf(fold.tables, across).groups).toEqual([])
    expect(joiningOf(fold.tables, back).groups.length).toBe(SOME_RUNGS)
    expect(verdictOf(fold, back)).toBe('applied, 1 touched')
    expect(fold.segmentAt(BigInt(SOME_RUNGS), 1n)).toEqual({ segment: BigInt(SOME_RUNGS), supervoxels: 2 })
  })

  it('[FC1] separates sides of any sizes, whichever has more ends of cut edges', () => {
    for (const [wide, long] of [
      [60, 50],
      [50, 60],
      [300, 40],
      [3, 5],
    ] as const) {
      const places = Array.from({ length: wide }, (_, i) => i)
      const chain = Array.from({ length: long - 1 }, (_, i) => [wide + 1 + i, wide + 2 + i] as const)
      const cut = places.map((i) => [i + 1, wide + 1] as const) // all end at the first of the chain
      const edges = [...cut, ...places.slice(1).map((i) => [i, i + 1] as const), ...chain]
      const fold = foldOver(wide + long, edges, () => wide + long)
      expect(verdictOf(fold, split(1, [1, wide + 1], cut))).toBe('applied, 1 touched')
      expect(fold.segmentAt(1n, 1n)).toEqual({ segment: 1n, supervoxels: wide })
      expect(fold.segmentAt(BigInt(wide + long), 1n)).toEqual({ segment: BigInt(wide + 1), supervoxels: long })
    }
  })

  it('[FC2] looks at each edge of the graph once to find the edges of all its pairs, also at a hub', () => {
    const leaves = 500
    const ends = Array.from({ length: leaves }, (_, i) => [0, i + 1]).flat()
    const twice = Uint32Array.from([...ends, ...ends]) // edges are parallel
    const graph = buildSegmentGraph(leaves + 1, twice, new Uint32Array(2 * leaves).fill(1))
    const counted = countReads(graph)
    const pairs = Array.from({ length: leaves }, (_, i) => (i % 2 ? [0, i + 1] : [i + 1, 0])).flat()
    const found = edgesOfPairs(counted.graph, [...pairs, ...pairs, 1, 2])
    expect(Array.from(found.distinct)).toEqual([...pairs, 1, 2])
    expect(found.edges.map((edge) => edge % leaves)).toEqual(found.places)
    expect(found.edges.length).toBe(2 * leaves)
    expect(counted.reads()).toBeLessThanOrEqual(graph.targets.length)
  })
})

/** A graph that counts how often the far ends of its arcs are read. */
function countReads(graph: SegmentGraph) {
  let count = 0
  const targets = new Proxy(graph.targets, {
    get(target, name) {
      count++
      return Reflect.get(target, name)
    },
  })
  return { graph: { ...graph, targets }, reads: () => count }
}
