import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { EdgeRow } from '../agglomeration/edge-rows.ts'
import { memoryAgglomeration } from '../agglomeration/testing/memory-agglomeration.ts'
import { logOdds } from './tree-cuts.ts'
import { readWeakEdges } from './weak-edges.ts'

const none = async () => {}

/** Ids that differ in their high halves alone, or in their low ones. */
const id = fc.integer({ min: 1, max: 60 }).map((i) => (i % 2 === 0 ? BigInt(i) : BigInt(i) << 40n))

const rows = fc
  .uniqueArray(
    fc
      .record({
        ...{ a: id, b: id },
        affinity: fc.double({ min: 0.01, max: 0.99, noNaN: true }),
        area: fc.integer({ min: 0, max: 50 }),
      })
      .filter(({ a, b }) => a !== b),
    { minLength: 1, maxLength: 120, selector: ({ a, b }) => (a < b ? `${a} ${b}` : `${b} ${a}`) },
  )
  .map((some) =>
    some.map(({ a, b, ...row }): EdgeRow => {
      const [lower, higher] = a < b ? [a, b] : [b, a]
      return { ...row, a: lower, b: higher, position: [0, 0, 0] }
    }),
  )

describe('edges that joined nothing', () => {
  it('[DO49] have the numbers of their bases, and sums for each supervoxel that has edges to other bases', async () => {
    await fc.assert(
      fc.asyncProperty(rows, async (table) => {
        const source = memoryAgglomeration(table, 0.5, [1, 1, 1])
        const weak = await readWeakEdges(source, none)
        const bases = await source.basesOf(weak.ends)
        expect(Array.from(weak.baseOfEnd, (number) => weak.bases[number])).toEqual(Array.from(bases))
        expect(new Set(weak.bases).size).toBe(weak.bases.length)
        expect(weak.counts).toEqual(Array.from(await source.countsOf(weak.bases)))
        const sums = new Map<bigint, { area: number; best: number }>()
        for (let edge = 0; edge < weak.count; edge++) {
          if (bases[2 * edge] === bases[2 * edge + 1]) continue
          for (const end of [weak.ends[2 * edge]!, weak.ends[2 * edge + 1]!]) {
            const own = sums.get(end) ?? { area: 0, best: Number.NEGATIVE_INFINITY }
            const best = Math.max(own.best, logOdds(weak.affinities[edge]!))
            sums.set(end, { area: own.area + weak.areas[edge]!, best })
          }
        }
        expect(weak.outside.isKnown).toBe(sums.size > 0)
        const every = table.flatMap(({ a, b }) => [a, b])
        for (const one of [...every, 61n, 2n ** 64n - 1n]) expect(weak.outside.of(one)).toEqual(sums.get(one))
      }),
    )
  })

  it('[DO49] are the strongest, where there are more than are read', async () => {
    const edge = (a: bigint, affinity: number): EdgeRow => {
      return { a, b: a + 1n, affinity, area: 1, position: [0, 0, 0] }
    }
    const source = memoryAgglomeration([edge(1n, 0.1), edge(3n, 0.4), edge(5n, 0.3), edge(7n, 0.2)], 0.5, [1, 1, 1])
    const { count, ends, bases } = await readWeakEdges(source, none, 2)
    expect([count, [...ends], [...bases].sort()]).toEqual([2, [3n, 4n, 5n, 6n], [3n, 4n, 5n, 6n]])
  })
})
