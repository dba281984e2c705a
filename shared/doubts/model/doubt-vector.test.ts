import { expect, it } from 'vitest'
import { EVIDENCE_NAMES, noEvidence, placeOf, setEvidence } from '../evidence/evidence.ts'
import { doubtVector } from './doubt-vector.ts'

it('[DO30] a candidate is a vector of finite numbers, with what is not known marked', () => {
  const evidence = noEvidence()
  setEvidence(evidence, { edges: 3, 'sum-odds': Number.NEGATIVE_INFINITY, membrane: 0 })
  const { values, known } = doubtVector({ evidence })
  expect([values.length, known.length]).toEqual([EVIDENCE_NAMES.length, EVIDENCE_NAMES.length])
  expect(values.every(Number.isFinite)).toBe(true)
  expect([values[placeOf('edges')], values[placeOf('sum-odds')], values[placeOf('membrane')]]).toEqual([3, 0, 0])
  expect(Array.from(known.keys()).filter((place) => known[place] === 1)).toEqual([
    placeOf('edges'),
    placeOf('membrane'),
  ])
})
