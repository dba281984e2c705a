import { describe, expect, it } from 'vitest'
import { lengthInWords } from './length-words.ts'

describe('lengths in words', () => {
  it('[FP6] have two figures and the unit that suits', () => {
    const lengths = [0, 0.4, 12.4, 340, 999.4, 999.6, 1000, 2803, 9940, 9960, 13_700, 999_400, 1_000_000, 1_240_000]
    expect(lengths.map(lengthInWords)).toEqual([
      ...['0 nm', '0 nm', '12 nm', '340 nm', '999 nm', '1.0 µm', '1.0 µm', '2.8 µm', '9.9 µm', '10 µm', '14 µm'],
      ...['999 µm', '1.0 mm', '1.2 mm'],
    ])
  })
})
