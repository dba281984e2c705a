import type { Candidate } from '../../../shared/doubts/candidate.ts'
import { type TwoOdds, trustedOdds, trustInAffinities } from '../../../shared/doubts/model/affinity-trust.ts'
import type { DoubtAnswer } from '../../../shared/doubts/model/doubt-answer.ts'
import { type DoubtModel, errorOdds, modelName, oddsBySizes } from '../../../shared/doubts/model/doubt-model.ts'
import { type Example, type LearnedModel, learn, learnedOdds } from '../../../shared/doubts/model/learned.ts'
import { normsOf } from '../../../shared/doubts/model/norms.ts'
import type { Weigh } from '../../../shared/doubts/model/weighed-places.ts'
import { probabilityOf } from '../../../shared/doubts/tree-cuts.ts'

/** Weighs candidates by a model and by what was learned from answers in this dataset. */
export interface Learner {
  readonly weigh: Weigh
  /** 0 to 1: how far the affinities of the dataset are to be trusted, by the answers. */
  readonly trust: () => number
  /** The name of the model: it learns from answers of that name alone. */
  readonly model: string
  /** Forgets the odds of a candidate whose evidence has changed. The next `learn` fits anew, even for the same answers. */
  readonly forget: (candidate: Candidate) => void
  /** Learns from these answers and no others. Returns whether anything has changed since the last call. */
  learn(answers: readonly DoubtAnswer[]): boolean
}

/** @param kept the candidates of the dataset: evidence is measured in spreads from their mean */
export function createLearner(model: DoubtModel, kept: readonly Candidate[]): Learner {
  const odds = new Map<string, number>()
  const sizes = new Map<string, number | undefined>()
  let trust = 1
  let learned: LearnedModel | undefined
  let last = ''
  const bothOdds = (known: Pick<Candidate, 'kind' | 'evidence'>): TwoOdds => {
    return { odds: errorOdds(model, known), bySizes: oddsBySizes(model, known) }
  }
  const oddsOf = (candidate: Candidate): number => {
    const { id } = candidate
    const own = odds.get(id) ?? errorOdds(model, candidate)
    odds.set(id, own)
    // Until answers refute affinities nobody asks what sizes say, and that of thousands takes time.
    if (trust === 1) return own
    const bySizes = sizes.get(id) ?? oddsBySizes(model, candidate)
    sizes.set(id, bySizes)
    return trustedOdds({ odds: own, bySizes }, trust)
  }
  const learnKind = (kind: Candidate['kind'], answers: readonly (DoubtAnswer & TwoOdds)[]) => {
    const alike = kept.filter((candidate) => candidate.kind === kind)
    const norms = normsOf(alike.map((candidate) => ({ evidence: candidate.evidence, odds: oddsOf(candidate) })))
    const own = answers.filter((answer) => answer.kind === kind)
    return learn(
      norms,
      own.map((answer): Example => ({ ...answer, odds: trustedOdds(answer, trust) })),
    )
  }
  return {
    trust: () => trust,
    model: modelName(model),
    weigh: (candidate) => {
      const { kind, evidence } = candidate
      const own = oddsOf(candidate)
      return probabilityOf(learned === undefined ? own : learnedOdds(learned[kind], { evidence, odds: own }))
    },
    forget: ({ id }) => {
      odds.delete(id)
      last = ''
    },
    learn(answers) {
      const now = answers.map(({ doubt, isError, madeAtMs }) => `${doubt} ${isError} ${madeAtMs}`).join('\n')
      if (now === last) return false
      last = now
      const known = answers.map((answer) => ({ ...answer, ...bothOdds(answer) }))
      trust = trustInAffinities(known)
      learned =
        known.length === 0
          ? undefined
          : { 'missed-merge': learnKind('missed-merge', known), 'false-merge': learnKind('false-merge', known) }
      return true
    },
  }
}
