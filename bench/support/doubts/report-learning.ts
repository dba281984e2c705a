import type { Candidate } from '../../../shared/doubts/candidate.ts'
import type { DoubtModel } from '../../../shared/doubts/model/doubt-model.ts'
import type { Judge } from '../../../tools/doubts/judge.ts'
import type { Report } from '../../bench.ts'
import { randomFrom } from '../../random.ts'
import { createCase, type DoubtCase } from './doubt-case.ts'
import { answerAndLearn, knownOf, type LearningRun } from './learning.ts'
import { areaUnderPrecisionRecall, calibrationBins, calibrationError } from './measures.ts'

const ANSWERS = 150

/** What is left is looked at after this many answers: few, and many. */
const REST_AFTER = [20, 100] as const

/** Who answers, and from when the queue learns. `late`: it learns all at once, from answers in the order of before. */
const PEOPLE = [
  { name: 'never', wrong: 0, learnsFrom: Number.POSITIVE_INFINITY },
  { name: 'perfect', wrong: 0, learnsFrom: 0 },
  { name: '90-percent', wrong: 0.1, learnsFrom: 0 },
  { name: 'late', wrong: 0, learnsFrom: 100 },
] as const

/** Steps of a random number between 0 and 1. */
const STEPS = 2 ** 31

export interface LearningCase {
  readonly name: string
  readonly judge: Judge
  readonly candidates: readonly Candidate[]
  readonly modelOf: (candidate: Candidate) => DoubtModel
}

/** Reports what a queue learns from answers: errors among the first, and how good the rest is after few and many answers. */
export function reportLearning({ name, judge, candidates, modelOf }: LearningCase, report: Report): void {
  const known = knownOf(candidates, judge, modelOf)
  for (const { name: who, wrong, learnsFrom } of PEOPLE) {
    const random = randomFrom(1)
    const person = { wrong, learnsFrom, random: () => random(STEPS) / STEPS }
    const started = performance.now()
    const run = answerAndLearn(known, person, ANSWERS, REST_AFTER)
    const msPerAnswer = rounded((performance.now() - started) / Math.max(1, run.shown.length))
    const errors = (from: number, to: number) => run.shown.slice(from, to).filter(({ isError }) => isError).length
    report({
      name: `${name}/learns/${who}`,
      unit: 'errors among the answers from one number to another',
      values: {
        ...{ '1-25': errors(0, 25), '1-50': errors(0, 50), '51-100': errors(50, 100), '101-150': errors(100, 150) },
        ...restOf(run),
        msPerAnswer,
      },
    })
  }
}

function restOf({ rest }: LearningRun): Readonly<Record<string, number>> {
  return Object.fromEntries(
    rest.flatMap(({ answers, errors, probabilities }) => {
      const order = [...probabilities.keys()].sort((p, q) => probabilities[q]! - probabilities[p]!)
      return [
        [`area-${answers}`, rounded(areaUnderPrecisionRecall(order.map((i) => errors[i]!)))],
        [`calibration-${answers}`, rounded(calibrationError(calibrationBins(probabilities, errors)))],
      ]
    }),
  )
}

/** The same case with useless affinities: dealt anew among the edges that join, and among those that do not. */
export function shuffledCase(doubtCase: DoubtCase): DoubtCase {
  const random = randomFrom(5)
  const rows = [...doubtCase.rows]
  for (const joins of [true, false]) {
    const places = [...rows.keys()].filter((i) => Math.fround(rows[i]!.affinity) >= doubtCase.threshold === joins)
    const affinities = places.map((i) => rows[i]!.affinity)
    for (let i = affinities.length - 1; i > 0; i--) {
      const j = random(i + 1)
      ;[affinities[i], affinities[j]] = [affinities[j]!, affinities[i]!]
    }
    for (const [k, i] of places.entries()) rows[i] = { ...rows[i]!, affinity: affinities[k]! }
  }
  return createCase({ ...doubtCase, rows, name: `${doubtCase.name}-shuffled` })
}

function rounded(value: number): number {
  return Number(value.toFixed(4))
}
