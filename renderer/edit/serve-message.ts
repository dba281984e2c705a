import { consequencesOf } from '../../shared/acts/consequences.ts'
import { nearnessOf } from '../../shared/acts/contact.ts'
import { makeEdit } from '../../shared/acts/make-edit.ts'
import { unreachable } from '../../shared/assert.ts'
import { basesNamed } from '../../shared/folded-log/base-keeper.ts'
import { historyOf } from '../../shared/history/history.ts'
import { parseLogText, unknownEdits } from '../../shared/log/log-text.ts'
import { ProblemError } from '../../shared/problem.ts'
import { performAct } from './acts/acts.ts'
import { doneOf } from './acts/done.ts'
import { draftMerge, tryDraft } from './acts/drafts.ts'
import { scorePractice } from './doubts/practice-score.ts'
import type { EditSession, EditWorld } from './edit-session.ts'
import type { FromEdit, Point, SegmentNow, ToEdit } from './messages.ts'
import { must } from './open-dataset.ts'
import { readOnlyOf } from './own-log/log-state.ts'
import { answerCard, cardsOf, showCard } from './team/attention-cards.ts'

/** What the page may ask while a dataset is open. */
export type Question = Exclude<ToEdit, { readonly kind: 'start' | 'open' | 'close' | 'sync' | 'whereabouts' }>

type Asked<K extends Question['kind']> = Extract<Question, { readonly kind: K }>

/** Rejects with a `ProblemError` where the answer cannot be given. */
export async function serveMessage(world: EditWorld, session: EditSession, question: Question): Promise<void> {
  const answer = await answerOf(world, session, question)
  if (answer === undefined) return
  world.post(answer)
  if (answer.kind === 'done' || answer.kind === 'imported') world.post({ kind: 'log', log: session.state() })
}

async function answerOf(world: EditWorld, session: EditSession, question: Question): Promise<FromEdit | undefined> {
  switch (question.kind) {
    case 'act':
      return answerAct(world, session, question)
    case 'try-merge':
      return answerTryMerge(session, question)
    case 'seeds':
      return answerSeeds(world, session, question)
    case 'light':
      return light(session, question.points)
    case 'describe': {
      const points = question.supervoxels.map((supervoxel): Point => ({ supervoxel, position: [0, 0, 0] }))
      return { kind: 'described', id: question.id, segments: await segmentsOf(session, points) }
    }
    case 'history':
      return answerHistory(session, question)
    case 'doubts':
      return { kind: 'doubts', id: question.id, ...(await session.doubts.next(question.take)) }
    case 'dismiss-doubt':
      session.doubts.dismiss(question.doubt)
      await world.records.dismiss(session.dataset.id, question.doubt)
      return { kind: 'dismissed', id: question.id }
    case 'practice':
      return { kind: 'practice', id: question.id, score: await scorePractice(session) }
    case 'export-log':
      return { kind: 'exported', id: question.id, text: must(await session.log.exportText()) }
    case 'import-log':
      return answerImport(session, question)
    case 'attention':
      return { kind: 'attention', id: question.id, cards: await cardsOf(session) }
    case 'answer-card':
      return answerCard(world, session, question)
    case 'show-card':
      await showCard(session, question.card)
      return undefined
    default:
      return unreachable(question)
  }
}

async function answerAct(
  world: EditWorld,
  session: EditSession,
  { id, act, confirmed }: Asked<'act'>,
): Promise<FromEdit> {
  const readOnly = readOnlyOf(session)
  if (readOnly !== undefined) return { kind: 'refused', id, sentence: readOnly }
  const result = await performAct({ ...session, now: world.now }, act, confirmed)
  if (result.kind !== 'done') return { ...result, id }
  // Pixels first: the page hears of it while the gl worker draws.
  if (act.kind === 'split') {
    session.split.end()
    session.painter.clear()
  }
  return doneOf(session, id, result)
}

async function answerTryMerge(session: EditSession, { id, a, b }: Asked<'try-merge'>): Promise<FromEdit> {
  const [first, second] = await segmentsOf(session, [a, b])
  const tried = { kind: 'tried', id, a: first!, b: second! } as const
  const drafted = await draftMerge(session.foldedLog, a, b)
  if (drafted.kind === 'refused') return { ...tried, consequences: [], refusal: drafted.sentence }
  const dry = await tryDraft(session.foldedLog, drafted.draft, session.sign())
  if (dry.kind === 'refused') return { ...tried, consequences: [], refusal: dry.sentence }
  const edit = makeEdit(drafted.draft, session.sign(), dry)
  const consequences = await consequencesOf(session, edit)
  if (edit.kind !== 'merge') return { ...tried, consequences }
  return { ...tried, consequences, nearness: await nearnessOf(session.foldedLog, session.readDoubts, edit) }
}

async function answerSeeds(
  world: EditWorld,
  { split, painter }: EditSession,
  { id, sources, sinks }: Asked<'seeds'>,
): Promise<FromEdit> {
  const start = world.now()
  const empty = { kind: 'preview', id, pieces: [], cost: 0, edges: 0 } as const
  if (sources.length + sinks.length === 0) {
    split.end()
    painter.clear()
    return { ...empty, ms: world.now() - start }
  }
  const plan = await split.seed(sources, sinks)
  painter.split(split, plan)
  const ms = world.now() - start
  if (plan === undefined) return { ...empty, ms }
  if (plan.kind === 'refused') return { ...empty, ms, refusal: plan.sentence }
  return { ...empty, pieces: plan.pieces, cost: plan.cost, edges: plan.edges, ms }
}

async function light({ foldedLog, painter, readDoubts }: EditSession, points: readonly Point[]): Promise<undefined> {
  // The second point of a merge will ask for them.
  if (points.length > 0) void readDoubts()
  const inTissue = await foldedLog.bases.pointsAt(points.filter(({ supervoxel }) => supervoxel !== 0n))
  if (inTissue.length === 0) {
    painter.clear()
    return undefined
  }
  const now = await foldedLog.segmentsAt(inTissue)
  painter.light([...new Set(now.map(({ segment }) => segment))])
  return undefined
}

async function answerHistory(
  { foldedLog, words }: EditSession,
  { id, skip, take, of }: Asked<'history'>,
): Promise<FromEdit> {
  const [point] = of === undefined ? [] : await foldedLog.bases.pointsAt([{ supervoxel: of, position: [0, 0, 0] }])
  const wanted = { skip, take, ...(point === undefined ? {} : { of: point }) }
  return { kind: 'history', id, ...(await historyOf(foldedLog, words, wanted)) }
}

/** Edits of another copy of this dataset's log, in their order, all or none. */
async function answerImport(session: EditSession, { id, text }: Asked<'import-log'>): Promise<FromEdit> {
  const { foldedLog, log, dataset } = session
  const readOnly = readOnlyOf(session)
  if (readOnly !== undefined) throw new ProblemError({ kind: 'forbidden', message: readOnly })
  const foreign = must(parseLogText(text))
  const own = foldedLog.edits.map(({ edit }) => edit)
  const unknown = must(unknownEdits(foreign, dataset.id, own))
  await foldedLog.bases.learn(unknown.flatMap(basesNamed))
  if (unknown.length > 0) {
    must(await log.append(unknown))
    session.written(unknown)
  }
  const before = foldedLog.edits.length
  const touched = new Set<bigint>()
  for (const edit of unknown) {
    const added = await session.fold(edit)
    for (const base of added.touched) touched.add(base)
  }
  session.split.edited(foldedLog.edits.slice(before), touched)
  await session.watch.touched(touched)
  return { kind: 'imported', id, edits: unknown.length, known: foreign.lines.length - unknown.length }
}

/** The segments of points, those on background as segment 0 of no supervoxels. */
async function segmentsOf({ foldedLog }: EditSession, points: readonly Point[]): Promise<SegmentNow[]> {
  const inTissue = await foldedLog.bases.pointsAt(points.filter(({ supervoxel }) => supervoxel !== 0n))
  const now = await foldedLog.segmentsAt(inTissue)
  let next = 0
  return points.map(({ supervoxel }) =>
    supervoxel === 0n ? { supervoxel, segment: 0n, supervoxels: 0 } : { supervoxel, ...now[next++]! },
  )
}
