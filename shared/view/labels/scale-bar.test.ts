import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { scaleBar } from './scale-bar.ts'

describe('scale bar', () => {
  it('[SB1] is the longest of 1, 2, 5 x 10^n that fits, between two fifths and all of the width', () => {
    fc.assert(
      fc.property(fc.double({ min: 0.01, max: 1e6, noNaN: true }), fc.integer({ min: 20, max: 400 }), (nm, most) => {
        const bar = scaleBar(nm, most)
        expect(bar.pixels).toBeLessThanOrEqual(most * (1 + 1e-12))
        expect(bar.pixels).toBeGreaterThan(most * 0.4 * (1 - 1e-12))
        expect(bar.lengthNm / nm).toBeCloseTo(bar.pixels, 9)
        expect(bar.label).toMatch(/^(0\.0*)?[125]0{0,2} (nm|µm|mm|m)$|^[125]0* m$/)
      }),
    )
  })

  it('[SB2] is labelled in the unit that keeps it short', () => {
    const labels = [0.011, 0.4, 8, 10, 79, 800, 12_000, 900_000].map((nm) => scaleBar(nm, 128).label)
    expect(labels).toEqual(['1 nm', '50 nm', '1 µm', '1 µm', '10 µm', '100 µm', '1 mm', '100 mm'])
    expect(scaleBar(0.01, 64).label).toBe('0.5 nm')
    expect(scaleBar(1, 1000).label).toBe('1 µm')
  })
})
