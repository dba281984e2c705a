import type { TimeWords } from './edit-words.ts'

/** What the start found and mended in the two copies of the log. */
export interface RecoveryFacts {
  /** Edits of the log now. */
  readonly edits: number
  /** Edits that one copy had lost and the other gave back. */
  readonly restored: number
  /** The copy that gave more back. */
  readonly from: 'database' | 'journal'
  /** Lines that are not the log's; they are in a file beside the journal. */
  readonly setAside: number
  /** The journal ended in the middle of a line: a write was cut short. */
  readonly torn: boolean
  /** From this place on the copies held different edits, each in good order. The longer copy was kept. */
  readonly divergedAt?: number | undefined
  /** The newest own edit, such as "Merged 461 + 9775". */
  readonly newest?: { readonly words: string; readonly madeAtMs: number } | undefined
}

/** Sentences for the person, the last one without a full stop at its end. */
export function recoveryInWords(facts: RecoveryFacts, time: TimeWords): string {
  const { edits, restored, from, setAside, torn, divergedAt, newest } = facts
  const other = from === 'journal' ? 'database' : 'journal'
  const it = restored === 1 ? 'it' : 'them'
  const are = setAside === 1 ? 'is' : 'are'
  const last = newest === undefined ? '' : `; the last: ${newest.words} (${time(newest.madeAtMs)})`
  return [
    ...(restored > 0
      ? [`The ${other} of the edit log had lost ${count(restored, 'edit')}; the ${from} gave ${it} back`]
      : []),
    ...(torn ? ['The last write to the journal was cut short, so that edit was never made known as done'] : []),
    ...(divergedAt === undefined
      ? []
      : [`From edit ${divergedAt} on the two copies differed, and the longer one was kept`]),
    ...(setAside > 0 ? [`${count(setAside, 'damaged line')} ${are} kept in a file beside the journal`] : []),
    `All ${count(edits, 'edit')} are here${last}`,
  ].join('. ')
}

function count(number: number, what: string): string {
  return `${number} ${what}${number === 1 ? '' : 's'}`
}
