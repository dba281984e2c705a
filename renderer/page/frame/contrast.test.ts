import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { histogramPath } from './contrast.ts'

describe('histogram', () => {
  it('[UI8] has an outline whatever is counted', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(1000), { minLength: 256, maxLength: 256 }), (counts) => {
        expect(histogramPath(Uint32Array.from(counts))).not.toContain('NaN')
      }),
    )
  })
})
