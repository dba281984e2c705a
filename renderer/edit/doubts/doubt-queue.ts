import { type EdgeRow, parseEdgeRows } from '../../../shared/agglomeration/edge-rows.ts'
import { type DoubtWish, isWished, withLast } from '../../../shared/doubts/doubt-wish.ts'
import { type RankedDoubt, type RankedSource, rankDoubts } from '../../../shared/doubts/doubts.ts'
import { type DoubtModel, errorProbability } from '../../../shared/doubts/model/doubt-model.ts'
import { type LeftOut, rankByModel } from '../../../shared/doubts/model/rank-by-model.ts'
import { whyOf } from '../../../shared/doubts/model/why.ts'
import { scoredSource } from '../../../shared/doubts/scored-source.ts'
import type { FoldedLog } from '../../../shared/folded-log/folded-log.ts'
import type { Vec3 } from '../../../shared/geometry.ts'
import { ProblemError } from '../../../shared/problem.ts'
import type { Doubt, DoubtsPage, ListedDoubt } from '../messages.ts'

/** The ranked doubts of a dataset, without the dismissed and the mended ones. They are ranked at the first request. */
export interface DoubtQueue {
  /**
   * So many of the wanted doubts from one on, or from what follows it where it is open no more; from the first where none
   * is named.
   */
  from(doubt: string | undefined, take: number, wish?: DoubtWish): Promise<DoubtsPage>
  /** A doubt by its id, open or not. */
  find(doubt: string): Promise<Doubt | undefined>
  dismiss(doubt: string): void
  /** The dismissal is taken back. */
  reopen(doubt: string): void
}

export interface DoubtParts {
  readonly foldedLog: FoldedLog
  readonly dismissed: ReadonlySet<string>
  /** Reads a table of scores. Where it is undefined, the agglomeration's own scores rank the doubts. */
  readonly readScores: () => Promise<{ readonly text: string; readonly file: string } | undefined>
  /** Reads the model that ranks. Where there is none, the expected effect by affinities ranks. */
  readonly readModel: () => Promise<QueueModel>
  readonly voxelSize: Vec3
  /** Is awaited after each slice of the ranking, so that acts get their turn. */
  readonly pause: () => Promise<void>
}

/** A model of doubts, and why it is not the one that the dataset names, where that could not be read. */
export interface QueueModel {
  readonly model: DoubtModel | undefined
  readonly problem?: string | undefined
}

/** The whole queue, as it was ranked once. */
interface Ranking extends QueueModel {
  readonly doubts: readonly RankedDoubt[]
  readonly leftOut: LeftOut
  /** The doubts that the model is sure of. */
  readonly sure: ReadonlySet<string>
}

/** The model's record is of the doubts that it gave at least this probability. */
const SURE = 0.7

export function createDoubtQueue(parts: DoubtParts): DoubtQueue {
  const dismissed = new Set(parts.dismissed)
  let ranking: Promise<Ranking> | undefined

  const ranked = (): Promise<Ranking> => {
    ranking ??= rank(parts)
    // A file that could not be read may be readable the next time.
    ranking.catch(() => {
      ranking = undefined
    })
    return ranking
  }

  return {
    async from(doubt, take, wish = {}) {
      const { doubts: all, leftOut, model, problem, sure } = await ranked()
      const waiting = all.filter(({ id }) => !dismissed.has(id))
      const open = await openOnes(parts.foldedLog, waiting)
      const wished = await wishedOnes(parts.foldedLog, open, wish)
      const before = countBefore(withLast(all, wish.last), wished, doubt)
      const doubts = wished.slice(before, before + take).map((one) => asListed(one, model))
      const record = recordOf(sure, waiting, open, dismissed)
      return { left: wished.length, all: open.length, before, doubts, leftOut, record, modelProblem: problem }
    },
    async find(doubt) {
      const { doubts, model } = await ranked()
      const found = doubts.find(({ id }) => id === doubt)
      return found && asDoubt(found, model)
    },
    dismiss: (doubt) => void dismissed.add(doubt),
    reopen: (doubt) => void dismissed.delete(doubt),
  }
}

async function rank({ foldedLog, readScores, readModel, voxelSize, pause }: DoubtParts): Promise<Ranking> {
  const read = await readModel()
  const scores = await readScores()
  const { source } = foldedLog.bases
  const ranked: RankedSource = {
    source: scores === undefined ? source : await scoredSource(source, rowsOf(scores), voxelSize),
    voxelSize,
  }
  const { model } = read
  if (model === undefined) {
    return { ...read, doubts: await rankDoubts(ranked, pause), leftOut: { count: 0, errors: 0 }, sure: new Set() }
  }
  const ranking = await rankByModel(ranked, pause, model)
  const sure = ranking.doubts.filter((doubt) => errorProbability(model, doubt) >= SURE)
  return { ...read, ...ranking, sure: new Set(sure.map(({ id }) => id)) }
}

/** Of the doubts that the model was sure of: those that are closed, by an answer or an edit, and the mended ones of them. */
function recordOf(
  sure: ReadonlySet<string>,
  waiting: readonly RankedDoubt[],
  open: readonly OpenDoubt[],
  dismissed: ReadonlySet<string>,
): DoubtsPage['record'] {
  const count = (ids: Iterable<string>) => Array.from(ids).filter((id) => sure.has(id)).length
  const mended = count(waiting.map(({ id }) => id)) - count(open.map(({ doubt }) => doubt.id))
  return { answered: mended + count(dismissed), mended }
}

function rowsOf({ text, file }: { readonly text: string; readonly file: string }): readonly EdgeRow[] {
  const rows = parseEdgeRows(text, file)
  if (!rows.ok) throw new ProblemError(rows.problem)
  return rows.value
}

interface OpenDoubt {
  readonly doubt: RankedDoubt
  /** Of its two supervoxels. */
  readonly segments: readonly [bigint, bigint]
}

/** Missed merges whose sides are still apart, and false merges whose sides are still together. */
async function openOnes(foldedLog: FoldedLog, doubts: readonly RankedDoubt[]): Promise<OpenDoubt[]> {
  const points = doubts.flatMap(({ a, b, baseA, baseB }) => [
    { supervoxel: a, base: baseA },
    { supervoxel: b, base: baseB },
  ])
  const now = await foldedLog.segmentsAt(points)
  const all = doubts.map((doubt, i) => ({ doubt, segments: [now[2 * i]!.segment, now[2 * i + 1]!.segment] as const }))
  return all.filter(({ doubt: { kind }, segments: [a, b] }) => (a === b) === (kind === 'false-merge'))
}

/** Those that a person wants to see, in the order of the ranking, the last ones last. */
async function wishedOnes(
  { bases, segmentsAt }: FoldedLog,
  open: readonly OpenDoubt[],
  wish: DoubtWish,
): Promise<readonly OpenDoubt[]> {
  const [base] = wish.of === undefined ? [] : await bases.basesOf(BigUint64Array.of(wish.of))
  const [now] = wish.of === undefined || base === undefined ? [] : await segmentsAt([{ supervoxel: wish.of, base }])
  const wished = open.filter(({ doubt, segments }) => isWished(doubt, segments, wish, now?.segment))
  return withLast(
    wished.map((one) => ({ id: one.doubt.id, one })),
    wish.last,
  ).map(({ one }) => one)
}

/** The number of open doubts before one of the ranking. Both lists have the order of the ranking. */
function countBefore(all: readonly RankedDoubt[], open: readonly OpenDoubt[], doubt: string | undefined): number {
  let count = 0
  for (const { id } of all) {
    if (id === doubt) return count
    if (open[count]?.doubt.id === id) count++
  }
  return 0
}

function asListed({ doubt, segments }: OpenDoubt, model: DoubtModel | undefined): ListedDoubt {
  return { ...asDoubt(doubt, model), segments: [...new Set(segments)] }
}

function asDoubt(doubt: RankedDoubt, model: DoubtModel | undefined): Doubt {
  const { id, kind, a, b, position, affinity, effect } = doubt
  const sides = { a: { supervoxel: a, position }, b: { supervoxel: b, position } }
  const judged = model && { probability: errorProbability(model, doubt), why: whyOf(model, doubt) }
  return { id, kind, ...sides, position, affinity, effect, ...judged }
}
