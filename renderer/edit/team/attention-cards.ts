import { refusals } from '../../../shared/acts/refusals.ts'
import { type Annotate, EDIT_SCHEMA, type EditKey, type EditPoint, editKey } from '../../../shared/edits/edit.ts'
import { TEXT_CHARACTERS_MAX } from '../../../shared/edits/edit-limits.ts'
import { pointsNamed } from '../../../shared/fold/void-reason.ts'
import type { FoldedEdit } from '../../../shared/folded-log/folded-log-state.ts'
import { type Attention, attentionInWords, attentionOf } from '../../../shared/history/attention.ts'
import { doneInWords, nameOf, whoMade } from '../../../shared/history/edit-words.ts'
import { historyLine, positionOf } from '../../../shared/history/history.ts'
import { performAct } from '../acts/acts.ts'
import { doneOf } from '../acts/done.ts'
import { draftOnToday } from '../acts/drafts.ts'
import type { EditSession, EditWorld } from '../edit-session.ts'
import type { AttentionCard, FromEdit, ToEdit } from '../messages.ts'
import { must } from '../open-dataset.ts'
import { readOnlyOf } from '../own-log/log-state.ts'

/** Cards that are shown: more would not be read, and each is tried on today's state. */
const CARDS_MAX = 50

export function openAttention({
  foldedLog,
  currentUser,
  answered,
  somata,
}: EditSession): Promise<readonly Attention[]> {
  return attentionOf(foldedLog, currentUser.isOwn, answered, somata)
}

export async function cardsOf(session: EditSession): Promise<readonly AttentionCard[]> {
  const cards: AttentionCard[] = []
  for (const attention of (await openAttention(session)).slice(0, CARDS_MAX))
    cards.push(await cardOf(session, attention))
  return cards
}

async function cardOf(session: EditSession, attention: Attention): Promise<AttentionCard> {
  const { foldedLog, words } = session
  const { kind, folded, against, also } = attention
  const line = (one: FoldedEdit) => historyLine(foldedLog, words, one)
  return {
    key: editKey(folded.edit.id),
    kind,
    sentence: attentionInWords(attention, words),
    edit: line(folded),
    ...(against === undefined ? {} : { against: line(against) }),
    outcome: folded.outcome,
    position: positionOf(folded),
    also: also.map(line),
    redo: await redoOf(session, attention),
  }
}

async function redoOf(session: EditSession, { kind, folded }: Attention): Promise<AttentionCard['redo']> {
  if (kind === 'changed' || kind === 'joins-somata')
    return { kind: 'cannot', why: 'The edit holds, so there is nothing to make again' }
  const readOnly = readOnlyOf(session)
  if (readOnly !== undefined) return { kind: 'cannot', why: readOnly }
  const drafted = await draftOnToday(session.foldedLog, folded)
  if (drafted.kind === 'refused') return { kind: 'cannot', why: drafted.sentence }
  const { plan } = drafted
  const pieces = plan?.kind === 'cut' ? `, into pieces of ${plan.pieces.map((one) => one.supervoxels).join(', ')}` : ''
  return { kind: 'can', words: `Makes the ${nameOf(folded, session.words.find)} again on what is there now${pieces}` }
}

type Answering = Extract<ToEdit, { readonly kind: 'answer-card' }>

export async function answerCard(world: EditWorld, session: EditSession, message: Answering): Promise<FromEdit> {
  const { id, key, answer, confirmed } = message
  const folded = session.foldedLog.find(key)
  if (folded === undefined) return { kind: 'refused', id, sentence: refusals.unknownEdit }
  if (answer.kind === 'let-go') {
    await settle(world, session, key)
    return { kind: 'let-go', id }
  }
  const readOnly = readOnlyOf(session)
  if (readOnly !== undefined) return { kind: 'refused', id, sentence: readOnly }
  if (answer.kind === 'note') return leaveNote(world, session, id, folded, answer.text)
  const kind = answer.kind === 'redo' ? 'make-again' : 'revert'
  const result = await performAct({ ...session, now: world.now }, { kind, target: key }, confirmed)
  if (result.kind !== 'done') return { ...result, id }
  await settle(world, session, key)
  return doneOf(session, id, result)
}

async function settle(world: EditWorld, { dataset, answered }: EditSession, key: EditKey): Promise<void> {
  answered.add(key)
  await world.records.answer(dataset.id, key)
}

/** An annotation where the edit was made, for whoever made the edit that stands against it. */
async function leaveNote(
  world: EditWorld,
  session: EditSession,
  id: number,
  folded: FoldedEdit,
  text: string,
): Promise<FromEdit> {
  const words = text.trim().slice(0, TEXT_CHARACTERS_MAX)
  if (words === '') return { kind: 'refused', id, sentence: 'A note without words tells nobody anything; write some' }
  const { client, session: sessionId, counter, ...signed } = session.sign()
  const [anchor]: readonly (EditPoint | undefined)[] = pointsNamed(folded.edit)
  const against = folded.outcome.witness === undefined ? undefined : session.foldedLog.find(folded.outcome.witness)
  const edit: Annotate = {
    ...signed,
    id: { client, session: sessionId, counter },
    schema: EDIT_SCHEMA,
    kind: 'annotate',
    annotation: world.randomWord(),
    change: {
      kind: 'put',
      value: {
        shape: 'point',
        positions: [positionOf(folded)],
        text: words,
        tags: against === undefined ? ['note'] : ['note', `for ${whoMade(against)}`],
        ...(anchor === undefined ? {} : { anchor }),
      },
    },
  }
  const arrived = world.now()
  const times = must(await session.log.append([edit]))
  session.written([edit])
  const added = await session.fold(edit)
  await settle(world, session, editKey(folded.edit.id))
  return {
    kind: 'done',
    id,
    key: editKey(edit.id),
    words: doneInWords(added.folded, session.words.find),
    outcome: added.folded.outcome,
    position: positionOf(added.folded),
    times: { checked: 0, ...times, folded: world.now() - arrived },
  }
}

/** Lights what an edit was made on (`before`: its two sides), or the segments that hold it today (`after`). */
export async function showCard(
  { foldedLog, painter }: EditSession,
  card: { readonly key: EditKey; readonly side: 'before' | 'after' } | undefined,
): Promise<void> {
  const folded = card === undefined ? undefined : foldedLog.find(card.key)
  if (card === undefined || folded === undefined) {
    painter.clear()
    return
  }
  const edit = folded.edit.kind === 'revert' ? (foldedLog.find(folded.edit.target)?.edit ?? folded.edit) : folded.edit
  if (card.side === 'before') {
    painter.seeds(sidesOf(edit))
    return
  }
  const now = await foldedLog.segmentsAt(pointsNamed(edit))
  painter.light([...new Set(now.map(({ segment }) => segment))])
}

function sidesOf(edit: FoldedEdit['edit']): {
  readonly sources: readonly EditPoint[]
  readonly sinks: readonly EditPoint[]
} {
  if (edit.kind === 'split') return edit
  if (edit.kind === 'merge') return { sources: [edit.a], sinks: [edit.b] }
  return { sources: pointsNamed(edit), sinks: [] }
}
