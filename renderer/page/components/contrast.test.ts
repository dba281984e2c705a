import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { autoContrast, histogramPath } from './contrast.ts'

function bins(counts: Readonly<Record<number, number>>): Uint32Array {
  const all = new Uint32Array(256)
  for (const [bin, count] of Object.entries(counts)) all[Number(bin)] = count
  return all
}

describe('automatic contrast', () => {
  it('[UI8] leaves half a percent beyond each end and does not count background', () => {
    expect(autoContrast(bins({ 0: 100000, 20: 1, 60: 500, 180: 500, 250: 1 }), 255)).toEqual({ black: 60, white: 180 })
    expect(autoContrast(bins({ 16: 50, 32: 50 }), 65535)).toEqual({ black: 4096, white: 8447 })
  })

  it('[UI8] says nothing where there is nothing to go by', () => {
    expect(autoContrast(bins({}), 255)).toBeUndefined()
    expect(autoContrast(bins({ 0: 5 }), 255)).toBeUndefined()
  })

  it('[UI8] is in range and in order for any histogram', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(1000), { minLength: 256, maxLength: 256 }), (counts) => {
        const auto = autoContrast(Uint32Array.from(counts), 255)
        if (!auto) return
        expect(auto.black).toBeGreaterThanOrEqual(0)
        expect(auto.white).toBeLessThanOrEqual(255)
        expect(auto.black).toBeLessThan(auto.white)
        expect(histogramPath(Uint32Array.from(counts))).not.toContain('NaN')
      }),
    )
  })
})
