import { probabilityOf } from '../tree-cuts.ts'
import { ANSWERS_READ } from './learned.ts'

/** The log odds of an error: by all that is known, and by sizes alone, which need no affinities. */
export interface TwoOdds {
  readonly odds: number
  /** Undefined where the model did not learn that. */
  readonly bySizes: number | undefined
}

/** Before any answer: the log odds that the affinities of a dataset say nothing. It is so in two datasets of a hundred. */
const USELESS_AT_FIRST = -4

/** What an answer counts: answers are of places that are alike, and one in ten may be wrong. */
const ANSWER_COUNTS = 0.5

/** Odds beyond these are no surer. */
const SUREST = 30

/**
 * 0 to 1: how far the affinities of a dataset are to be trusted, by the answers of people. It is 1 before any answer, and
 * falls where sizes alone told better what was an error than all that is known did.
 */
export function trustInAffinities(answers: readonly (TwoOdds & { readonly isError: boolean })[]): number {
  let useless = USELESS_AT_FIRST
  for (const { odds, bySizes, isError } of answers.slice(-ANSWERS_READ)) {
    if (bySizes !== undefined) useless += ANSWER_COUNTS * (likelihood(bySizes, isError) - likelihood(odds, isError))
  }
  return Math.min(1, probabilityOf(-useless) / probabilityOf(-USELESS_AT_FIRST))
}

/** The log odds of an error: by all that is known as far as affinities are trusted, and by sizes as far as they are not. */
export function trustedOdds({ odds, bySizes }: TwoOdds, trust: number): number {
  if (bySizes === undefined || trust === 1) return odds
  const [all, sizes] = [clamped(odds), clamped(bySizes)]
  const mean = (sign: number) => trust * probabilityOf(sign * all) + (1 - trust) * probabilityOf(sign * sizes)
  return Math.log(mean(1) / mean(-1))
}

/** The logarithm of the probability that was given to an answer. */
function likelihood(odds: number, isError: boolean): number {
  const against = isError ? -clamped(odds) : clamped(odds)
  return -Math.log1p(Math.exp(against))
}

function clamped(odds: number): number {
  return Math.min(SUREST, Math.max(-SUREST, odds))
}
