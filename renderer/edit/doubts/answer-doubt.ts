import type { EditSession } from '../edit-session.ts'
import type { FromEdit } from '../messages.ts'

/** Remembers that a doubt is no error, also for later starts. */
export async function answerDoubt({ doubts, world, opened }: EditSession, doubt: string): Promise<void> {
  await doubts.dismiss(doubt)
  await world.records.dismiss(opened.dataset.id, doubt)
}

type Answered = Omit<Extract<FromEdit, { readonly kind: 'answered' }>, 'id'>

/**
 * Undo takes back an answer to a doubt (redo gives it again) where it came after the last act of the log. Undefined where
 * it is the turn of an act.
 */
export async function moveAnswer(session: EditSession, act: 'undo' | 'redo'): Promise<Answered | undefined> {
  const { answers, doubts, opened, world } = session
  const next = answers.next(act, opened.foldedLog.acts[act]()?.origin.of)
  const doubt = next === undefined ? undefined : await doubts.find(next)
  if (doubt === undefined) return undefined
  if (act === 'redo') await answerDoubt(session, doubt.id)
  else {
    doubts.reopen(doubt.id)
    await world.records.reopen(opened.dataset.id, doubt.id)
  }
  answers.moved(act)
  return { kind: 'answered', act, doubt }
}
