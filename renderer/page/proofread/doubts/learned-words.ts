import type { DoubtsPage } from '../../../edit/messages.ts'
import { count } from '../../tools/counts.ts'

/** What the ranking learned from; undefined where nothing was learned. */
export function learnedWords({ answers, ofOthers, people }: DoubtsPage['learned']): string | undefined {
  const own = answers > 0 ? [`${count(answers, 'answer')} of yours`] : []
  const theirs = answers > 0 ? ofOthers.toLocaleString('en') : count(ofOthers, 'answer')
  const others = ofOthers > 0 ? [`${theirs} of ${namesOf(people)}`] : []
  const all = [...own, ...others]
  return all.length === 0 ? undefined : `The ranking learned from ${all.join(' and ')}.`
}

/** Names that are told one by one. */
const NAMES_TOLD = 3

function namesOf(people: readonly string[]): string {
  return people.length > NAMES_TOLD ? `${people.length} colleagues` : people.join(', ')
}

/** How often the model was right where it was sure. */
export function recordWords({ answered, mended }: DoubtsPage['record']): string {
  const some = mended === 1 ? '1 was an error' : `${mended.toLocaleString('en')} were errors`
  const errors = mended === 0 ? 'none was an error' : some
  return `Record: of ${count(answered, 'answered doubt')} given 70 % or more, ${errors}.`
}

export function forgottenWords(forgotten: number): string {
  return `${count(forgotten, 'answer')} of yours ${forgotten === 1 ? 'is' : 'are'} forgotten.`
}

/** What hinders the sharing, or has still to be done for its end. */
export function sharingWords({ wish, problem }: NonNullable<DoubtsPage['learned']['sharing']>): string | undefined {
  if (problem !== undefined) return `Not shared now: ${problem}.`
  return wish === 'taking-back' ? 'What you shared is taken back once the store can be reached.' : undefined
}
