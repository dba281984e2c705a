import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { compareHalves, halvesOf, highHalf, idOfHalves, lowHalf } from './halves.ts'
import { createIdTable } from './id-table.ts'

/** Few different halves, so that ids, tags and their hashes meet. */
const entry = fc.record({
  high: fc.constantFrom(0, 1, 0xffffffff),
  low: fc.oneof(fc.nat(5), fc.constant(0xffffffff)),
  tag: fc.nat(2),
})
const anyId = fc.bigInt({ min: 0n, max: 2n ** 64n - 1n })

describe('the id table', () => {
  it('[ID1] numbers entries as a map does, in order of arrival', () => {
    fc.assert(
      fc.property(fc.array(entry, { maxLength: 200 }), fc.boolean(), (entries, reserve) => {
        const table = createIdTable()
        if (reserve) table.reserve(100)
        const model = new Map<string, number>()
        for (const { high, low, tag } of entries) {
          const name = `${high} ${low} ${tag}`
          expect(table.find(high, low, tag)).toBe(model.get(name) ?? -1)
          const number = model.get(name) ?? model.size
          model.set(name, number)
          expect(table.add(high, low, tag)).toBe(number)
        }
        expect(table.count()).toBe(model.size)
        for (const [name, number] of model) {
          expect(`${table.highOf(number)} ${table.lowOf(number)} ${table.tagOf(number)}`).toBe(name)
          expect(table.find(table.highOf(number), table.lowOf(number), table.tagOf(number))).toBe(number)
        }
      }),
    )
  })

  it('[ID2] finds every tag of an id', () => {
    const table = createIdTable()
    for (let low = 0; low < 1000; low++) for (const tag of [3, 7, 9]) table.add(0, low, tag)
    for (let low = 0; low < 1000; low++) {
      const tags: number[] = []
      table.findWhere(0, low, (number) => {
        tags.push(table.tagOf(number))
        return false
      })
      expect(tags.sort((a, b) => a - b)).toEqual([3, 7, 9])
    }
    expect(table.findWhere(0, 1000, () => true)).toBe(-1)
  })

  it('[ID3] halves of an id are the id, and sort as it does', () => {
    fc.assert(
      fc.property(anyId, anyId, (a, b) => {
        expect(idOfHalves(highHalf(a), lowHalf(a))).toBe(a)
        expect([...halvesOf(BigUint64Array.of(a, b))]).toEqual([lowHalf(a), highHalf(a), lowHalf(b), highHalf(b)])
        const order = compareHalves(highHalf(a), lowHalf(a), highHalf(b), lowHalf(b))
        expect(Math.sign(order)).toBe(a < b ? -1 : a > b ? 1 : 0)
      }),
    )
  })
})
