import type { NextAct } from '../../../shared/acts/own-acts.ts'
import { editKey } from '../../../shared/edits/edit.ts'
import type { EditContext } from '../../../shared/history/history.ts'
import { madeInWords, nameOf } from '../../../shared/words/edit-words.ts'
import type { RecoveryFacts } from '../../../shared/words/recovery-words.ts'
import type { EditSession } from '../edit-session.ts'
import type { LogState } from '../messages.ts'

export function logStateOf({ opened: { foldedLog }, backend, context, unread, answers }: EditSession): LogState {
  const nameOfNext = (kind: 'undo' | 'redo') => {
    const next = foldedLog.acts[kind]()
    return answers.next(kind, next?.origin.of) === undefined ? inWords(next, context) : 'answer to a doubt'
  }
  return {
    edits: foldedLog.offset + foldedLog.edits.length,
    pending: foldedLog.offset + foldedLog.edits.length - foldedLog.head,
    undo: nameOfNext('undo'),
    redo: nameOfNext('redo'),
    readOnly: backend.readOnly(),
    unread,
  }
}

function inWords(next: NextAct | undefined, { find }: EditContext): string | undefined {
  const folded = next === undefined ? undefined : find(next.origin.of)
  return folded === undefined ? undefined : nameOf(folded, find)
}

/** What the start found and mended in the two copies of the log. */
export function recoveryOf({ opened: { log, own }, context: { find } }: EditSession): RecoveryFacts | undefined {
  if (log.recovery === undefined) return undefined
  const newest = own.at(-1)
  const last = newest === undefined ? undefined : find(editKey(newest.id))
  return { ...log.recovery, newest: last && { words: madeInWords(last, find), madeAtMs: last.edit.madeAtMs } }
}
