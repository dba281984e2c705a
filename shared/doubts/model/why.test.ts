import { describe, expect, it } from 'vitest'
import type { Candidate } from '../candidate.ts'
import { EVIDENCE_NAMES, type EvidenceName, noEvidence, placeOf, setEvidence } from '../evidence/evidence.ts'
import type { DoubtModel, ModelPart } from './doubt-model.ts'
import { whyOf } from './why.ts'

/** A tree for each evidence: what is below its threshold adds `low` to the log odds of an error, the rest `high`. */
function partOf(splits: readonly (readonly [name: EvidenceName, at: number, low: number, high: number])[]): ModelPart {
  const trees = {
    base: 0,
    roots: splits.map((_, i) => 3 * i),
    features: splits.flatMap(([name]) => [placeOf(name), -1, -1]),
    thresholds: splits.flatMap(([, at]) => [at, 0, 0]),
    lefts: splits.flatMap((_, i) => [3 * i + 1, 0, 0]),
    missing: splits.flatMap(() => [0, 0, 0]),
    values: splits.flatMap(([, , low, high]) => [0, low, high]),
  }
  return { trees, calibration: { slope: 1, offset: 0 } }
}

function why(
  kind: Candidate['kind'],
  part: ModelPart,
  values: Partial<Record<EvidenceName, number>>,
): readonly string[] {
  const evidence = noEvidence()
  setEvidence(evidence, { 'local-thin': 0, membrane: 0.65, ...values })
  const usual = EVIDENCE_NAMES.map(() => 0.5)
  const parts = { edges: part, shape: part, image: part }
  const model: DoubtModel = {
    parts: { 'missed-merge': parts, 'false-merge': parts },
    usual: { 'missed-merge': usual, 'false-merge': usual },
  }
  const place = { position: [0, 0, 0] as const, affinity: 0.5, effect: 1, plain: 0.5 }
  return whyOf(model, { id: 'd', kind, a: 1n, b: 2n, baseA: 1n, baseB: 2n, ...place, evidence })
}

describe('why a doubt is likely an error', () => {
  const merges = partOf([
    ['membrane', 0.5, 3, -3],
    ['goes-on', 0.8, -2, 2],
    ['contact-calibre', -0.5, -1, 1],
  ])
  const cuts = partOf([
    ['membrane', 0.7, -3, 3],
    ['goes-on', 0.4, 2, -2],
    ['contact-calibre', -1, 1, -1],
  ])

  it('[DO37] says in words what the numbers that mattered are, the strongest first', () => {
    expect(why('missed-merge', merges, { membrane: 0.2, 'goes-on': 0.9, 'contact-calibre': 1 })).toEqual([
      'light contact',
      'axis goes on',
      'contact as wide as the neurite',
    ])
    expect(why('false-merge', cuts, { membrane: 0.9, 'goes-on': -0.3, 'contact-calibre': -2 })).toEqual([
      'dark membrane',
      'axis turns at the contact',
      'thin contact',
    ])
    // What speaks against an error is no reason for it.
    expect(why('missed-merge', merges, { membrane: 0.9, 'goes-on': 0.1, 'contact-calibre': -3 })).toEqual([])
  })

  it('[DO37] says nothing that is not true of the number itself, or that speaks against the error', () => {
    // Darker than usual, and no membrane for that.
    const low = partOf([['membrane', 0.4, -3, 3]])
    expect(why('false-merge', low, { membrane: 0.6 })).toEqual([])
    // A model that has learned from chance: a dark membrane is no reason to join.
    const odd = partOf([['membrane', 0.5, -3, 3]])
    expect(why('missed-merge', odd, { membrane: 0.95 })).toEqual([])
    expect(why('missed-merge', merges, { membrane: Number.NaN, 'goes-on': 0.9 })).not.toContain('light contact')
  })
})
