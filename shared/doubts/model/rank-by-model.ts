import type { Candidate } from '../candidate.ts'
import { type RankedDoubt, type RankedSource, rankDoubts } from '../doubts.ts'
import { type DoubtModel, errorProbability } from './doubt-model.ts'
import { gainOf } from './expected-gain.ts'

/** What is less likely an error is not worth a person's look. */
const WORTH_A_LOOK = 0.2

/** How much what is at stake counts beside the probability: chosen on fib25, see bench/README.md. */
const GAIN_POWER = 0.1

/**
 * Doubts that are worth a look, best first, and what was left out. Where nothing is worth a look, the doubts are all
 * places, by their effect: a person may look at them, and what was left out says what to expect.
 */
export interface ModelRanking {
  readonly doubts: readonly RankedDoubt[]
  readonly leftOut: LeftOut
}

/** Places that are not worth a look. */
export interface LeftOut {
  readonly count: number
  /** How many of them are errors, by the model. */
  readonly errors: number
}

/** Ranks by a model: by the probability of an error, and more for what mends more. Awaits `pause` after every slice of work. */
export async function rankByModel(
  ranked: RankedSource,
  pause: () => Promise<void>,
  model: DoubtModel,
): Promise<ModelRanking> {
  const leftOut = { count: 0, errors: 0 }
  const doubts = await rankDoubts(ranked, pause, (candidate) => {
    const probability = errorProbability(model, candidate)
    if (probability >= WORTH_A_LOOK) return modelScore(probability, candidate)
    leftOut.count++
    leftOut.errors += probability
    return undefined
  })
  return { doubts: doubts.length > 0 ? doubts : await rankDoubts(ranked, pause), leftOut }
}

/** The order of the queue: the highest first. */
export function modelScore(probability: number, candidate: Pick<Candidate, 'evidence'>): number {
  return probability * gainOf(candidate) ** GAIN_POWER
}
