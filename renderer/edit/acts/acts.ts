import { type EditKey, editKey } from '../../../shared/edits/edit.ts'
import { TEXT_CHARACTERS_MAX } from '../../../shared/edits/edit-limits.ts'
import { pointsNamed } from '../../../shared/fold/void-reason.ts'
import type { FoldedEdit } from '../../../shared/folded-log/folded-log.ts'
import { positionOf } from '../../../shared/history/history.ts'
import { madeInWords, whoMade } from '../../../shared/words/edit-words.ts'
import { refusals, refuse } from '../../../shared/words/refusals.ts'
import type { EditSession } from '../edit-session.ts'
import type { Act, FromEdit } from '../messages.ts'
import { commitEdits } from './commit-edit.ts'
import { type Drafted, draftMerge, draftOnToday } from './drafts.ts'
import { type Ready, readyNext, refusalOfRevert } from './next-act.ts'

export type AnyAct =
  | Act
  /** The intent of an own edit once more on today's state (rule E8). */
  | { readonly kind: 'make-again'; readonly target: EditKey }
  /** An annotation where an edit was made, for the author of the edit that stands against it. */
  | { readonly kind: 'note'; readonly about: EditKey; readonly text: string }

type Unnumbered<Message> = Message extends { readonly id: number } ? Omit<Message, 'id'> : never

/** The reply to an act, without the number of the request. */
export type ActReply = Unnumbered<Extract<FromEdit, { readonly kind: 'made' | 'asked' | 'refused' }>>

/**
 * Takes an act from its arrival to its effect. It is tried on today's state, and refused or asked about where that is
 * needed. Then it is committed. Acts must come one after the other.
 */
export async function performAct(session: EditSession, act: AnyAct, confirmed: boolean): Promise<ActReply> {
  const { backend, context, world } = session
  const arrived = world.now()
  const readOnly = backend.readOnly()
  if (readOnly !== undefined) return refuse(readOnly)
  const ready = await readyFor(session, act)
  if (ready.kind === 'refused') return ready
  const { edit, plan, asks } = ready
  if (!confirmed) {
    const consequences = [...asks, ...(await backend.consequencesOf(edit, plan))]
    if (consequences.length > 0) return { kind: 'asked', consequences, place: positionOf({ edit }) }
  }
  const checked = world.now() - arrived
  const committed = await commitEdits(session, [edit])
  if (!committed.ok) return refuse(refusals.notSaved(committed.problem.message))
  const { folded, times } = committed.value
  const { database, journal, folding } = times
  if (edit.origin === undefined && edit.kind !== 'annotate') {
    session.answers.acted(editKey(edit.id))
    session.doubts.edited(edit)
  }
  return {
    kind: 'made',
    key: editKey(edit.id),
    words: madeInWords(folded[0]!, context.find),
    outcome: folded[0]!.outcome,
    origin: edit.origin,
    position: positionOf(folded[0]!),
    times: { checked, database, journal, folded: checked + database + journal + folding },
  }
}

async function readyFor(session: EditSession, act: AnyAct): Promise<Ready> {
  if (act.kind === 'undo' || act.kind === 'redo') return readyNext(session, act.kind)
  const drafted = await draftOf(session, act)
  if (drafted.kind === 'refused') return drafted
  const tried = await session.backend.try(drafted.draft)
  return tried.kind === 'refused' ? tried : { kind: 'ready', edit: tried.edit, plan: drafted.plan, asks: [] }
}

async function draftOf(
  session: EditSession,
  act: Exclude<AnyAct, { readonly kind: 'undo' | 'redo' }>,
): Promise<Drafted> {
  const { backend, split } = session
  switch (act.kind) {
    case 'merge':
      return draftMerge(backend, act.a, act.b)
    case 'split': {
      const plan = await split.plan()
      if (plan === undefined) return refuse(refusals.noSeeds)
      if (plan.kind === 'refused') return plan
      return { kind: 'draft', draft: { kind: 'split', ...split.seeds(), cut: plan.cut }, plan }
    }
    case 'revert': {
      const folded = backend.find(act.target)
      if (folded === undefined) return refuse(refusals.unknownEdit)
      const { edit } = folded
      if (edit.kind === 'revert' || edit.kind === 'annotate') return refuse(refusals.notRevertible(edit.kind))
      return (
        refusalOfRevert(session, folded) ?? { kind: 'draft', draft: { kind: 'revert', target: edit }, plan: undefined }
      )
    }
    case 'make-again': {
      const folded = backend.find(act.target)
      return folded === undefined ? refuse(refusals.unknownEdit) : draftOnToday(backend, folded)
    }
    case 'note': {
      const folded = backend.find(act.about)
      return folded === undefined ? refuse(refusals.unknownEdit) : draftNote(session, folded, act.text)
    }
  }
}

function draftNote({ backend, world }: EditSession, folded: FoldedEdit, written: string): Drafted {
  const text = written.trim().slice(0, TEXT_CHARACTERS_MAX)
  if (text === '') return refuse(refusals.emptyNote)
  const { witness } = folded.outcome
  const against = witness === undefined ? undefined : backend.find(witness)
  const tags = against === undefined ? ['note'] : ['note', `for ${whoMade(against)}`]
  const [anchor] = pointsNamed(folded.edit)
  const value = { shape: 'point', positions: [positionOf(folded)], text, tags, anchor } as const
  const draft = { kind: 'annotate', annotation: world.randomWord(), change: { kind: 'put', value } } as const
  return { kind: 'draft', draft, plan: undefined }
}
