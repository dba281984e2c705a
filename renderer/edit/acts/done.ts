import { editKey } from '../../../shared/edits/edit.ts'
import { doneInWords } from '../../../shared/history/edit-words.ts'
import { positionOf } from '../../../shared/history/history.ts'
import type { Sitting } from '../edit-session.ts'
import type { FromEdit } from '../messages.ts'
import type { ActResult } from './acts.ts'

/** Brings what an act did to the screen, and names it. */
export async function doneOf(
  sitting: Sitting,
  id: number,
  { page, touched, times }: Extract<ActResult, { readonly kind: 'done' }>,
): Promise<FromEdit> {
  sitting.split.edited([page], touched)
  await sitting.watch.touched(touched)
  const { edit, outcome } = page
  const words = doneInWords(page, sitting.words.find)
  return { kind: 'done', id, key: editKey(edit.id), words, outcome, position: positionOf(page), times }
}
