import { editKey } from '../../../shared/edits/edit.ts'
import { doneInWords } from '../../../shared/history/edit-words.ts'
import { positionOf } from '../../../shared/history/history.ts'
import type { EditSession } from '../edit-session.ts'
import type { FromEdit } from '../messages.ts'
import type { ActResult } from './acts.ts'

/** Brings what an act did to the screen, and names it. */
export async function doneOf(
  session: EditSession,
  id: number,
  { folded, touched, times }: Extract<ActResult, { readonly kind: 'done' }>,
): Promise<FromEdit> {
  session.split.edited([folded], touched)
  await session.watch.touched(touched)
  const { edit, outcome } = folded
  const words = doneInWords(folded, session.words.find)
  return { kind: 'done', id, key: editKey(edit.id), words, outcome, position: positionOf(folded), times }
}
