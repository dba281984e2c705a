import type { Candidate } from '../candidate.ts'
import { effectScore, type RankedDoubt, type RankedSource, rankByEvidence } from '../doubts.ts'
import { queueOrder } from '../queue-order.ts'
import { gainOf } from './expected-gain.ts'

/** 0 to 1: the probability that a candidate is an error, by what is known of it now. */
export type Weigh = (candidate: Candidate) => number

/** What is less likely an error is not worth a person's look. */
const WORTH_A_LOOK = 0.2

/** How much what is at stake counts beside the probability: chosen on fib25, see bench/README.md. */
const GAIN_POWER = 0.2

/** Places that are not worth a look. */
export interface LeftOut {
  readonly count: number
  /** How many of them are errors, by the model. */
  readonly errors: number
}

/** A doubt with the probability that it is an error. */
export interface WeighedDoubt extends RankedDoubt {
  readonly probability: number
}

/** All places of a dataset, weighed once. The best are kept, so that they can be weighed again when more is known of them. */
export interface WeighedPlaces {
  /** The best first. */
  readonly kept: readonly Candidate[]
  /** What was not kept. */
  readonly others: LeftOut
  /** Whether none of them was worth a look. */
  readonly isNoneWorth: boolean
}

/**
 * Doubts that are worth a look, best first, and what was left out. Where no place of a dataset is worth a look, the doubts
 * are all places, by their effect: a person may look at them, and what was left out says what to expect.
 */
export interface ModelRanking {
  readonly doubts: readonly WeighedDoubt[]
  readonly leftOut: LeftOut
}

/** Visits all places and weighs each. Awaits `pause` after every slice of work. */
export async function weighPlaces(
  ranked: RankedSource,
  pause: () => Promise<void>,
  weigh: (doubt: Pick<Candidate, 'kind' | 'evidence'>) => number,
): Promise<WeighedPlaces> {
  let [count, errors, most] = [0, 0, 0]
  const kept = await rankByEvidence(ranked, pause, (kind, evidence) => {
    const probability = weigh({ kind, evidence })
    count++
    errors += probability
    most = Math.max(most, probability)
    return modelScore(probability, { evidence })
  })
  const keptErrors = kept.reduce((sum, candidate) => sum + weigh(candidate), 0)
  return {
    kept,
    others: { count: count - kept.length, errors: Math.max(0, errors - keptErrors) },
    isNoneWorth: most < WORTH_A_LOOK,
  }
}

/**
 * Orders what is kept by what is known now. The doubts `first` are in front, in that order, whatever is known of them now:
 * a person has seen them.
 * @param trust 0 to 1: in the affinities of the dataset (see `modelScore`)
 */
export function orderPlaces(
  { kept, others, isNoneWorth }: WeighedPlaces,
  weigh: Weigh,
  first: readonly string[] = [],
  trust = 1,
): ModelRanking {
  const doubts = kept.map((candidate): WeighedDoubt => {
    const probability = weigh(candidate)
    return { ...candidate, probability, score: modelScore(probability, candidate, trust) }
  })
  const worth = doubts.filter(({ probability }) => probability >= WORTH_A_LOOK)
  const isAll = isNoneWorth && worth.length === 0
  const listed = isAll ? doubts.map((doubt) => ({ ...doubt, score: effectScore(doubt) })) : worth
  const byId = new Map(doubts.map((doubt) => [doubt.id, doubt] as const))
  const front = first.flatMap((id) => byId.get(id) ?? [])
  const isFront = new Set(front.map(({ id }) => id))
  const byWorth = listed.filter(({ id }) => !isFront.has(id)).sort(inOrder)
  const rest = isAll ? byWorth : queueOrder(byWorth, front.length)
  const out = isAll ? doubts : doubts.filter(({ id, probability }) => probability < WORTH_A_LOOK && !isFront.has(id))
  const errors = out.reduce((sum, { probability }) => sum + probability, others.errors)
  return { doubts: [...front, ...rest], leftOut: { count: others.count + out.length, errors } }
}

/** The highest score first. Equal scores are ordered by id, so that the order is always the same. */
function inOrder(p: RankedDoubt, q: RankedDoubt): number {
  return q.score - p.score || (p.id < q.id ? -1 : 1)
}

/**
 * What an answer is worth: the highest is chosen first (see `queueOrder`). Where affinities are not trusted, a probability is
 * less sure, and what is at stake would bury it: then the gain counts less.
 * @param trust 0 to 1: in the affinities of the dataset
 */
export function modelScore(probability: number, candidate: Pick<Candidate, 'evidence'>, trust = 1): number {
  return probability * gainOf(candidate) ** (GAIN_POWER * trust)
}
