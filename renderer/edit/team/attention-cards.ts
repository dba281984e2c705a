import type { Seeds } from '../../../shared/acts/split-cut.ts'
import { type EditKey, editKey } from '../../../shared/edits/edit.ts'
import { pointsNamed } from '../../../shared/fold/void-reason.ts'
import type { FoldedEdit } from '../../../shared/folded-log/folded-log-state.ts'
import { type Attention, attentionOf } from '../../../shared/history/attention.ts'
import { historyLine } from '../../../shared/history/history.ts'
import { refusals, refuse } from '../../../shared/words/refusals.ts'
import { type ActReply, type AnyAct, performAct } from '../acts/acts.ts'
import { draftOnToday } from '../acts/drafts.ts'
import type { EditSession } from '../edit-session.ts'
import type { AttentionCard, CardAnswer, ToEdit } from '../messages.ts'

/** At most this many cards are shown: nobody would read more, and each is tried on today's state. */
const CARDS_MAX = 50

export function openAttention({ opened, answeredCards }: EditSession): Promise<readonly Attention[]> {
  return attentionOf(opened.foldedLog, opened.currentUser.isOwn, answeredCards, opened.somata)
}

export async function cardsOf(session: EditSession): Promise<readonly AttentionCard[]> {
  const cards: AttentionCard[] = []
  for (const attention of (await openAttention(session)).slice(0, CARDS_MAX))
    cards.push(await cardOf(session, attention))
  return cards
}

async function cardOf(session: EditSession, attention: Attention): Promise<AttentionCard> {
  const { opened, context } = session
  const { kind, folded, against, also } = attention
  const line = (one: FoldedEdit) => historyLine(opened.foldedLog, context, one)
  return {
    key: editKey(folded.edit.id),
    kind,
    edit: line(folded),
    against: against && line(against),
    also: also.map(line),
    redo: await redoOf(session, attention),
  }
}

async function redoOf(session: EditSession, { kind, folded }: Attention): Promise<AttentionCard['redo']> {
  if (kind === 'changed' || kind === 'joins-somata')
    return { kind: 'cannot', why: 'The edit holds, so there is nothing to make again' }
  const readOnly = session.backend.readOnly()
  if (readOnly !== undefined) return { kind: 'cannot', why: readOnly }
  const drafted = await draftOnToday(session.backend, folded)
  if (drafted.kind === 'refused') return { kind: 'cannot', why: drafted.sentence }
  const { plan } = drafted
  return { kind: 'can', pieces: plan?.kind === 'cut' ? plan.pieces.map(({ supervoxels }) => supervoxels) : [] }
}

type CardReply = ActReply | { readonly kind: 'let-go' }

/** Does what the user answered to a card. The card is closed unless that is refused or asked about. */
export async function answerCard(
  session: EditSession,
  { key, answer, confirmed }: Extract<ToEdit, { readonly kind: 'answer-card' }>,
): Promise<CardReply> {
  if (session.backend.find(key) === undefined) return refuse(refusals.unknownEdit)
  const reply: CardReply =
    answer.kind === 'let-go' ? { kind: 'let-go' } : await performAct(session, actOf(key, answer), confirmed)
  if (reply.kind === 'made' || reply.kind === 'let-go') await closeCard(session, key)
  return reply
}

function actOf(key: EditKey, answer: Exclude<CardAnswer, { readonly kind: 'let-go' }>): AnyAct {
  switch (answer.kind) {
    case 'redo':
      return { kind: 'make-again', target: key }
    case 'take-back':
      return { kind: 'revert', target: key }
    case 'note':
      return { kind: 'note', about: key, text: answer.text }
  }
}

async function closeCard({ world, opened, answeredCards }: EditSession, key: EditKey): Promise<void> {
  answeredCards.add(key)
  await world.records.answer(opened.dataset.id, key)
}

/** Lights what an edit was made on (`before`: its two sides), or the segments that hold it today (`after`). */
export async function showCard(
  { backend, screen: { painter } }: EditSession,
  card: { readonly key: EditKey; readonly side: 'before' | 'after' } | undefined,
): Promise<void> {
  const folded = card === undefined ? undefined : backend.find(card.key)
  if (card === undefined || folded === undefined) {
    painter.clear()
    return
  }
  const edit = folded.edit.kind === 'revert' ? (backend.find(folded.edit.target)?.edit ?? folded.edit) : folded.edit
  if (card.side === 'before') {
    painter.seeds(sidesOf(edit))
    return
  }
  const now = await backend.segmentsAt(pointsNamed(edit))
  painter.light([...new Set(now.map(({ segment }) => segment))])
}

function sidesOf(edit: FoldedEdit['edit']): Seeds {
  if (edit.kind === 'split') return edit
  if (edit.kind === 'merge') return { sources: [edit.a], sinks: [edit.b] }
  return { sources: pointsNamed(edit), sinks: [] }
}
