import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { robustRange } from '../slices/histogram.ts'

/** This many voxels of each value. */
function voxels(counts: Readonly<Record<number, number>>): Uint16Array {
  return Uint16Array.from(
    Object.entries(counts).flatMap(([value, count]) => new Array<number>(count).fill(Number(value))),
  )
}

describe('automatic contrast', () => {
  it('[UI8] leaves half a percent beyond each end and does not count background', () => {
    expect(robustRange([voxels({ 0: 100000, 20: 1, 60: 500, 180: 500, 250: 1 })])).toEqual({ black: 60, white: 180 })
    expect(robustRange([Uint8Array.from(voxels({ 0: 9, 16: 50, 32: 50 }))])).toEqual({ black: 16, white: 32 })
  })

  it('[UI8] is exact to the value in 16 bits, where all values may lie in one bin of a histogram', () => {
    expect(robustRange([voxels({ 100: 40, 200: 40 }), voxels({ 150: 20 })])).toEqual({ black: 100, white: 200 })
    expect(robustRange([voxels({ 65535: 3 })])).toEqual({ black: 0, white: 65535 })
  })

  it('[UI8] knows values below 0', () => {
    const values = Int16Array.from([...Array(1000).fill(-300), ...Array(1000).fill(20), -32768, 32767, 0, 0])
    expect(robustRange([values])).toEqual({ black: -300, white: 20 })
    expect(robustRange([Int8Array.of(-7, -7)])).toEqual({ black: -7, white: 0 })
  })

  it('[UI8] leaves half a percent of floats beyond each end, and what is no number or infinite out', () => {
    const values = Float32Array.from({ length: 1001 }, (_, i) => (i - 500) / 4)
    const odd = [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]
    // One of them is 0, which is not counted.
    expect(robustRange([values, Float32Array.from(odd)])).toEqual({ black: -123.75, white: 123.75 })
    expect(robustRange([Float32Array.from([...odd, 0])])).toBeNull()
    expect(robustRange([Uint32Array.of(70_000, 4e9)])).toEqual({ black: 70_000, white: 4e9 })
  })

  it('[UI8] says nothing where there is nothing to go by', () => {
    expect(robustRange([])).toBeNull()
    expect(robustRange([new Uint8Array(50)])).toBeNull()
  })

  it('[UI8] is in range and in order for any voxels', () => {
    fc.assert(
      fc.property(fc.uint16Array({ minLength: 1 }), (values) => {
        const range = robustRange([values])
        if (range === null) {
          expect(values.some((value) => value !== 0)).toBe(false)
          return
        }
        expect(range.black).toBeGreaterThanOrEqual(0)
        expect(range.white).toBeGreaterThan(range.black)
        expect(values).toContain(range.white)
      }),
    )
  })
})
