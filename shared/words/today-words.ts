import type { Today } from '../history/history.ts'
import { type TimeWords, whoseAndWhen } from './edit-words.ts'

/** What holds of an edit today, such as "holds" or "undone by your revert of the merge of 1 + 5 (14:02)". */
export function todayInWords({ state, joinsEndsOf }: Today, time: TimeWords): string {
  const holds = stateInWords(state, time)
  if (joinsEndsOf === undefined) return holds
  const { splits, more } = joinsEndsOf
  const named = splits.map((split) => whoseAndWhen(split, time))
  if (more > 0) named.push(more === 1 ? 'one more split' : `${more} more splits`)
  return `${holds}; also joins ends of the cut of ${named.join(' and of ')}`
}

function stateInWords(state: Today['state'], time: TimeWords): string {
  switch (state.kind) {
    case 'made':
      return 'done'
    case 'holds':
    case 'refused':
      return state.kind
    case 'nothing-to-revert':
      return 'had nothing to take back'
    case 'conflicted':
      return state.with === undefined ? 'in conflict' : `in conflict with ${whoseAndWhen(state.with, time)}`
    case 'taken-back':
      return `taken back by ${whoseAndWhen(state.by, time)}`
    case 'undone':
    case 'overridden':
      return `${state.kind} by ${whoseAndWhen(state.by, time)}`
  }
}
