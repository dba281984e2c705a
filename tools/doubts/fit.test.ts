import { describe, expect, it } from 'vitest'
import type { Candidate } from '../../shared/doubts/candidate.ts'
import { noEvidence, placeOf, setEvidence } from '../../shared/doubts/evidence/evidence.ts'
import { errorProbability, type ModelPart } from '../../shared/doubts/model/doubt-model.ts'
import { doubtModelJson } from '../../shared/doubts/model/parse-doubt-model.ts'
import { type Example, fitModel } from './fit-model.ts'
import { quantileBins } from './quantile-bins.ts'
import { parseTruthList } from './truth-list.ts'

/** Errors are four in five where the best edge is strong, one in five elsewhere; some best edges are not known. */
function examples(count: number): Example[] {
  return Array.from({ length: count }, (_, i) => {
    const evidence = noEvidence()
    const isStrong = i % 2 === 0
    setEvidence(evidence, {
      edges: (i * 7) % 11,
      ...(i % 13 === 0 ? {} : { 'best-odds': isStrong ? 1 + (i % 5) : -1 }),
    })
    const place = { position: [i, 0, 0] as const, affinity: 0.5, effect: 1, plain: 0.5 }
    const kind: Candidate['kind'] = i % 4 < 2 ? 'missed-merge' : 'false-merge'
    const candidate = { id: `${i}`, kind, a: 1n, b: 2n, baseA: 1n, baseB: 2n, ...place, evidence }
    return {
      candidate,
      isError: (Math.floor(i / 4) % 5 === 0) !== isStrong,
      group: `g${Math.floor(i / 4) % 8}`,
      weight: 1,
    }
  })
}

describe('fitting a model', () => {
  it('[DO18] finds what tells errors apart, with probabilities that are true of others', () => {
    const model = fitModel(examples(1600), ['edges'])
    const others = examples(400).slice(100)
    for (const isStrong of [true, false]) {
      const some = others.filter(
        ({ candidate }) => candidate.evidence[0]! > 0 === isStrong && !Number.isNaN(candidate.evidence[0]),
      )
      const given = some.reduce((sum, { candidate }) => sum + errorProbability(model, candidate), 0) / some.length
      expect(given).toBeCloseTo(isStrong ? 0.8 : 0.2, 1)
    }
  })

  it('[DO18] gives the same model each time', () => {
    expect(doubtModelJson(fitModel(examples(200), ['edges']), '')).toEqual(
      doubtModelJson(fitModel(examples(200), ['edges']), ''),
    )
  })

  it('[LN8] has a part that reads no affinities', () => {
    const { 'missed-merge': merges } = fitModel(examples(200), ['edges']).parts
    const read = ({ trees }: ModelPart) => new Set(trees.features.filter((feature) => feature >= 0))
    expect(read(merges.edges)).toContain(placeOf('best-odds'))
    expect(read(merges.sizes!)).toEqual(new Set([placeOf('edges')]))
  })

  it('[DO18] puts values into bins by their least values, and what is no number aside', () => {
    const { bins, edges } = quantileBins([[1], [Number.NaN], [3], [3], [2]], [0])
    expect(edges).toEqual([[1, 2, 3]])
    expect([...bins[0]!]).toEqual([1, 0, 3, 3, 2])
  })

  it('[DO18] names what is wrong with a list of tables', () => {
    const row = { edges: 'e.csv', truth: 't.csv', thresholds: [0.5], voxelSize: [1, 2, 3] }
    expect(parseTruthList(JSON.stringify([row]), 'l.json')).toEqual([row])
    expect(() => parseTruthList('no', 'l.json')).toThrow(/l\.json/)
    expect(() => parseTruthList(JSON.stringify([{ ...row, thresholds: [] }]), 'l.json')).toThrow(/thresholds/)
  })
})
