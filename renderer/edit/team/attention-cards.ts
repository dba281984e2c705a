import { refusals } from '../../../shared/acts/refusals.ts'
import { type Annotate, EDIT_SCHEMA, type EditKey, editKey, type Point } from '../../../shared/edits/edit.ts'
import { TEXT_CHARACTERS_MAX } from '../../../shared/edits/edit-limits.ts'
import { pointsNamed } from '../../../shared/fold/void-reason.ts'
import type { Page } from '../../../shared/folded-log/folded-log-state.ts'
import { type Attention, attentionInWords, attentionOf } from '../../../shared/history/attention.ts'
import { doneInWords, nameOf, whoMade } from '../../../shared/history/edit-words.ts'
import { historyLine, positionOf } from '../../../shared/history/history.ts'
import { performAct } from '../acts/acts.ts'
import { doneOf } from '../acts/done.ts'
import { draftOnToday } from '../acts/drafts.ts'
import type { EditWorld, Sitting } from '../edit-session.ts'
import type { AttentionCard, FromEdit, ToEdit } from '../messages.ts'
import { must } from '../open-dataset.ts'
import { readOnlyOf } from '../own-log/log-state.ts'

/** Cards that are shown: more would not be read, and each is tried on today's state. */
const CARDS_MAX = 50

export function openAttention({ book, person, answered, somata }: Sitting): Promise<readonly Attention[]> {
  return attentionOf(book, person.isOwn, answered, somata)
}

export async function cardsOf(sitting: Sitting): Promise<readonly AttentionCard[]> {
  const cards: AttentionCard[] = []
  for (const attention of (await openAttention(sitting)).slice(0, CARDS_MAX))
    cards.push(await cardOf(sitting, attention))
  return cards
}

async function cardOf(sitting: Sitting, attention: Attention): Promise<AttentionCard> {
  const { book, words } = sitting
  const { kind, page, against, also } = attention
  const line = (one: Page) => historyLine(book, words, one)
  return {
    key: editKey(page.edit.id),
    kind,
    sentence: attentionInWords(attention, words),
    edit: line(page),
    ...(against === undefined ? {} : { against: line(against) }),
    outcome: page.outcome,
    position: positionOf(page),
    also: also.map(line),
    redo: await redoOf(sitting, attention),
  }
}

async function redoOf(sitting: Sitting, { kind, page }: Attention): Promise<AttentionCard['redo']> {
  if (kind === 'changed' || kind === 'joins-somata')
    return { kind: 'cannot', why: 'The edit holds, so there is nothing to make again' }
  const readOnly = readOnlyOf(sitting)
  if (readOnly !== undefined) return { kind: 'cannot', why: readOnly }
  const drafted = await draftOnToday(sitting.book, page)
  if (drafted.kind === 'refused') return { kind: 'cannot', why: drafted.sentence }
  const { plan } = drafted
  const pieces = plan?.kind === 'cut' ? `, into pieces of ${plan.pieces.map((one) => one.supervoxels).join(', ')}` : ''
  return { kind: 'can', words: `Makes the ${nameOf(page, sitting.words.find)} again on what is there now${pieces}` }
}

type Answering = Extract<ToEdit, { readonly kind: 'answer-card' }>

export async function answerCard(world: EditWorld, sitting: Sitting, message: Answering): Promise<FromEdit> {
  const { id, key, answer, confirmed } = message
  const page = sitting.book.find(key)
  if (page === undefined) return { kind: 'refused', id, sentence: refusals.unknownEdit }
  if (answer.kind === 'let-go') {
    await settle(world, sitting, key)
    return { kind: 'let-go', id }
  }
  const readOnly = readOnlyOf(sitting)
  if (readOnly !== undefined) return { kind: 'refused', id, sentence: readOnly }
  if (answer.kind === 'note') return leaveNote(world, sitting, id, page, answer.text)
  const kind = answer.kind === 'redo' ? 'make-again' : 'revert'
  const result = await performAct({ ...sitting, now: world.now }, { kind, target: key }, confirmed)
  if (result.kind !== 'done') return { ...result, id }
  await settle(world, sitting, key)
  return doneOf(sitting, id, result)
}

async function settle(world: EditWorld, { dataset, answered }: Sitting, key: EditKey): Promise<void> {
  answered.add(key)
  await world.notes.answer(dataset.id, key)
}

/** An annotation where the edit was made, for whoever made the edit that stands against it. */
async function leaveNote(world: EditWorld, sitting: Sitting, id: number, page: Page, text: string): Promise<FromEdit> {
  const words = text.trim().slice(0, TEXT_CHARACTERS_MAX)
  if (words === '') return { kind: 'refused', id, sentence: 'A note without words tells nobody anything; write some' }
  const { client, session, counter, ...signed } = sitting.sign()
  const [anchor]: readonly (Point | undefined)[] = pointsNamed(page.edit)
  const against = page.outcome.witness === undefined ? undefined : sitting.book.find(page.outcome.witness)
  const edit: Annotate = {
    ...signed,
    id: { client, session, counter },
    schema: EDIT_SCHEMA,
    kind: 'annotate',
    annotation: world.randomWord(),
    change: {
      kind: 'put',
      value: {
        shape: 'point',
        positions: [positionOf(page)],
        text: words,
        tags: against === undefined ? ['note'] : ['note', `for ${whoMade(against)}`],
        ...(anchor === undefined ? {} : { anchor }),
      },
    },
  }
  const arrived = world.now()
  const times = must(await sitting.log.append([edit]))
  sitting.written([edit])
  const added = await sitting.fold(edit)
  await settle(world, sitting, editKey(page.edit.id))
  return {
    kind: 'done',
    id,
    key: editKey(edit.id),
    words: doneInWords(added.page, sitting.words.find),
    outcome: added.page.outcome,
    position: positionOf(added.page),
    times: { checked: 0, ...times, folded: world.now() - arrived },
  }
}

/** Lights what an edit was made on (`before`: its two sides), or the segments that hold it today (`after`). */
export async function showCard(
  { book, painter }: Sitting,
  card: { readonly key: EditKey; readonly side: 'before' | 'after' } | undefined,
): Promise<void> {
  const page = card === undefined ? undefined : book.find(card.key)
  if (card === undefined || page === undefined) {
    painter.clear()
    return
  }
  const edit = page.edit.kind === 'revert' ? (book.find(page.edit.target)?.edit ?? page.edit) : page.edit
  if (card.side === 'before') {
    painter.seeds(sidesOf(edit))
    return
  }
  const now = await book.segmentsAt(pointsNamed(edit))
  painter.light([...new Set(now.map(({ segment }) => segment))])
}

function sidesOf(edit: Page['edit']): { readonly sources: readonly Point[]; readonly sinks: readonly Point[] } {
  if (edit.kind === 'split') return edit
  if (edit.kind === 'merge') return { sources: [edit.a], sinks: [edit.b] }
  return { sources: pointsNamed(edit), sinks: [] }
}
