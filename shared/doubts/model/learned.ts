import type { Candidate } from '../candidate.ts'
import { EVIDENCE_NAMES } from '../evidence/evidence.ts'
import { probabilityOf } from '../tree-cuts.ts'
import { inSpreads, type Norms, oddsInSpreads, type Weighed } from './norms.ts'

/** A doubt that a person answered, as the model of a dataset learns from it. */
export interface Example extends Weighed {
  readonly isError: boolean
}

/** What was learned of one kind of doubt. All weights are 0 before the first answer. */
export interface Learned {
  readonly norms: Norms
  /** Weights of the constant 1, of the log odds by the base model, and of each evidence, in spreads. Their sum is added to those log odds. */
  readonly weights: Float64Array
}

interface Pulls {
  /** Of the offset that all doubts of a kind share. */
  readonly offset: number
  /** Of the log odds by the base model. */
  readonly odds: number
  /** Of each evidence. */
  readonly evidence: number
}

/** How strongly the weights are pulled to 0 by as many answers each: chosen on fib25, see bench/README.md. */
const PULLS: Pulls = { offset: 8, odds: 16, evidence: 40 }

/** Where more numbers than this vary, each weight is pulled more strongly, so that one answer moves no more than before. */
const EVIDENCE_OF_EDGES = 20

/** The most answers of one kind that are read, the newest: with more, a fit would take over some 20 ms. */
export const ANSWERS_READ = 1_000

/** A fit converges in some 6 steps. One that makes the cost higher is halved this often at most. */
const STEPS = 12
const HALVINGS = 8

/** Steps that move no weight by more than this are the last. */
const SMALLEST_STEP = 1e-6

const FIXED = 2
const WIDTH = FIXED + EVIDENCE_NAMES.length

/**
 * Fits a logistic regression whose weights are pulled to 0, on top of the log odds by the base model. It depends on the
 * examples and the norms alone, so an answer that is taken back leaves no trace.
 */
export function learn(norms: Norms, examples: readonly Example[], pulls: Pulls = PULLS): Learned {
  const read = examples.slice(-ANSWERS_READ)
  const rows = read.map((example) => rowOf(norms, example))
  const varying = norms.spreads.filter((spread) => spread > 0).length
  const ofEvidence = pulls.evidence * Math.max(1, varying / EVIDENCE_OF_EDGES)
  const pull = Float64Array.from({ length: WIDTH }, (_, i) => [pulls.offset, pulls.odds][i] ?? ofEvidence)
  let weights = new Float64Array(WIDTH)
  let cost = costOf(read, rows, pull, weights)
  for (let step = 0; step < STEPS && read.length > 0; step++) {
    const move = newtonStep(read, rows, pull, weights)
    let share = 1
    let next = moved(weights, move, share)
    let nextCost = costOf(read, rows, pull, next)
    for (let halving = 0; halving < HALVINGS && !(nextCost <= cost); halving++) {
      share /= 2
      next = moved(weights, move, share)
      nextCost = costOf(read, rows, pull, next)
    }
    if (!(nextCost <= cost)) break
    weights = next
    cost = nextCost
    if (move.every((one) => Math.abs(one) < SMALLEST_STEP)) break
  }
  return { norms, weights }
}

/** The log odds of an error, with what was learned. */
export function learnedOdds({ norms, weights }: Learned, { evidence, odds }: Weighed): number {
  let sum = odds + weights[0]! + weights[1]! * oddsInSpreads(norms, odds)
  for (let place = 0; place < EVIDENCE_NAMES.length; place++) {
    const weight = weights[FIXED + place]!
    if (weight !== 0) sum += weight * inSpreads(norms, evidence, place)
  }
  return sum
}

/** What was learned of each kind of doubt. */
export type LearnedModel = Readonly<Record<Candidate['kind'], Learned>>

function rowOf(norms: Norms, { evidence, odds }: Weighed): Float64Array {
  return Float64Array.from({ length: WIDTH }, (_, i) =>
    i === 0 ? 1 : i === 1 ? oddsInSpreads(norms, odds) : inSpreads(norms, evidence, i - FIXED),
  )
}

/** Half the pulls times the squared weights, and minus the logarithm of the probability of each answer. */
function costOf(
  examples: readonly Example[],
  rows: readonly Float64Array[],
  pull: Float64Array,
  weights: Float64Array,
): number {
  let cost = 0
  for (let i = 0; i < WIDTH; i++) cost += (pull[i]! * weights[i]! * weights[i]!) / 2
  for (const [i, { odds, isError }] of examples.entries()) {
    const against = (isError ? -1 : 1) * (odds + dot(weights, rows[i]!))
    cost += against > 0 ? against + Math.log1p(Math.exp(-against)) : Math.log1p(Math.exp(against))
  }
  return cost
}

function newtonStep(
  examples: readonly Example[],
  rows: readonly Float64Array[],
  pull: Float64Array,
  weights: Float64Array,
): Float64Array {
  const gradient = Float64Array.from(weights, (weight, i) => -pull[i]! * weight)
  const curvature = new Float64Array(WIDTH * WIDTH)
  for (let i = 0; i < WIDTH; i++) curvature[i * WIDTH + i] = pull[i]!
  for (const [n, { odds, isError }] of examples.entries()) {
    const row = rows[n]!
    const p = probabilityOf(odds + dot(weights, row))
    const [missing, sway] = [(isError ? 1 : 0) - p, p * (1 - p)]
    for (let i = 0; i < WIDTH; i++) {
      const value = row[i]!
      if (value === 0) continue
      gradient[i]! += missing * value
      for (let j = 0; j <= i; j++) curvature[i * WIDTH + j]! += sway * value * row[j]!
    }
  }
  return solved(curvature, gradient)
}

/** Solves a system whose matrix is symmetric and positive (Cholesky). Its lower half is read, and overwritten. */
function solved(matrix: Float64Array, right: Float64Array): Float64Array {
  const size = right.length
  for (let i = 0; i < size; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = matrix[i * size + j]!
      for (let k = 0; k < j; k++) sum -= matrix[i * size + k]! * matrix[j * size + k]!
      matrix[i * size + j] = i === j ? Math.sqrt(sum) : sum / matrix[j * size + j]!
    }
  }
  const solution = right.slice()
  for (let i = 0; i < size; i++) {
    for (let k = 0; k < i; k++) solution[i]! -= matrix[i * size + k]! * solution[k]!
    solution[i]! /= matrix[i * size + i]!
  }
  for (let i = size - 1; i >= 0; i--) {
    for (let k = i + 1; k < size; k++) solution[i]! -= matrix[k * size + i]! * solution[k]!
    solution[i]! /= matrix[i * size + i]!
  }
  return solution
}

function moved(weights: Float64Array, move: Float64Array, share: number): Float64Array<ArrayBuffer> {
  return Float64Array.from(weights, (weight, i) => weight + share * move[i]!)
}

function dot(p: Float64Array, q: Float64Array): number {
  let sum = 0
  for (let i = 0; i < p.length; i++) sum += p[i]! * q[i]!
  return sum
}
