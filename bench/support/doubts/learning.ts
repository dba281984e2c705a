import type { Candidate } from '../../../shared/doubts/candidate.ts'
import { type TwoOdds, trustedOdds, trustInAffinities } from '../../../shared/doubts/model/affinity-trust.ts'
import { type DoubtModel, errorOdds, oddsBySizes } from '../../../shared/doubts/model/doubt-model.ts'
import { type Example, type Learned, learn, learnedOdds } from '../../../shared/doubts/model/learned.ts'
import { normsOf } from '../../../shared/doubts/model/norms.ts'
import { modelScore } from '../../../shared/doubts/model/weighed-places.ts'
import { probabilityOf } from '../../../shared/doubts/tree-cuts.ts'
import type { Judge } from '../../../tools/doubts/judge.ts'

/** A candidate whose truth is known, with the log odds that the base model gives it. */
interface Known extends TwoOdds {
  readonly candidate: Candidate
  readonly evidence: Candidate['evidence']
  /** The truth. */
  readonly isError: boolean
}

export interface LearningPerson {
  /** The queue learns once there are this many answers: 0 for at once, infinity for never. */
  readonly learnsFrom: number
  /** The part of the answers that are wrong. */
  readonly wrong: number
  /** 0 up to below 1. */
  readonly random: () => number
}

/** What came of a person's way through a queue. */
export interface LearningRun {
  /** By answer: whether the doubt is an error in truth, and the probability that it had when it was shown. */
  readonly shown: readonly { readonly isError: boolean; readonly probability: number }[]
  /** Of the doubts that were not answered by then, after each of the numbers of answers that were asked for. */
  readonly rest: readonly {
    readonly answers: number
    readonly errors: readonly boolean[]
    readonly probabilities: readonly number[]
  }[]
}

export function knownOf(
  candidates: readonly Candidate[],
  judge: Judge,
  modelOf: (one: Candidate) => DoubtModel,
): readonly Known[] {
  return candidates.flatMap((candidate) => {
    const isError = judge(candidate)
    if (isError === undefined) return []
    const model = modelOf(candidate)
    const both = { odds: errorOdds(model, candidate), bySizes: oddsBySizes(model, candidate) }
    return [{ candidate, evidence: candidate.evidence, ...both, isError }]
  })
}

/**
 * A person answers the first doubt of the queue, again and again. After each answer what was learned is fitted anew, and the
 * doubts that are left are ordered by it.
 * @param restAfter this many answers, upwards, after which the rest of the queue is told
 */
export function answerAndLearn(
  known: readonly Known[],
  person: LearningPerson,
  answers: number,
  restAfter: readonly number[],
): LearningRun {
  const left = new Set(known)
  const answered: Known[] = []
  let now = judged(known, undefined)
  const shown: LearningRun['shown'][number][] = []
  const rest: LearningRun['rest'][number][] = []
  const tellRest = () => {
    const all = [...left]
    rest.push({
      answers: shown.length,
      errors: all.map(({ isError }) => isError),
      probabilities: all.map((one) => now.probabilities.get(one)!),
    })
  }
  if (restAfter.includes(0)) tellRest()
  while (shown.length < answers && left.size > 0) {
    const next = bestOf(left, now)
    left.delete(next)
    shown.push({ isError: next.isError, probability: now.probabilities.get(next)! })
    answered.push({ ...next, isError: next.isError !== person.random() < person.wrong })
    if (shown.length >= person.learnsFrom) now = judged(known, answered)
    if (restAfter.includes(shown.length)) tellRest()
  }
  return { shown, rest }
}

/** What is known of all doubts: after answers as the app's learner makes it. */
function judged(known: readonly Known[], answers: readonly Known[] | undefined): Judged {
  const trust = trustInAffinities(answers ?? [])
  const weighed = known.map((one) => ({ ...one, odds: trustedOdds(one, trust) }))
  const learnedOf = (kind: Candidate['kind']): Learned | undefined => {
    if (answers === undefined) return undefined
    const own = answers.filter(({ candidate }) => candidate.kind === kind)
    return learn(
      normsOf(weighed.filter(({ candidate }) => candidate.kind === kind)),
      own.map((one): Example => ({ ...one, odds: trustedOdds(one, trust) })),
    )
  }
  const learned = { 'missed-merge': learnedOf('missed-merge'), 'false-merge': learnedOf('false-merge') }
  const probabilities = weighed.map((one, i) => {
    const model = learned[one.candidate.kind]
    return [known[i]!, probabilityOf(model === undefined ? one.odds : learnedOdds(model, one))] as const
  })
  return { trust, probabilities: new Map(probabilities) }
}

interface Judged {
  readonly trust: number
  readonly probabilities: ReadonlyMap<Known, number>
}

function bestOf(left: ReadonlySet<Known>, { trust, probabilities }: Judged): Known {
  let best: Known | undefined
  let most = Number.NEGATIVE_INFINITY
  for (const one of left) {
    const score = modelScore(probabilities.get(one)!, one.candidate, trust)
    if (score > most || (score === most && one.candidate.id < best!.candidate.id)) [best, most] = [one, score]
  }
  return best!
}
