import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Vec3 } from '../geometry.ts'
import { farthestTips, thickestPlaces } from './landmarks.ts'
import { buildSegmentGraph } from './segment-graph.ts'

/** Each edge has a place and an area by its number. */
function graphOf(ends: readonly (readonly [number, number])[], count = Math.max(...ends.flat()) + 1) {
  return buildSegmentGraph(count, Uint32Array.from(ends.flat()), new Uint32Array(ends.length).fill(1))
}

/** A trunk 0-1-2-3-4 along x, a long branch from 1 along y, a short one from 3. Contacts are 10 nm apart. */
const ENDS = [
  [0, 1],
  [1, 2],
  [2, 3],
  [3, 4],
  [1, 5],
  [5, 6],
  [6, 7],
  [3, 8],
] as const
const PLACES: readonly Vec3[] = [
  [0, 0, 0],
  [10, 0, 0],
  [20, 0, 0],
  [30, 0, 0],
  [0, 10, 0],
  [0, 20, 0],
  [0, 30, 0],
  [20, 5, 0],
]
const positions = Float32Array.from(PLACES.flat())
const UNKNOWN = new Float32Array(positions.length).fill(Number.NaN)

describe('the tips of a segment', () => {
  it('[FN6] come by how far each is from the ways to those before', () => {
    const tips = farthestTips(graphOf(ENDS), { positions }, 0, 9)
    expect(tips.map(({ node, length, position }) => [node, length, position])).toEqual([
      [4, 30, [30, 0, 0]],
      [7, 30, [0, 30, 0]],
      [8, 5, [20, 5, 0]],
    ])
    expect(farthestTips(graphOf(ENDS), { positions }, 7, 1).map(({ node }) => node)).toEqual([4])
  })

  it('[FN6] pass over what has no place', () => {
    expect(farthestTips(graphOf(ENDS), { positions: UNKNOWN }, 0, 9)).toEqual([])
    expect(farthestTips(graphOf([], 1), { positions }, 0, 9)).toEqual([])
    const some = positions.with(9, Number.NaN)
    expect(farthestTips(graphOf(ENDS), { positions: some }, 0, 1)[0]).toMatchObject({ node: 7, length: 30 })
  })

  it('[FN6] of a tree: together with the ways to them they are the whole of it, and the lengths fall', () => {
    const tree = fc.integer({ min: 2, max: 30 }).chain((count) =>
      fc.record({
        parents: fc.tuple(...Array.from({ length: count - 1 }, (_, i) => fc.nat(i))),
        places: fc.array(fc.tuple(fc.nat(50), fc.nat(50), fc.nat(50)), { minLength: count, maxLength: count }),
      }),
    )
    fc.assert(
      fc.property(tree, ({ parents, places }) => {
        const graph = graphOf(parents.map((parent, i) => [parent, i + 1] as const))
        const tips = farthestTips(graph, { positions: Float32Array.from(places.flat()) }, 0, 99)
        const lengths = tips.map(({ length }) => length)
        expect(lengths).toEqual([...lengths].sort((p, q) => q - p))
        const toParent = (node: number) => {
          const [own, before] = [places[node - 1]!, places[parents[node - 1]! - 1]]
          return before === undefined ? 0 : Math.hypot(...own.map((x, axis) => x - before[axis]!))
        }
        const whole = parents.reduce((sum, _, i) => sum + toParent(i + 1), 0)
        expect(lengths.reduce((sum, one) => sum + one, 0)).toBeCloseTo(whole, 6)
      }),
    )
  })
})

describe('the thickest places', () => {
  const areas = Uint32Array.of(1, 5, 9, 2, 1, 1, 6, 3)

  it('[FN5] are where the contacts of a supervoxel are largest together, well apart from each other', () => {
    const graph = graphOf(ENDS)
    const nodes = (apart: number) => thickestPlaces(graph, { areas, positions }, 9, apart).map(({ node }) => node)
    expect(thickestPlaces(graph, { areas, positions }, 1, 1)).toEqual([{ node: 2, position: [20, 0, 0] }])
    expect(nodes(25)).toEqual([2, 6])
    expect(nodes(1000)).toEqual([2])
    expect(thickestPlaces(graph, { areas, positions: UNKNOWN }, 9, 1)).toEqual([])
  })
})
