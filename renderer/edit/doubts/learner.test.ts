import { describe, expect, it } from 'vitest'
import type { Candidate } from '../../../shared/doubts/candidate.ts'
import {
  EVIDENCE_NAMES,
  type EvidenceName,
  noEvidence,
  placeOf,
  setEvidence,
} from '../../../shared/doubts/evidence/evidence.ts'
import type { DoubtAnswer } from '../../../shared/doubts/model/doubt-answer.ts'
import { type DoubtModel, type ModelPart, modelName } from '../../../shared/doubts/model/doubt-model.ts'
import { createLearner } from './learner.ts'

/** Errors are likely where an evidence is at least 0. */
function partOf(name: EvidenceName): ModelPart {
  return {
    trees: {
      ...{ base: 0, roots: [0], features: [placeOf(name), -1, -1], thresholds: [0, 0, 0] },
      ...{ lefts: [1, 0, 0], missing: [0, 0, 0], values: [0, -2, 2] },
    },
    calibration: { slope: 1, offset: 0 },
  }
}

function modelOf(sizes: { readonly sizes?: ModelPart }): DoubtModel {
  const parts = { edges: partOf('best-odds'), ...sizes }
  const usual = EVIDENCE_NAMES.map(() => 0)
  return {
    parts: { 'missed-merge': parts, 'false-merge': parts },
    usual: { 'missed-merge': usual, 'false-merge': usual },
  }
}

/** The affinity says of every second that it is an error, and the contact of every third. */
const candidates = Array.from({ length: 60 }, (_, i): Candidate => {
  const evidence = noEvidence()
  setEvidence(evidence, { 'best-odds': i % 2 === 0 ? 1 : -1, contact: i % 3 === 0 ? 1 : -1 })
  const [a, b] = [BigInt(2 * i + 1), BigInt(2 * i + 2)]
  const kind = i < 30 ? 'missed-merge' : 'false-merge'
  const place = { position: [0, 0, 0] as const, affinity: 0.5, effect: 1, plain: 0.5 }
  return { id: `merge ${a} ${b}`, kind, a, b, baseA: a, baseB: b, ...place, evidence }
})

/** Answers to the first missed merges: only the contact was right. */
function answersTo(count: number, model: DoubtModel): DoubtAnswer[] {
  return candidates.slice(0, count).map(({ id, kind, a, b, evidence }, i) => {
    return {
      doubt: id,
      kind,
      a,
      b,
      isError: i % 3 === 0,
      shown: undefined,
      model: modelName(model),
      madeAtMs: i,
      evidence,
    }
  })
}

describe('what weighs doubts in a dataset', () => {
  it('[LN8] trusts affinities until answers refute them, of the other kind of doubts too', () => {
    const model = modelOf({ sizes: partOf('contact') })
    const learner = createLearner(model, candidates)
    const [byAffinity, byContact] = [candidates[32]!, candidates[33]!]
    const before = candidates.map(learner.weigh)
    expect([learner.trust(), learner.weigh(byAffinity) > 0.8, learner.weigh(byContact) < 0.2]).toEqual([1, true, true])
    learner.learn(answersTo(24, model))
    expect(learner.trust()).toBeLessThan(0.01)
    expect([learner.weigh(byAffinity) < 0.2, learner.weigh(byContact) > 0.8]).toEqual([true, true])
    learner.learn([])
    expect([learner.trust(), candidates.map(learner.weigh)]).toEqual([1, before])
  })

  it('[LN8] trusts affinities always where the model says nothing by sizes', () => {
    const model = modelOf({})
    const learner = createLearner(model, candidates)
    learner.learn(answersTo(24, model))
    expect(learner.trust()).toBe(1)
  })
})
