import type { DoubtAnswer } from '../../../shared/doubts/model/doubt-answer.ts'
import type { DoubtsPage } from '../messages.ts'

/** The model's record is of the doubts that were shown with at least this probability, */
const SURE = 0.7

/** and of this many of them, the newest. */
const ANSWERS_COUNTED = 50

/** How often a doubt was an error of those that were shown as likely ones. `answers`: those that hold, the oldest first. */
export function recordOf(answers: readonly DoubtAnswer[]): DoubtsPage['record'] {
  const sure = answers.filter(({ shown }) => shown !== undefined && shown >= SURE).slice(-ANSWERS_COUNTED)
  return { answered: sure.length, mended: sure.filter(({ isError }) => isError).length }
}
