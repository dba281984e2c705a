import { unreachable } from '../../shared/assert.ts'
import { historyOf } from '../../shared/history/history.ts'
import { parseLogText, unknownEdits } from '../../shared/log/log-text.ts'
import { ProblemError } from '../../shared/problem.ts'
import { performAct } from './acts/acts.ts'
import { commitEdits } from './acts/commit-edit.ts'
import { draftMerge } from './acts/drafts.ts'
import { scorePractice } from './doubts/practice-score.ts'
import type { EditBackend } from './edit-backend.ts'
import type { EditSession } from './edit-session.ts'
import type { FromEdit, Point, SegmentNow, ToEdit } from './messages.ts'
import { unwrap } from './open-dataset.ts'
import { logStateOf } from './own-log/log-state.ts'
import { answerCard, cardsOf, showCard } from './team/attention-cards.ts'

/** What the page may ask while a dataset is open. */
export type PageRequest = Exclude<ToEdit, { readonly kind: 'start' | 'open' | 'close' | 'sync' | 'whereabouts' }>

type RequestOf<K extends PageRequest['kind']> = Extract<PageRequest, { readonly kind: K }>

/** Does what the page asks and posts the reply. Rejects with a `ProblemError` where that cannot be done. */
export async function serveMessage(session: EditSession, request: PageRequest): Promise<void> {
  const { post } = session.world
  const reply = await replyTo(session, request)
  if (reply === undefined) return
  post(reply)
  if (reply.kind === 'done' || reply.kind === 'imported') post({ kind: 'log', log: logStateOf(session) })
}

async function replyTo(session: EditSession, request: PageRequest): Promise<FromEdit | undefined> {
  switch (request.kind) {
    case 'act':
      return replyToAct(session, request)
    case 'try-merge':
      return replyToTryMerge(session, request)
    case 'seeds':
      return replyToSeeds(session, request)
    case 'light':
      return light(session, request.points)
    case 'describe': {
      const points = request.supervoxels.map((supervoxel): Point => ({ supervoxel, position: [0, 0, 0] }))
      return { kind: 'described', id: request.id, segments: await segmentsOf(session.backend, points) }
    }
    case 'history':
      return replyToHistory(session, request)
    case 'doubts':
      return { kind: 'doubts', id: request.id, ...(await session.doubts.next(request.take)) }
    case 'dismiss-doubt':
      session.doubts.dismiss(request.doubt)
      await session.world.records.dismiss(session.opened.dataset.id, request.doubt)
      return { kind: 'dismissed', id: request.id }
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
  const reply = await performAct(session, act, confirmed)
  if (reply.kind === 'done' && act.kind === 'split') endSplit(session)
  return { ...reply, id }
}

function endSplit({ split, screen }: EditSession): void {
  split.end()
  screen.painter.clear()
}

async function replyToTryMerge({ backend }: EditSession, { id, a, b }: RequestOf<'try-merge'>): Promise<FromEdit> {
  const [first, second] = await segmentsOf(backend, [a, b])
  const reply = { kind: 'tried', id, a: first!, b: second! } as const
  const drafted = await draftMerge(backend, a, b)
  const tried = drafted.kind === 'refused' ? drafted : await backend.try(drafted.draft)
  if (tried.kind === 'refused') return { ...reply, consequences: [], refusal: tried.sentence }
  const { edit } = tried
  const consequences = await backend.consequencesOf(edit)
  return { ...reply, consequences, nearness: edit.kind === 'merge' ? await backend.nearnessOf(edit) : undefined }
}

async function replyToSeeds(session: EditSession, { id, sources, sinks }: RequestOf<'seeds'>): Promise<FromEdit> {
  const { split, screen, world } = session
  const start = world.now()
  const empty = { kind: 'preview', id, pieces: [], cost: 0, edges: 0 } as const
  if (sources.length + sinks.length === 0) {
    endSplit(session)
    return { ...empty, ms: world.now() - start }
  }
  const plan = await split.seed(sources, sinks)
  screen.painter.split(split, plan)
  const ms = world.now() - start
  if (plan === undefined) return { ...empty, ms }
  if (plan.kind === 'refused') return { ...empty, ms, refusal: plan.sentence }
  return { ...empty, pieces: plan.pieces, cost: plan.cost, edges: plan.edges, ms }
}

async function light({ backend, screen, readDoubts }: EditSession, points: readonly Point[]): Promise<undefined> {
  // The second point of a merge will need them.
  if (points.length > 0) void readDoubts()
  const inTissue = await backend.pointsAt(points.filter(({ supervoxel }) => supervoxel !== 0n))
  if (inTissue.length === 0) {
    screen.painter.clear()
    return undefined
  }
  const now = await backend.segmentsAt(inTissue)
  screen.painter.light([...new Set(now.map(({ segment }) => segment))])
  return undefined
}

async function replyToHistory(
  { opened: { foldedLog }, words }: EditSession,
  { id, skip, take, of }: RequestOf<'history'>,
): Promise<FromEdit> {
  const [point] = of === undefined ? [] : await foldedLog.bases.pointsAt([{ supervoxel: of, position: [0, 0, 0] }])
  return { kind: 'history', id, ...(await historyOf(foldedLog, words, { skip, take, of: point })) }
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

/** The segments of points. A point on background has segment 0 without supervoxels. */
async function segmentsOf(backend: EditBackend, points: readonly Point[]): Promise<SegmentNow[]> {
  const inTissue = await backend.pointsAt(points.filter(({ supervoxel }) => supervoxel !== 0n))
  const now = await backend.segmentsAt(inTissue)
  let next = 0
  return points.map(({ supervoxel }) =>
    supervoxel === 0n ? { supervoxel, segment: 0n, supervoxels: 0 } : { supervoxel, ...now[next++]! },
  )
}
