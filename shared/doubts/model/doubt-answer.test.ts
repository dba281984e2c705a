import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { EVIDENCE_NAMES, noEvidence, setEvidence } from '../evidence/evidence.ts'
import { type DoubtAnswer, doubtAnswerJson, parseDoubtAnswer } from './doubt-answer.ts'

const evidence = noEvidence()
setEvidence(evidence, { 'best-odds': -1.5, contact: 9 })
const answer: DoubtAnswer = {
  ...{ doubt: 'split 2 18446744073709551615', kind: 'false-merge', a: 2n, b: 2n ** 64n - 1n },
  ...{ isError: true, shown: 0.75, model: 'm', madeAtMs: 5, evidence },
}
const json = (): Record<string, unknown> => JSON.parse(JSON.stringify(doubtAnswerJson(answer, 'here')))
const parse = (value: unknown) => parseDoubtAnswer(value, 'here', 'the answers')

describe('an answer to a doubt', () => {
  it('[LN2] is read as it was written, with what was not known', () => {
    expect(parse(json())).toEqual({ ok: true, value: answer })
    const unseen = { ...answer, doubt: 'merge 1 2', kind: 'missed-merge', a: 1n, b: 2n, shown: undefined } as const
    expect(parse(JSON.parse(JSON.stringify(doubtAnswerJson(unseen, 'here'))))).toEqual({ ok: true, value: unseen })
  })

  it.each([
    ['another dataset', { dataset: 'there' }, 'bad-description', 'dataset'],
    ['a newer version', { version: 2 }, 'unsupported', 'version'],
    ['another format', { format: 'x' }, 'bad-description', 'format'],
    ['a field more', { more: 1 }, 'bad-description', 'more'],
    ['evidence nobody knows', { evidence: { smell: 1 } }, 'bad-description', 'evidence.smell'],
    ['evidence that is no number', { evidence: { contact: null } }, 'bad-description', 'evidence.contact'],
    ['evidence beyond all bounds', { evidence: { contact: 1e300 } }, 'bad-description', 'evidence.contact'],
    ['no doubt', { doubt: 'merge 1' }, 'bad-description', 'doubt'],
    ['a doubt of one supervoxel', { doubt: 'merge 1 1' }, 'bad-description', 'doubt'],
    ['a probability above 1', { shown: 1.5 }, 'bad-description', 'shown'],
    ['no verdict', { isError: 1 }, 'bad-description', 'isError'],
  ])('[LN2] of %s is refused by place and field', (_, change, kind, field) => {
    expect(parse({ ...json(), ...change })).toMatchObject({
      ok: false,
      problem: { kind, field, file: 'the answers' },
    })
  })

  it('[LN2] whatever is kept, it is an answer of finite known numbers or a problem', () => {
    const odd = fc.oneof(fc.jsonValue(), fc.integer(), fc.double(), fc.constant(undefined))
    fc.assert(
      fc.property(fc.constantFrom(...Object.keys(json())), odd, fc.boolean(), (name, value, isEvidence) => {
        const whole = isEvidence
          ? { ...json(), evidence: { [EVIDENCE_NAMES[0]]: value } }
          : { ...json(), [name]: value }
        const parsed = parse(whole)
        if (!parsed.ok) {
          expect(parsed.problem.file).toBe('the answers')
          return
        }
        for (const number of parsed.value.evidence) expect(Number.isNaN(number) || Number.isFinite(number)).toBe(true)
        const text = JSON.stringify(doubtAnswerJson(parsed.value, 'here'))
        const again = parse(JSON.parse(text))
        expect(again.ok && JSON.stringify(doubtAnswerJson(again.value, 'here'))).toBe(text)
      }),
    )
    fc.assert(
      fc.property(fc.anything(), (value) => {
        parse(value)
      }),
    )
  })
})
