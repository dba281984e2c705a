import type { Today } from '../history/history.ts'
import { STATE_WORDS } from './act-words.ts'
import { byWhomAndWhen, type TimeWords, whoseAndWhen } from './edit-words.ts'

/** What holds of an edit today, such as "holds" or "taken back by you (14:02)". */
export function todayInWords({ state, joinsEndsOf }: Today, time: TimeWords): string {
  const holds = stateInWords(state, time)
  if (joinsEndsOf === undefined) return holds
  const { splits, more } = joinsEndsOf
  const named = splits.map((split) => whoseAndWhen(split, time))
  if (more > 0) named.push(more === 1 ? 'one more split' : `${more} more splits`)
  return `${holds}; also joins ends of the cut of ${named.join(' and of ')}`
}

function stateInWords(state: Today['state'], time: TimeWords): string {
  const words = STATE_WORDS[state.kind]
  switch (state.kind) {
    case 'made':
    case 'holds':
    case 'refused':
    case 'nothing-to-revert':
      return words
    case 'conflicted':
      return state.with === undefined ? words : `${words} with ${whoseAndWhen(state.with, time)}`
    case 'made-again':
    case 'taken-back':
      return `${words} ${byWhomAndWhen(state.by, time)}`
    case 'overridden':
      return `${words} by ${whoseAndWhen(state.by, time)}`
  }
}
