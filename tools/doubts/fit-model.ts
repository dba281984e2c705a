import type { Candidate } from '../../shared/doubts/candidate.ts'
import { EVIDENCE_NAMES } from '../../shared/doubts/evidence/evidence.ts'
import {
  type DoubtModel,
  EVIDENCE_SETS,
  type EvidenceSet,
  isKnown,
  type ModelPart,
  placesOfSet,
  placesOfSizes,
} from '../../shared/doubts/model/doubt-model.ts'
import { sumTrees } from '../../shared/doubts/model/trees.ts'
import { type Examples, fitTrees } from './fit-trees.ts'

/** A candidate whose truth is known. Examples of one group are never on both sides of a fit that calibrates. */
export interface Example {
  readonly candidate: Candidate
  readonly isError: boolean
  readonly group: string
  readonly weight: number
}

/** Chosen on fib25, one half against the other. */
const TREES = { trees: 150, depth: 3, rate: 0.05, rowShare: 0.6, featureShare: 0.4, leastWeight: 2, pull: 3 } as const

/** Fits this many times, each without some of the groups, to see how sure the trees are of what they have not seen. */
const FOLDS = 4

/** With fewer examples nothing is learned of shapes or images. */
const LEAST_EXAMPLES = 50

const KINDS = ['missed-merge', 'false-merge'] as const

/** The result depends only on the examples and their order. @param sets what is learned from beside edges */
export function fitModel(examples: readonly Example[], sets: readonly EvidenceSet[] = EVIDENCE_SETS): DoubtModel {
  const partsOf = (kind: Candidate['kind']) => {
    const some = examples.filter(({ candidate }) => candidate.kind === kind)
    // A part is used where its evidence is known, so it is fitted on that alone.
    const more = sets.flatMap((set) => {
      const known = some.filter(({ candidate }) => isKnown(candidate, set))
      return set === 'edges' || known.length < LEAST_EXAMPLES ? [] : [[set, fitPart(known, placesOfSet(set))] as const]
    })
    const sizes = fitPart(some, placesOfSizes())
    return { edges: fitPart(some, placesOfSet('edges')), sizes, ...Object.fromEntries(more) }
  }
  const usualOf = (kind: Candidate['kind']) => {
    const some = examples.filter(({ candidate }) => candidate.kind === kind)
    return EVIDENCE_NAMES.map((_, place) => medianOf(some.map(({ candidate }) => candidate.evidence[place]!)))
  }
  const [merges, cuts] = KINDS
  return {
    parts: { [merges]: partsOf(merges), [cuts]: partsOf(cuts) },
    usual: { [merges]: usualOf(merges), [cuts]: usualOf(cuts) },
  }
}

/** @param features what the trees read: places in an `Evidence` */
function fitPart(examples: readonly Example[], features: readonly number[]): ModelPart {
  const groups = [...new Set(examples.map(({ group }) => group))].sort()
  const foldOf = new Map(groups.map((group, i) => [group, i % FOLDS]))
  const sums: number[] = []
  const errors: Example[] = []
  for (let fold = 0; fold < Math.min(FOLDS, groups.length); fold++) {
    const [inside, outside] = [0, 1].map((want) =>
      examples.filter(({ group }) => (foldOf.get(group) === fold ? 0 : 1) === want),
    )
    const trees = fitTrees(columnsOf(outside!), { ...TREES, features, random: randomFrom(fold + 1) })
    for (const example of inside!) {
      sums.push(sumTrees(trees, (feature) => example.candidate.evidence[feature]!))
      errors.push(example)
    }
  }
  const trees = fitTrees(columnsOf(examples), { ...TREES, features, random: randomFrom(0) })
  return { trees, calibration: fitCalibration(sums, errors) }
}

function columnsOf(examples: readonly Example[]): Examples {
  return {
    rows: examples.map(({ candidate }) => candidate.evidence),
    isError: examples.map(({ isError }) => isError),
    weights: examples.map(({ weight }) => weight),
  }
}

/** Newton steps of a logistic regression of errors on sums (Platt): log odds = offset + slope * sum. */
function fitCalibration(sums: readonly number[], examples: readonly Example[]): ModelPart['calibration'] {
  let [slope, offset] = [1, 0]
  for (let step = 0; step < 50; step++) {
    // A weak pull to slope 1 and offset 0 keeps few examples from running away.
    let [gs, go, ss, so, oo] = [1 - slope, -offset, 1, 0, 1]
    for (const [i, sum] of sums.entries()) {
      const { weight, isError } = examples[i]!
      const p = 1 / (1 + Math.exp(-(offset + slope * sum)))
      const [g, h] = [weight * ((isError ? 1 : 0) - p), weight * Math.max(1e-9, p * (1 - p))]
      gs += g * sum
      go += g
      ss += h * sum * sum
      so += h * sum
      oo += h
    }
    const determinant = ss * oo - so * so
    slope += Math.max(-1, Math.min(1, (gs * oo - go * so) / determinant))
    offset += Math.max(-1, Math.min(1, (go * ss - gs * so) / determinant))
  }
  return { slope: Math.max(0.05, slope), offset }
}

function medianOf(values: readonly number[]): number {
  const known = values.filter((value) => !Number.isNaN(value)).sort((p, q) => p - q)
  return known[known.length >> 1] ?? Number.NaN
}

/** Mulberry32: the same series for the same seed. */
function randomFrom(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = Math.imul(state ^ (state >>> 15), state | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32
  }
}
