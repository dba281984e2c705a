import type { Candidate } from '../candidate.ts'
import { EVIDENCE_NAMES, type Evidence } from '../evidence/evidence.ts'
import { probabilityOf } from '../tree-cuts.ts'

/** A doubt that a person answered, as the model of a dataset learns from it. */
export interface Example {
  readonly evidence: Evidence
  /** The log odds of an error by the model that ranks (the base model). */
  readonly odds: number
  readonly isError: boolean
}

/** What the candidates of one kind of a dataset are like, so that all evidence counts on one scale. */
export interface Scale {
  /** By place in an `Evidence`. A spread of 0 says nothing, and is not read. */
  readonly means: Float64Array
  readonly spreads: Float64Array
  /** Of the log odds by the base model. */
  readonly meanOdds: number
  readonly spreadOdds: number
}

/** What was learned of one kind of doubt. All weights are 0 before the first answer. */
export interface Learned {
  readonly scale: Scale
  /** Of 1, of the log odds by the base model, and of each evidence, all on the scale. They add to those log odds. */
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

/** With more evidence than this that varies, each number is pulled the more, so that one answer moves no more than before. */
const EVIDENCE_OF_EDGES = 20

/** The most answers of one kind that are read, the newest: with more, a fit would take over some 20 ms. */
export const ANSWERS_READ = 1_000

/** Evidence farther from the mean counts as so many spreads, so that no single answer decides. */
const FARTHEST = 3

const STEPS = 12
const HALVINGS = 8

/** Steps that move no weight by more than this are the last. */
const SMALLEST_STEP = 1e-6

const FIXED = 2
const WIDTH = FIXED + EVIDENCE_NAMES.length

type Weighed = Pick<Example, 'evidence' | 'odds'>

/** The scale of the candidates of one kind. What is not a number is passed over. */
export function scaleOf(candidates: readonly Weighed[]): Scale {
  const evidence = EVIDENCE_NAMES.map((_, place) => spreadOf(candidates, (one) => one.evidence[place]!))
  const odds = spreadOf(candidates, (one) => one.odds)
  return {
    means: Float64Array.from(evidence, ({ mean }) => mean),
    spreads: Float64Array.from(evidence, ({ spread }) => spread),
    meanOdds: odds.mean,
    spreadOdds: odds.spread,
  }
}

function spreadOf(candidates: readonly Weighed[], read: (one: Weighed) => number) {
  let [count, sum, squares] = [0, 0, 0]
  for (const one of candidates) {
    const value = read(one)
    if (!Number.isFinite(value)) continue
    count++
    sum += value
    squares += value * value
  }
  const mean = count === 0 ? 0 : sum / count
  const variance = count === 0 ? 0 : squares / count - mean * mean
  // What is left of rounding is no spread.
  return { mean, spread: variance > 1e-9 * (1 + mean * mean) ? Math.sqrt(variance) : 0 }
}

/**
 * Fits a logistic regression whose weights are pulled to 0, on top of the log odds by the base model. It depends on the
 * examples and the scale alone, so an answer that is taken back leaves no trace.
 */
export function learn(scale: Scale, examples: readonly Example[], pulls: Pulls = PULLS): Learned {
  const read = examples.slice(-ANSWERS_READ)
  const rows = read.map((example) => rowOf(scale, example))
  const varying = scale.spreads.filter((spread) => spread > 0).length
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
  return { scale, weights }
}

/** The log odds of an error, with what was learned. */
export function learnedOdds({ scale, weights }: Learned, { evidence, odds }: Weighed): number {
  let sum = odds + weights[0]! + weights[1]! * oddsOnScale(scale, odds)
  for (let place = 0; place < EVIDENCE_NAMES.length; place++) {
    const weight = weights[FIXED + place]!
    if (weight !== 0) sum += weight * onScale(scale, evidence, place)
  }
  return sum
}

/** What was learned of each kind of doubt. */
export type LearnedModel = Readonly<Record<Candidate['kind'], Learned>>

function rowOf(scale: Scale, { evidence, odds }: Weighed): Float64Array {
  return Float64Array.from({ length: WIDTH }, (_, i) =>
    i === 0 ? 1 : i === 1 ? oddsOnScale(scale, odds) : onScale(scale, evidence, i - FIXED),
  )
}

function onScale({ means, spreads }: Scale, evidence: Evidence, place: number): number {
  const [value, spread] = [evidence[place]!, spreads[place]!]
  if (spread === 0 || Number.isNaN(value)) return 0
  return Math.min(FARTHEST, Math.max(-FARTHEST, (value - means[place]!) / spread))
}

function oddsOnScale({ meanOdds, spreadOdds }: Scale, odds: number): number {
  if (spreadOdds === 0) return 0
  return Math.min(FARTHEST, Math.max(-FARTHEST, (odds - meanOdds) / spreadOdds))
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
