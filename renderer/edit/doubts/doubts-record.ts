import type { DoubtAnswer } from '../../../shared/doubts/model/doubt-answer.ts'
import type { DoubtsPage } from '../messages.ts'

/** Doubts that were listed with at least this probability count in the model's record. */
const SURE = 0.7

/** The record has this many answers at most, the newest. */
const ANSWERS_COUNTED = 50

/** How many of the doubts that were listed as likely errors were errors. `answers`: those that hold, the oldest first. */
export function recordOf(answers: readonly DoubtAnswer[]): DoubtsPage['record'] {
  const sure = answers.filter(({ shown }) => shown !== undefined && shown >= SURE).slice(-ANSWERS_COUNTED)
  return { answered: sure.length, mended: sure.filter(({ isError }) => isError).length }
}
