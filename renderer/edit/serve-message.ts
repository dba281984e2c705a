import { unreachable } from '../../shared/assert.ts'
import { historyOf } from '../../shared/history/history.ts'
import { parseLogText, unknownEdits } from '../../shared/log/log-text.ts'
import { ProblemError } from '../../shared/problem.ts'
import { performAct } from './acts/acts.ts'
import { commitEdits } from './acts/commit-edit.ts'
import { findIds } from './acts/find-ids.ts'
import { endSplit, previewOf, segmentsOf } from './acts/preview.ts'
import { answerDoubt, moveAnswer } from './doubts/answer-doubt.ts'
import { scorePractice } from './doubts/practice-score.ts'
import type { EditSession } from './edit-session.ts'
import type { FromEdit, Point, ToEdit } from './messages.ts'
import { unwrap } from './open-dataset.ts'
import { logStateOf } from './own-log/log-state.ts'
import { landmarksOfSegment } from './places/landmarks-of-segment.ts'
import { placesOfSegment } from './places/places-of-segment.ts'
import { wishSharing } from './team/answer-sharing.ts'
import { answerCard, cardsOf, showCard } from './team/attention-cards.ts'

/** What the page may ask while a dataset is open. */
export type PageRequest = Exclude<ToEdit, { readonly kind: 'start' | 'open' | 'close' | 'sync' | 'whereabouts' }>

/** Replies after which the log, or what undo and redo take on, is another. */
const CHANGES_LOG_STATE: ReadonlySet<FromEdit['kind']> = new Set(['made', 'imported', 'answered'])

type RequestOf<K extends PageRequest['kind']> = Extract<PageRequest, { readonly kind: K }>

/** Does what the page asks and posts the reply. Rejects with a `ProblemError` where that cannot be done. */
export async function serveMessage(session: EditSession, request: PageRequest): Promise<void> {
  const { post } = session.world
  const reply = await replyTo(session, request)
  if (reply === undefined) return
  post(reply)
  if (CHANGES_LOG_STATE.has(reply.kind)) post({ kind: 'log', log: logStateOf(session) })
}

async function replyTo(session: EditSession, request: PageRequest): Promise<FromEdit | undefined> {
  switch (request.kind) {
    case 'act':
      return replyToAct(session, request)
    case 'preview':
      return { kind: 'previewed', id: request.id, ...(await previewOf(session, request.points)) }
    case 'describe': {
      const points = request.supervoxels.map((supervoxel): Point => ({ supervoxel, position: [0, 0, 0] }))
      return { kind: 'described', id: request.id, segments: await segmentsOf(session.backend, points) }
    }
    case 'find':
      return { kind: 'found', id: request.id, segments: await findIds(session, request.ids) }
    case 'places':
      return { kind: 'places', id: request.id, ...(await placesOfSegment(session, request.supervoxel)) }
    case 'landmarks':
      return { kind: 'landmarks', id: request.id, ...(await landmarksOfSegment(session, request.supervoxel)) }
    case 'history':
      return replyToHistory(session, request)
    case 'doubts':
      return replyToDoubts(session, request)
    case 'dismiss-doubt':
      await answerDoubt(session, request.doubt)
      session.answers.answered(request.doubt)
      return { kind: 'dismissed', id: request.id, log: logStateOf(session) }
    case 'forget-answers':
      await (request.isBack ? session.memory.bringBack() : session.memory.forget())
      return { kind: 'forgot', id: request.id }
    case 'share-answers':
      await wishSharing(session, request.isOn)
      return { kind: 'sharing', id: request.id }
    case 'size':
      return { kind: 'sized', id: request.id, voxels: await session.voxelSizes.of(request.supervoxels) }
    case 'practice':
      return { kind: 'practice', id: request.id, score: await scorePractice(session.opened) }
    case 'export-log':
      return { kind: 'exported', id: request.id, text: unwrap(await session.opened.log.exportText()) }
    case 'import-log':
      return importLog(session, request)
    case 'attention':
      return { kind: 'attention', id: request.id, cards: await cardsOf(session) }
    case 'answer-card':
      return { ...(await answerCard(session, request)), id: request.id }
    case 'show-card':
      await showCard(session, request.card)
      return undefined
    default:
      return unreachable(request)
  }
}

async function replyToAct(session: EditSession, { id, act, confirmed }: RequestOf<'act'>): Promise<FromEdit> {
  const answer = act.kind === 'undo' || act.kind === 'redo' ? await moveAnswer(session, act.kind) : undefined
  if (answer !== undefined) return { ...answer, id }
  const reply = await performAct(session, act, confirmed)
  if (reply.kind === 'made' && act.kind === 'split') endSplit(session)
  return { ...reply, id }
}

async function replyToDoubts(
  { doubts, sharing: { wish, problem }, opened }: EditSession,
  { id, from, take, wish: wanted, inHand }: RequestOf<'doubts'>,
): Promise<FromEdit> {
  const page = await doubts.from(from, take, wanted, inHand)
  const sharing = opened.store === undefined ? undefined : { wish, problem }
  return { kind: 'doubts', id, ...page, learned: { ...page.learned, sharing } }
}

async function replyToHistory(
  { opened: { foldedLog }, context }: EditSession,
  { id, skip, take, of }: RequestOf<'history'>,
): Promise<FromEdit> {
  const [point] = of === undefined ? [] : await foldedLog.bases.pointsAt([{ supervoxel: of, position: [0, 0, 0] }])
  return { kind: 'history', id, ...(await historyOf(foldedLog, context, { skip, take, of: point })) }
}

/** Takes in the edits of another copy of this dataset's log, in their order, all or none. */
async function importLog(session: EditSession, { id, text }: RequestOf<'import-log'>): Promise<FromEdit> {
  const { backend, opened } = session
  const readOnly = backend.readOnly()
  if (readOnly !== undefined) throw new ProblemError({ kind: 'forbidden', message: readOnly })
  const foreign = unwrap(parseLogText(text))
  const own = opened.foldedLog.edits.map(({ edit }) => edit)
  const unknown = unwrap(unknownEdits(foreign, opened.dataset.id, own))
  if (unknown.length > 0) unwrap(await commitEdits(session, unknown))
  return { kind: 'imported', id, edits: unknown.length, known: foreign.lines.length - unknown.length }
}
