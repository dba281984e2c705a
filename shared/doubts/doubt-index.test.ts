import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { EdgeRow } from '../agglomeration/edge-rows.ts'
import { memoryAgglomeration } from '../agglomeration/testing/memory-agglomeration.ts'
import { indexDoubts } from './doubt-index.ts'

const THRESHOLD = 0.5

describe('the index of doubts', () => {
  it('[AG6] finds at each base exactly the edges under the threshold that have an end in it', async () => {
    const row = fc
      .record({
        a: fc.integer({ min: 1, max: 30 }),
        b: fc.integer({ min: 1, max: 30 }),
        affinity: fc.float({ min: 0, max: 1, noNaN: true }),
      })
      .filter(({ a, b }) => a !== b)
    await fc.assert(
      fc.asyncProperty(fc.array(row, { maxLength: 80 }), async (drawn) => {
        const rows = drawn.map(({ a, b, affinity }): EdgeRow => {
          return { a: BigInt(a), b: BigInt(b), affinity, area: 1, position: [0, 0, 0] }
        })
        const source = memoryAgglomeration(rows, THRESHOLD, [1, 1, 1])
        const index = await indexDoubts(source, async () => {})
        const weak = rows.filter(({ affinity }) => Math.fround(affinity) < THRESHOLD)
        expect(index.edges).toBe(weak.length)
        const ids = BigUint64Array.from({ length: 31 }, (_, i) => BigInt(i))
        const bases = await source.basesOf(ids)
        for (const base of new Set(bases)) {
          const names = Array.from(index.at(base), ({ a, b }) => `${a.supervoxel} ${a.base} ${b.supervoxel} ${b.base}`)
          const baseOf = (id: bigint) => bases[Number(id)]!
          // An edge inside one base is found from both its ends.
          const expected = weak.flatMap(({ a, b }) =>
            [a, b].flatMap((end) => (baseOf(end) === base ? [`${a} ${baseOf(a)} ${b} ${baseOf(b)}`] : [])),
          )
          expect(names.sort()).toEqual(expected.sort())
        }
      }),
    )
  })
})
