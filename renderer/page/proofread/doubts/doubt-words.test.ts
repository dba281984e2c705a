import { expect, it } from 'vitest'
import { inTen, likelyWords } from './doubt-words.ts'

it('[DO46] a probability is so many in ten, never none and never all, and reasons follow it', () => {
  expect([0.2, 0.24, 0.5, 0.66, 0.94].map(inTen)).toEqual(['2 in 10', '2 in 10', '5 in 10', '7 in 10', '9 in 10'])
  expect([0, 0.01, 0.95, 1].map(inTen)).toEqual(['1 in 10', '1 in 10', 'over 9 in 10', 'over 9 in 10'])
  expect(likelyWords({})).toBeUndefined()
  expect(likelyWords({ probability: 0.5 })).toBe('5 in 10 like this are errors')
  expect(likelyWords({ probability: 0.7, why: ['thin contact', 'dark membrane'] })).toBe(
    '7 in 10 like this are errors: thin contact · dark membrane',
  )
})
