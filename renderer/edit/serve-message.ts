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
import type { EditWorld, Sitting } from './edit-session.ts'
import type { FromEdit, SegmentNow, Spot, ToEdit } from './messages.ts'
import { must } from './open-dataset.ts'
import { readOnlyOf } from './own-log/log-state.ts'
import { answerCard, cardsOf, showCard } from './team/attention-cards.ts'

/** What the page may ask while a dataset is open. */
export type Question = Exclude<ToEdit, { readonly kind: 'start' | 'open' | 'close' | 'sync' | 'whereabouts' }>

type Asked<K extends Question['kind']> = Extract<Question, { readonly kind: K }>

/** Rejects with a `ProblemError` where the answer cannot be given. */
export async function answerQuestion(world: EditWorld, sitting: Sitting, question: Question): Promise<void> {
  const answer = await answerOf(world, sitting, question)
  if (answer === undefined) return
  world.post(answer)
  if (answer.kind === 'done' || answer.kind === 'imported') world.post({ kind: 'log', log: sitting.state() })
}

async function answerOf(world: EditWorld, sitting: Sitting, question: Question): Promise<FromEdit | undefined> {
  switch (question.kind) {
    case 'act':
      return answerAct(world, sitting, question)
    case 'try-merge':
      return answerTryMerge(sitting, question)
    case 'seeds':
      return answerSeeds(world, sitting, question)
    case 'light':
      return light(sitting, question.spots)
    case 'describe': {
      const spots = question.supervoxels.map((supervoxel): Spot => ({ supervoxel, position: [0, 0, 0] }))
      return { kind: 'described', id: question.id, segments: await segmentsOf(sitting, spots) }
    }
    case 'history':
      return answerHistory(sitting, question)
    case 'doubts':
      return { kind: 'doubts', id: question.id, ...(await sitting.doubts.next(question.take)) }
    case 'dismiss-doubt':
      sitting.doubts.dismiss(question.doubt)
      await world.notes.dismiss(sitting.dataset.id, question.doubt)
      return { kind: 'dismissed', id: question.id }
    case 'practice':
      return { kind: 'practice', id: question.id, score: await scorePractice(sitting) }
    case 'export-log':
      return { kind: 'exported', id: question.id, text: must(await sitting.log.exportText()) }
    case 'import-log':
      return answerImport(sitting, question)
    case 'attention':
      return { kind: 'attention', id: question.id, cards: await cardsOf(sitting) }
    case 'answer-card':
      return answerCard(world, sitting, question)
    case 'show-card':
      await showCard(sitting, question.card)
      return undefined
    default:
      return unreachable(question)
  }
}

async function answerAct(world: EditWorld, sitting: Sitting, { id, act, confirmed }: Asked<'act'>): Promise<FromEdit> {
  const readOnly = readOnlyOf(sitting)
  if (readOnly !== undefined) return { kind: 'refused', id, sentence: readOnly }
  const result = await performAct({ ...sitting, now: world.now }, act, confirmed)
  if (result.kind !== 'done') return { ...result, id }
  // Pixels first: the page hears of it while the gl worker draws.
  if (act.kind === 'split') {
    sitting.split.end()
    sitting.painter.clear()
  }
  return doneOf(sitting, id, result)
}

async function answerTryMerge(sitting: Sitting, { id, a, b }: Asked<'try-merge'>): Promise<FromEdit> {
  const [first, second] = await segmentsOf(sitting, [a, b])
  const tried = { kind: 'tried', id, a: first!, b: second! } as const
  const drafted = await draftMerge(sitting.book, a, b)
  if (drafted.kind === 'refused') return { ...tried, consequences: [], refusal: drafted.sentence }
  const dry = await tryDraft(sitting.book, drafted.draft, sitting.sign())
  if (dry.kind === 'refused') return { ...tried, consequences: [], refusal: dry.sentence }
  const edit = makeEdit(drafted.draft, sitting.sign(), dry)
  const consequences = await consequencesOf(sitting, edit)
  if (edit.kind !== 'merge') return { ...tried, consequences }
  return { ...tried, consequences, nearness: await nearnessOf(sitting.book, sitting.readDoubts, edit) }
}

async function answerSeeds(
  world: EditWorld,
  { split, painter }: Sitting,
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

async function light({ book, painter, readDoubts }: Sitting, spots: readonly Spot[]): Promise<undefined> {
  // The second point of a merge will ask for them.
  if (spots.length > 0) void readDoubts()
  const points = await book.bases.pointsAt(spots.filter(({ supervoxel }) => supervoxel !== 0n))
  if (points.length === 0) {
    painter.clear()
    return undefined
  }
  const now = await book.segmentsAt(points)
  painter.light([...new Set(now.map(({ segment }) => segment))])
  return undefined
}

async function answerHistory({ book, words }: Sitting, { id, skip, take, of }: Asked<'history'>): Promise<FromEdit> {
  const [point] = of === undefined ? [] : await book.bases.pointsAt([{ supervoxel: of, position: [0, 0, 0] }])
  const wanted = { skip, take, ...(point === undefined ? {} : { of: point }) }
  return { kind: 'history', id, ...(await historyOf(book, words, wanted)) }
}

/** Edits of another copy of this dataset's log, in their order, all or none. */
async function answerImport(sitting: Sitting, { id, text }: Asked<'import-log'>): Promise<FromEdit> {
  const { book, log, dataset } = sitting
  const readOnly = readOnlyOf(sitting)
  if (readOnly !== undefined) throw new ProblemError({ kind: 'forbidden', message: readOnly })
  const foreign = must(parseLogText(text))
  const own = book.pages.map(({ edit }) => edit)
  const unknown = must(unknownEdits(foreign, dataset.id, own))
  await book.bases.learn(unknown.flatMap(basesNamed))
  if (unknown.length > 0) {
    must(await log.append(unknown))
    sitting.written(unknown)
  }
  const before = book.pages.length
  const touched = new Set<bigint>()
  for (const edit of unknown) {
    const added = await sitting.fold(edit)
    for (const base of added.touched) touched.add(base)
  }
  sitting.split.edited(book.pages.slice(before), touched)
  await sitting.watch.touched(touched)
  return { kind: 'imported', id, edits: unknown.length, known: foreign.lines.length - unknown.length }
}

/** The segments of spots, those on background as segment 0 of no supervoxels. */
async function segmentsOf({ book }: Sitting, spots: readonly Spot[]): Promise<SegmentNow[]> {
  const points = await book.bases.pointsAt(spots.filter(({ supervoxel }) => supervoxel !== 0n))
  const now = await book.segmentsAt(points)
  let next = 0
  return spots.map(({ supervoxel }) =>
    supervoxel === 0n ? { supervoxel, segment: 0n, supervoxels: 0 } : { supervoxel, ...now[next++]! },
  )
}
