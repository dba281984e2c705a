import { editKey } from '../../shared/edits/edit.ts'
import { doneInWords } from '../../shared/session/edit-words.ts'
import { positionOf } from '../../shared/session/history.ts'
import type { ActResult } from './acts.ts'
import type { FromEdit } from './messages.ts'
import type { Sitting } from './sitting.ts'

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
