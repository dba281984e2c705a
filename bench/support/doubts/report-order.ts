import type { Candidate } from '../../../shared/doubts/candidate.ts'
import { createSidesReader } from '../../../shared/doubts/sides.ts'
import type { Judge } from '../../../tools/doubts/judge.ts'
import type { Report } from '../../bench.ts'
import { randomFrom } from '../../random.ts'
import { type AnsweringCurve, answerDoubts } from './answering.ts'
import type { DoubtCase } from './doubt-case.ts'
import { areaUnderPrecisionRecall, calibrationBins, calibrationError, errorsAmong } from './measures.ts'

const FIRSTS = [10, 25, 50, 60, 100, 200] as const
const ANSWERS = [10, 25, 50, 100, 200] as const

/** People that answer, by the percent of answers that are right, and how often a person of chance does it. */
const PEOPLE = [
  { name: 'perfect', wrong: 0, draws: 1 },
  { name: '90-percent', wrong: 0.1, draws: 3 },
] as const

/** Steps of a random number between 0 and 1. */
const STEPS = 2 ** 31

/** A queue of one case, best first, with what it takes for the probability of an error. */
export interface JudgedQueue {
  readonly name: string
  readonly doubtCase: DoubtCase
  readonly judge: Judge
  readonly queue: readonly Candidate[]
  readonly probabilityOf?: ((candidate: Candidate) => number) | undefined
}

/** Reports how many errors are among the first of a queue, how true its probabilities are, and what answering it mends. */
export async function reportQueue(judged: JudgedQueue, report: Report): Promise<void> {
  const { name, doubtCase, judge, queue, probabilityOf } = judged
  const known = queue.flatMap((doubt) => {
    const isError = judge(doubt)
    return isError === undefined ? [] : [{ doubt, isError }]
  })
  for (const kind of ['mixed', 'missed-merge', 'false-merge'] as const) {
    const some = kind === 'mixed' ? known : known.filter(({ doubt }) => doubt.kind === kind)
    const errors = some.map(({ isError }) => isError)
    const found = errorsAmong(errors, FIRSTS)
    report({
      name: `${name}/${kind}`,
      unit: 'errors among the first',
      values: {
        ...Object.fromEntries(FIRSTS.map((first, i) => [first, found[i]!])),
        ofErrors: errors.filter(Boolean).length,
        ofDoubts: errors.length,
        area: rounded(areaUnderPrecisionRecall(errors)),
      },
    })
  }
  if (probabilityOf) {
    const bins = calibrationBins(
      known.map(({ doubt }) => probabilityOf(doubt)),
      known.map(({ isError }) => isError),
    )
    const words = bins.map(({ count, given, found }) => `${rounded(given)}: ${rounded(found)} of ${count}`)
    report({
      name: `${name}/calibration`,
      unit: 'mean error of probability',
      values: { error: rounded(calibrationError(bins)) },
      note: `given: found of doubts; ${words.join(', ')}`,
    })
  }
  const sidesOf = createSidesReader(doubtCase.source, async () => {})
  for (const { name: who, wrong, draws } of PEOPLE) {
    const curves: AnsweringCurve[] = []
    for (let draw = 0; draw < draws; draw++) {
      const random = randomFrom(draw)
      const person = { wrong, random: () => random(STEPS) / STEPS }
      curves.push(await answerDoubts(doubtCase, queue, sidesOf, person, ANSWERS))
    }
    const mean = (of: (curve: (typeof curves)[number]) => number) =>
      rounded(curves.reduce((sum, curve) => sum + of(curve), 0) / curves.length)
    const values: Record<string, number> = {
      'split-0': mean(({ start }) => start.split),
      'merge-0': mean(({ start }) => start.merge),
      mergeRise: mean(({ mergeRise }) => mergeRise),
    }
    for (const [i, answers] of ANSWERS.entries()) {
      values[`split-${answers}`] = mean(({ after }) => after[i]!.split)
      values[`merge-${answers}`] = mean(({ after }) => after[i]!.merge)
    }
    report({ name: `${name}/answered/${who}`, unit: 'bits of variation of information after so many answers', values })
  }
}

function rounded(value: number): number {
  return Number(value.toFixed(4))
}
