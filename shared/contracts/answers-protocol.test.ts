import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { EVIDENCE_NAMES, noEvidence, setEvidence } from '../doubts/evidence/evidence.ts'
import type { DoubtAnswer } from '../doubts/model/doubt-answer.ts'
import {
  ANSWERS_SHARED_BYTES_MAX,
  ANSWERS_SHARED_MAX,
  formatSharedAnswers,
  formatToldAnswers,
  parseSharedAnswers,
  parseToldAnswers,
} from './answers-protocol.ts'

const evidence = noEvidence()
setEvidence(evidence, { contact: 3 })
const answer: DoubtAnswer = {
  ...{ doubt: 'merge 1 2', kind: 'missed-merge', a: 1n, b: 2n, isError: false },
  ...{ shown: undefined, model: 'm', madeAtMs: 0, evidence },
}
const shared = [
  { doubt: 'merge 1 2', answer },
  { doubt: 'split 3 4', answer: undefined },
]

describe('shared answers', () => {
  it('[LN6] are read as they were written, by the store and by who learns from them', () => {
    const text = formatSharedAnswers(shared, 'here')
    expect(parseSharedAnswers(text, 'here')).toEqual({ ok: true, value: shared })
    const [first, second] = JSON.parse(text).answers
    const told = formatToldAnswers(
      [
        { by: 'ann', doubt: first.doubt, answerJson: JSON.stringify(first.answer) },
        { by: 'b"n', doubt: second.doubt, answerJson: undefined },
      ],
      7,
    )
    const answers = [
      { by: 'ann', ...shared[0]! },
      { by: 'b"n', ...shared[1]! },
    ]
    expect(parseToldAnswers(told, 'here')).toEqual({ ok: true, value: { answers, last: 7, problem: undefined } })
  })

  it('[LN6] as many as one may share at once fit, with all evidence', () => {
    const all = noEvidence().map((_, i) => -1 / (i + 3))
    const full = { ...answer, evidence: all, shown: 1 / 3, madeAtMs: 2 ** 45, model: 'f'.repeat(16) }
    const text = formatSharedAnswers(
      Array(ANSWERS_SHARED_MAX).fill({ doubt: 'merge 1 2', answer: full }),
      'd'.repeat(200),
    )
    expect(all).toHaveLength(EVIDENCE_NAMES.length)
    expect(text.length).toBeLessThan(ANSWERS_SHARED_BYTES_MAX)
  })

  it('[LN6] one that a newer version wrote is passed over and told of, and the others are read', () => {
    const [first] = JSON.parse(formatSharedAnswers(shared, 'here')).answers
    const newer = JSON.stringify({ ...first.answer, version: 2 })
    const told = formatToldAnswers(
      [
        { by: 'eva', doubt: first.doubt, answerJson: newer },
        { by: 'ann', doubt: first.doubt, answerJson: JSON.stringify(first.answer) },
      ],
      2,
    )
    expect(parseToldAnswers(told, 'here')).toMatchObject({
      ok: true,
      value: { answers: [{ by: 'ann' }], problem: expect.stringContaining('an answer of eva') },
    })
  })

  it('[LN6] whatever a store or a client sends, it is read or refused', () => {
    const odd = fc.oneof(fc.jsonValue(), fc.constant(undefined))
    const keys = fc.constantFrom('by', 'doubt', 'answer')
    fc.assert(
      fc.property(odd, keys, odd, odd, (whole, key, value, last) => {
        const item = { by: 'ann', ...JSON.parse(formatSharedAnswers(shared, 'here')).answers[0], [key]: value }
        for (const json of [whole, { answers: [item], last }, { answers: value, last: 1 }, { answers: [item] }]) {
          const text = JSON.stringify(json) ?? ''
          for (const parsed of [parseSharedAnswers(text, 'here'), parseToldAnswers(text, 'here')]) {
            if (!parsed.ok) expect(parsed.problem.file).toBeDefined()
          }
        }
      }),
    )
  })
})
