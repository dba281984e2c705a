import type { NextAct } from '../../../shared/acts/own-acts.ts'
import { editKey } from '../../../shared/edits/edit.ts'
import { doneInWords, nameOf, type WordsContext } from '../../../shared/history/edit-words.ts'
import type { EditSession } from '../edit-session.ts'
import type { LogState, Recovery } from '../messages.ts'

export function logStateOf({ opened: { foldedLog }, backend, words, unread }: EditSession): LogState {
  return {
    edits: foldedLog.offset + foldedLog.edits.length,
    pending: foldedLog.offset + foldedLog.edits.length - foldedLog.head,
    undo: inWords(foldedLog.acts.undo(), words),
    redo: inWords(foldedLog.acts.redo(), words),
    readOnly: backend.readOnly(),
    unread,
  }
}

function inWords(next: NextAct | undefined, { find }: WordsContext): string | undefined {
  const folded = next === undefined ? undefined : find(next.origin.of)
  return folded === undefined ? undefined : nameOf(folded, find)
}

/** What the start found and mended in the two copies of the log, for the person. */
export function recoveryOf({ opened: { log, own }, words }: EditSession): Recovery | undefined {
  const { recovery } = log
  if (recovery === undefined) return undefined
  const { edits, restored, from, setAside, torn, divergedAt } = recovery
  const parts: string[] = []
  const other = from === 'journal' ? 'database' : 'journal'
  if (restored > 0)
    parts.push(
      `The ${other} of the edit log had lost ${count(restored, 'edit')}; the ${from} gave ${restored === 1 ? 'it' : 'them'} back`,
    )
  if (torn) parts.push('The last write to the journal was cut short, so that edit was never made known as done')
  if (divergedAt !== undefined)
    parts.push(`From edit ${divergedAt} on the two copies differed, and the longer one was kept`)
  if (setAside > 0)
    parts.push(`${count(setAside, 'damaged line')} ${setAside === 1 ? 'is' : 'are'} kept in a file beside the journal`)
  const newest = own.at(-1)
  const last = newest === undefined ? undefined : words.find(editKey(newest.id))
  parts.push(
    last === undefined
      ? `All ${count(edits, 'edit')} are here`
      : `All ${count(edits, 'edit')} are here; the last: ${doneInWords(last, words.find)} (${words.time(last.edit.madeAtMs)})`,
  )
  return { edits, restored, from, sentence: parts.join('. ') }
}

function count(number: number, what: string): string {
  return `${number} ${what}${number === 1 ? '' : 's'}`
}
