import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createLabelTable } from './label-table.ts'

// Few values per half, so that ids repeat, collide and differ in one half only.
const half = fc.oneof(fc.integer({ min: 0, max: 6 }), fc.constantFrom(0xffffffff, 0x80000000, 0x7fffffff))
const id = fc.tuple(half, half)
const step = fc.record({ release: fc.boolean(), id })

describe('label table', () => {
  it('[GL1] gives one dense number to an id, 0 to the background, and takes it back with the last holder', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 400 }), (steps) => {
        const table = createLabelTable()
        const holders = new Map<string, { dense: number; count: number; high: number; low: number }>()
        for (const {
          release,
          id: [high, low],
        } of steps) {
          const key = `${high}/${low}`
          const held = holders.get(key)
          if (!release) {
            const dense = table.retain(high, low)
            if (high === 0 && low === 0) {
              expect(dense).toBe(0)
              continue
            }
            if (held !== undefined) expect(dense).toBe(held.dense)
            holders.set(key, { dense, count: (held?.count ?? 0) + 1, high, low })
          } else if (held !== undefined) {
            expect(table.release(held.dense)).toBe(held.count === 1)
            if (held.count === 1) holders.delete(key)
            else holders.set(key, { ...held, count: held.count - 1 })
          }
        }
        expect(new Set([...holders.values()].map(({ dense }) => dense)).size).toBe(holders.size)
        expect(table.count()).toBe(holders.size + 1)
        for (const { dense, high, low } of holders.values()) {
          expect(table.find(high, low)).toBe(dense)
          expect([table.highOf(dense), table.lowOf(dense)]).toEqual([high, low])
        }
        expect(table.find(12345, 678)).toBe(-1)
      }),
    )
  })

  it('[GL1] holds hundreds of thousands of ids, and none after they are released', () => {
    const table = createLabelTable()
    const many = 200_000
    const dense = new Uint32Array(many)
    for (let i = 0; i < many; i++) dense[i] = table.retain(i % 3, i * 7 + 1)
    expect(new Set(dense).size).toBe(many)
    expect(Math.max(...dense.subarray(many - 1000))).toBeLessThan(table.capacity())
    for (let i = 0; i < many; i += 997) expect(table.find(i % 3, i * 7 + 1)).toBe(dense[i])
    for (const each of dense) table.release(each)
    expect(table.count()).toBe(1)
    expect(table.find(0, 1)).toBe(-1)
  })
})
