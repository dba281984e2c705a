import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { EVIDENCE_NAMES, type Evidence, type EvidenceName, noEvidence, setEvidence } from '../evidence/evidence.ts'
import { ANSWERS_READ, type Example, learn, learnedOdds } from './learned.ts'
import { normsOf } from './norms.ts'

function evidenceOf(values: Partial<Record<EvidenceName, number>>): Evidence {
  const evidence = noEvidence()
  setEvidence(evidence, values)
  return evidence
}

/** Places whose contact is from 0 to 9, of which the base model says the same. */
const places = Array.from({ length: 10 }, (_, i) => ({ evidence: evidenceOf({ contact: i, edges: 1 }), odds: -1 }))
const norms = normsOf(places)
const answerTo = (place: number, isError: boolean): Example => ({ ...places[place]!, isError })

describe('what a dataset teaches', () => {
  it('[LN1] before the first answer nothing is learned', () => {
    const learned = learn(norms, [])
    for (const place of places) expect(learnedOdds(learned, place)).toBe(place.odds)
  })

  it('[LN1] places like those that were errors become likelier, others less likely, however wrong the base model is', () => {
    const answers = Array.from({ length: 60 }, (_, i) => answerTo(i % 10, i % 10 >= 5))
    const learned = learn(norms, answers)
    expect(learnedOdds(learned, places[9]!)).toBeGreaterThan(0)
    expect(learnedOdds(learned, places[0]!)).toBeLessThan(-1)
    // What is not known counts like the mean.
    const unknown = learnedOdds(learned, { evidence: noEvidence(), odds: -1 })
    expect(unknown).toBeGreaterThan(learnedOdds(learned, places[0]!))
    expect(unknown).toBeLessThan(learnedOdds(learned, places[9]!))
  })

  it('[LN1] the log odds of the base model count less where answers contradict them', () => {
    const alike = Array.from({ length: 10 }, (_, i) => ({ evidence: noEvidence(), odds: i - 5 }))
    const answers = alike.flatMap((one, i) => Array.from({ length: 8 }, () => ({ ...one, isError: i < 5 })))
    const learned = learn(normsOf(alike), answers)
    expect(learnedOdds(learned, alike[9]!) - learnedOdds(learned, alike[0]!)).toBeLessThan(4)
  })

  it('[LN1] one answer moves little, and an answer that is taken back leaves no trace', () => {
    const one = learn(norms, [answerTo(4, true)])
    expect(learnedOdds(one, places[4]!)).toBeGreaterThan(-1)
    expect(learnedOdds(one, places[4]!)).toBeLessThan(-0.8)
    const some = [answerTo(1, false), answerTo(8, true)]
    expect(learn(norms, some)).toEqual(learn(norms, [...some, answerTo(3, true)].slice(0, 2)))
  })

  it('[LN1] with more evidence one answer moves no more', () => {
    // Each number says the same, and all of them at once.
    const of = (count: number) => {
      const names = EVIDENCE_NAMES.slice(0, count)
      return Array.from({ length: 10 }, (_, i) => ({
        evidence: evidenceOf(Object.fromEntries(names.map((name) => [name, i]))),
        odds: 0,
      }))
    }
    const moved = (count: number) => {
      const some = of(count)
      return learnedOdds(learn(normsOf(some), [{ ...some[9]!, isError: true }]), some[9]!)
    }
    expect(moved(EVIDENCE_NAMES.length)).toBeCloseTo(moved(20), 2)
    expect(moved(EVIDENCE_NAMES.length)).toBeLessThan(0.6)
  })

  it('[LN1] of more answers than are read the newest count', () => {
    const newest = Array.from({ length: ANSWERS_READ }, (_, i) => answerTo(i % 10, i % 10 >= 5))
    expect(learn(norms, [answerTo(9, false), answerTo(0, true), ...newest])).toEqual(learn(norms, newest))
  })

  it('[LN1] whatever is answered, odds are finite', () => {
    const value = fc.oneof(fc.double({ noNaN: false, min: -1e9, max: 1e9 }), fc.constant(Number.NaN))
    const example = fc.record({
      evidence: fc
        .array(value, { minLength: 3, maxLength: 3 })
        .map(([contact, edges, tip]) => evidenceOf({ contact: contact!, edges: edges!, 'tip-thin': tip! })),
      odds: fc.double({ min: -30, max: 30, noNaN: true }),
      isError: fc.boolean(),
    })
    fc.assert(
      fc.property(fc.array(example, { maxLength: 30 }), fc.array(example, { maxLength: 10 }), (examples, more) => {
        const learned = learn(normsOf([...examples, ...more]), examples)
        for (const one of [...examples, ...more])
          expect(learnedOdds(learned, one)).toBeLessThan(Number.POSITIVE_INFINITY)
        for (const weight of learned.weights) expect(Number.isFinite(weight)).toBe(true)
      }),
    )
  })
})
