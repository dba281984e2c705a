import { describe, expect, it } from 'vitest'
import { mendedWords, wayWords } from './practice-words.ts'

describe('practice in words', () => {
  const planted = { falseSplits: 20, falseMerges: 20, falseSplitsLeft: 20, falseMergesLeft: 20, planted: true }

  it('[PR4] errors mended of all, before any bits', () => {
    expect(mendedWords(planted)).toBe('None of 40 planted errors are mended.')
    expect(mendedWords({ ...planted, falseSplitsLeft: 19 })).toBe('1 of 40 planted errors is mended.')
    expect(mendedWords({ ...planted, falseSplitsLeft: 12 })).toBe('8 of 40 planted errors are mended.')
    expect(mendedWords({ ...planted, falseSplitsLeft: 0, falseMergesLeft: 0 })).toBe(
      'All 40 planted errors are mended.',
    )
    expect(mendedWords({ ...planted, falseMergesLeft: 25, planted: false })).toBe('5 more errors than at first.')
    expect(mendedWords({ ...planted, falseSplits: 0, falseMerges: 0 })).toBe('There are no planted errors here.')
  })

  it('[PR4] how well it goes: part of the way to the truth, or further from it', () => {
    const before = { split: 0.5, merge: 0.5 }
    expect(wayWords({ before, now: before })).toBe('Nothing has changed yet.')
    expect(wayWords({ before, now: { split: 0.5, merge: 0.3 } })).toBe('20 % of the way to the truth.')
    expect(wayWords({ before, now: { split: 0.5, merge: 0.499 } })).toBe('A little nearer to the truth than at first.')
    expect(wayWords({ before, now: { split: 0.5, merge: 0.6 } })).toMatch(/^Further from the truth/)
    expect(wayWords({ before, now: { split: 0, merge: 0 } })).toBe('This is the true segmentation.')
  })
})
