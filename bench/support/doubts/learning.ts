import type { Candidate } from '../../../shared/doubts/candidate.ts'
import { type Example, type Learned, learn, learnedOdds } from '../../../shared/doubts/model/learned.ts'
import { normsOf } from '../../../shared/doubts/model/norms.ts'
import { modelScore } from '../../../shared/doubts/model/weighed-places.ts'
import { probabilityOf } from '../../../shared/doubts/tree-cuts.ts'
import type { Judge } from '../../../tools/doubts/judge.ts'

/** A candidate whose truth is known, with the log odds that the base model gives it. */
interface Known {
  readonly candidate: Candidate
  readonly evidence: Candidate['evidence']
  readonly odds: number
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

const KINDS = ['missed-merge', 'false-merge'] as const

export function knownOf(
  candidates: readonly Candidate[],
  judge: Judge,
  probabilityOf: (one: Candidate) => number,
): readonly Known[] {
  return candidates.flatMap((candidate) => {
    const isError = judge(candidate)
    const { evidence } = candidate
    return isError === undefined ? [] : [{ candidate, evidence, odds: logOddsOf(probabilityOf(candidate)), isError }]
  })
}

function logOddsOf(probability: number): number {
  return Math.log(probability / (1 - probability))
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
  const examples = { 'missed-merge': [] as Example[], 'false-merge': [] as Example[] }
  const ofKind = (kind: Candidate['kind']) => known.filter(({ candidate }) => candidate.kind === kind)
  const norms = { 'missed-merge': normsOf(ofKind('missed-merge')), 'false-merge': normsOf(ofKind('false-merge')) }
  let learned: Record<Candidate['kind'], Learned | undefined> = { 'missed-merge': undefined, 'false-merge': undefined }
  const now = new Map<Known, number>()
  const judgeAnew = (kind: Candidate['kind'] | undefined) => {
    for (const one of left) {
      if (kind !== undefined && one.candidate.kind !== kind) continue
      const model = learned[one.candidate.kind]
      now.set(one, probabilityOf(model === undefined ? one.odds : learnedOdds(model, one)))
    }
  }
  judgeAnew(undefined)
  const shown: LearningRun['shown'][number][] = []
  const rest: LearningRun['rest'][number][] = []
  const tellRest = () => {
    const all = [...left]
    rest.push({
      answers: shown.length,
      errors: all.map(({ isError }) => isError),
      probabilities: all.map((one) => now.get(one)!),
    })
  }
  if (restAfter.includes(0)) tellRest()
  while (shown.length < answers && left.size > 0) {
    const next = bestOf(left, now)
    left.delete(next)
    const { kind } = next.candidate
    shown.push({ isError: next.isError, probability: now.get(next)! })
    const isError = next.isError !== person.random() < person.wrong
    examples[kind].push({ ...next, isError })
    if (shown.length >= person.learnsFrom) {
      for (const one of shown.length === person.learnsFrom ? KINDS : [kind]) {
        learned = { ...learned, [one]: learn(norms[one], examples[one]) }
        judgeAnew(one)
      }
    }
    if (restAfter.includes(shown.length)) tellRest()
  }
  return { shown, rest }
}

function bestOf(left: ReadonlySet<Known>, now: ReadonlyMap<Known, number>): Known {
  let best: Known | undefined
  let most = Number.NEGATIVE_INFINITY
  for (const one of left) {
    const score = modelScore(now.get(one)!, one.candidate)
    if (score > most || (score === most && one.candidate.id < best!.candidate.id)) [best, most] = [one, score]
  }
  return best!
}
