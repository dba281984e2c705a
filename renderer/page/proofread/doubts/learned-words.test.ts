import { describe, expect, it } from 'vitest'
import { forgottenWords, learnedWords, recordWords, sharingWords } from './learned-words.ts'

const learned = (answers: number, ofOthers = 0, people: readonly string[] = []) =>
  learnedWords({ answers, ofOthers, people, forgotten: 0 })

describe('what was learned, in words', () => {
  it('[LN4] says from how many answers, and of whom', () => {
    expect(learned(0)).toBeUndefined()
    expect(learned(1)).toBe('The ranking learned from 1 answer of yours.')
    expect(learned(12, 3, ['ann'])).toBe('The ranking learned from 12 answers of yours and 3 of ann.')
    expect(learned(0, 1200, ['a', 'b', 'c', 'd'])).toBe('The ranking learned from 1,200 answers of 4 colleagues.')
    expect([forgottenWords(1), forgottenWords(2)]).toEqual([
      '1 answer of yours is forgotten.',
      '2 answers of yours are forgotten.',
    ])
  })

  it('[DO21] says how often the model was right where it was sure', () => {
    const all = [0, 1, 2].map((mended) => recordWords({ answered: 2, mended }))
    const errors = ['none was an error', '1 was an error', '2 were errors']
    expect(all).toEqual(errors.map((some) => `Record: of 2 answered doubts given 70 % or more, ${some}.`))
  })

  it('[LN7] says why nothing is shared, and what is taken back later', () => {
    expect(sharingWords({ wish: 'on', problem: undefined })).toBeUndefined()
    expect(sharingWords({ wish: 'on', problem: 'It is away' })).toBe('Not shared now: It is away.')
    expect(sharingWords({ wish: 'taking-back', problem: undefined })).toMatch(/taken back once/)
  })
})
