import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Candidate } from '../candidate.ts'
import { EVIDENCE_NAMES, noEvidence, placeOf, setEvidence } from '../evidence/evidence.ts'
import { type DoubtModel, errorProbability, type ModelPart, reasonsOf } from './doubt-model.ts'
import { gainOf } from './expected-gain.ts'
import { doubtModelJson, MODEL_VERSION, parseDoubtModel } from './parse-doubt-model.ts'
import { sumTrees } from './trees.ts'
import { whyOf } from './why.ts'

/** An error is likely where `best-odds` is below 0, and where `contact` is not known. */
const stump: ModelPart = {
  trees: {
    base: 0,
    roots: [0, 3],
    features: [placeOf('best-odds'), -1, -1, placeOf('contact'), -1, -1],
    thresholds: [0, 0, 0, 5, 0, 0],
    lefts: [1, 0, 0, 4, 0, 0],
    missing: [0, 0, 0, 1, 0, 0],
    values: [0, 2, -2, 0, -1, 1],
  },
  calibration: { slope: 2, offset: -1 },
}

const usual = EVIDENCE_NAMES.map((name) => (name === 'contact' ? Number.NaN : 0))
const model: DoubtModel = {
  parts: {
    'missed-merge': { edges: stump, sizes: { ...stump, calibration: { slope: 0, offset: 1 } } },
    'false-merge': { edges: stump, shape: { ...stump, calibration: { slope: 0, offset: 0 } } },
  },
  usual: { 'missed-merge': usual, 'false-merge': usual },
}

function candidate(values: Parameters<typeof setEvidence>[1], kind: Candidate['kind'] = 'missed-merge'): Candidate {
  const evidence = noEvidence()
  setEvidence(evidence, values)
  const [a, b] = [1n, 2n]
  const place = { position: [0, 0, 0] as const, affinity: 0.5, effect: 1, plain: 0.5 }
  return { id: 'merge 1 2', kind, a, b, baseA: a, baseB: b, ...place, evidence }
}

const json = (): Record<string, unknown> => JSON.parse(JSON.stringify(doubtModelJson(model, 'a test')))

describe('a model of doubts', () => {
  it('[DO14] adds up its trees, and what is not known goes where was learned', () => {
    const sum = (values: Parameters<typeof setEvidence>[1]) => {
      const { evidence } = candidate(values)
      return sumTrees(stump.trees, (feature) => evidence[feature]!)
    }
    expect(sum({ 'best-odds': -1, contact: 4 })).toBe(1)
    expect(sum({ 'best-odds': 0, contact: 5 })).toBe(-1)
    expect(sum({})).toBe(3)
    expect(errorProbability(model, candidate({ 'best-odds': -1, contact: 4 }))).toBeCloseTo(1 / (1 + Math.exp(-1)), 9)
  })

  it('[DO14] reads the most that is known of a doubt, and does without voxels', () => {
    const known = { 'best-odds': -1, contact: 4 }
    expect(errorProbability(model, candidate({ ...known, 'local-thin': 3 }, 'false-merge'))).toBe(0.5)
    expect(errorProbability(model, candidate(known, 'false-merge'))).toBeGreaterThan(0.5)
    // It has learned nothing of the shapes of missed merges.
    expect(errorProbability(model, candidate({ ...known, 'local-thin': 3 }))).toBeGreaterThan(0.5)
  })

  it('[DO16] says in words what speaks for an error, the strongest first', () => {
    const weak = candidate({ 'best-odds': -1, contact: 9 })
    expect(reasonsOf(model, weak).map(({ name, odds }) => [name, odds])).toEqual([
      ['best-odds', 4],
      ['contact', 2],
    ])
    expect(whyOf(model, weak)).toEqual(['weak best edge', 'small contact'])
    expect(whyOf(model, candidate({ 'best-odds': 1, contact: 1 }))).toEqual([])
  })

  it('[DO17] is read as it was written', () => {
    expect(parseDoubtModel(json(), 'm.json')).toEqual({ ok: true, value: model })
  })

  it.each([
    ['version', { version: MODEL_VERSION + 1 }, 'unsupported', 'version'],
    ['format', { format: 'another' }, 'bad-description', 'format'],
    ['field', { more: 1 }, 'bad-description', 'more'],
    ['evidence', { evidence: ['smell'] }, 'unsupported', 'evidence[0]'],
    ['part', { 'missed-merge': { usual: [] } }, 'bad-description', 'missed-merge.usual'],
  ])('[DO17] with another %s it is refused by file and field', (_, change, kind, field) => {
    const parsed = parseDoubtModel({ ...json(), ...change }, 'm.json')
    expect(parsed).toMatchObject({ ok: false, problem: { kind, field, file: 'm.json' } })
  })

  it('[DO17] whatever is changed in a file, it is read or refused, and a model that was read ends', () => {
    const paths: (readonly (string | number)[])[] = []
    const walk = (value: unknown, path: readonly (string | number)[]) => {
      paths.push(path)
      if (typeof value !== 'object' || value === null) return
      for (const [key, inner] of Object.entries(value)) walk(inner, [...path, Array.isArray(value) ? Number(key) : key])
    }
    walk(json(), [])
    const odd = fc.oneof(fc.jsonValue(), fc.integer({ min: -3, max: 9 }), fc.constant(undefined))
    fc.assert(
      fc.property(fc.constantFrom(...paths.filter(({ length }) => length > 0)), odd, (path, value) => {
        const changed = json()
        let at: Record<string | number, unknown> = changed
        for (const key of path.slice(0, -1)) at = Object(at[key])
        at[path.at(-1)!] = value
        const parsed = parseDoubtModel(changed, 'm.json')
        if (parsed.ok) expect(errorProbability(parsed.value, candidate({ 'best-odds': 1 }))).not.toBeNaN()
        else expect(parsed.problem.file).toBe('m.json')
      }),
    )
  })
})

describe('what is at stake', () => {
  it('[DO15] grows with both sides, and is known without surfaces', () => {
    const gain = (less: number, more: number) =>
      gainOf(candidate({ 'surface-less': Math.log(less), 'surface-more': Math.log(more) }))
    expect(gain(10, 100)).toBeLessThan(gain(20, 100))
    expect(gain(10, 100)).toBeLessThan(gain(10, 1000))
    expect(gain(8, 8)).toBeCloseTo(16, 3)
    expect(gainOf(candidate({ 'count-less': Math.log(4), 'count-more': Math.log(4) }))).toBeCloseTo(8, 3)
  })
})
