import type { EdgeRow } from '../../../shared/agglomeration/edge-rows.ts'
import type { Candidate } from '../../../shared/doubts/candidate.ts'
import { type DoubtWish, isWished, withLast } from '../../../shared/doubts/doubt-wish.ts'
import { type RankedDoubt, type RankedSource, rankDoubts } from '../../../shared/doubts/doubts.ts'
import { type DoubtModel, errorProbability } from '../../../shared/doubts/model/doubt-model.ts'
import {
  type ModelRanking,
  orderPlaces,
  type Weigh,
  type WeighedPlaces,
  weighPlaces,
} from '../../../shared/doubts/model/weighed-places.ts'
import { whyOf } from '../../../shared/doubts/model/why.ts'
import { parseScoreRows } from '../../../shared/doubts/score-rows.ts'
import { scoredSource } from '../../../shared/doubts/scored-source.ts'
import { createSidesReader } from '../../../shared/doubts/sides.ts'
import type { FoldedLog } from '../../../shared/folded-log/folded-log.ts'
import type { Vec3 } from '../../../shared/geometry.ts'
import { ProblemError } from '../../../shared/problem.ts'
import type { Doubt, DoubtsPage, ListedDoubt } from '../messages.ts'
import { lookAtPlaces } from './look-at-places.ts'
import type { VoxelLooks } from './voxel-looks.ts'

/** The ranked doubts of a dataset, without the dismissed and the mended ones. They are ranked at the first request. */
export interface DoubtQueue {
  /**
   * So many of the wanted doubts from one on, or from what follows it where it is open no more; from the first where none
   * is named. `inHand`: the doubt that a person looks at. When more is known of places, those that were in hand come first, as
   * they came, so that it stays in its place.
   */
  from(doubt: string | undefined, take: number, wish?: DoubtWish, inHand?: string): Promise<DoubtsPage>
  /** A doubt by its id, open or not. */
  find(doubt: string): Promise<Doubt | undefined>
  dismiss(doubt: string): void
  /** The dismissal is taken back. */
  reopen(doubt: string): void
  /** Nothing more is read for it. */
  close(): void
}

export interface DoubtParts {
  readonly foldedLog: FoldedLog
  readonly dismissed: ReadonlySet<string>
  /** Reads a table of scores. Where it is undefined, the agglomeration's own scores rank the doubts. */
  readonly readScores: () => Promise<{ readonly text: string; readonly file: string } | undefined>
  /** Reads the model that ranks. Where there is none, the expected effect by affinities ranks. */
  readonly readModel: () => Promise<QueueModel>
  /** Reads the evidence of the voxels around a place. Without it the edges alone rank. */
  readonly look?: VoxelLooks['look'] | undefined
  readonly voxelSize: Vec3
  /** Is awaited after each slice of the ranking, so that acts get their turn. */
  readonly pause: () => Promise<void>
  /** The order is another than it was told. */
  readonly reordered: () => void
  /** Hears of bugs. */
  readonly report: (error: unknown) => void
}

/** A model of doubts, and why it is not the one that the dataset names, where that could not be read. */
export interface QueueModel {
  readonly model: DoubtModel | undefined
  readonly problem?: string | undefined
}

/** The whole queue, as it is ranked now. */
interface Ranking extends QueueModel, RankedSource {
  readonly places: WeighedPlaces
  readonly weigher: Weigher | undefined
  order: Order
}

interface Order extends Pick<ModelRanking, 'leftOut'> {
  readonly doubts: readonly OrderedDoubt[]
  /** The doubts that the model is sure of. */
  readonly sure: ReadonlySet<string>
}

/** `probability`: undefined where no model weighed it. */
type OrderedDoubt = RankedDoubt & { readonly probability?: number }

/** The model's record is of the doubts that it gave at least this probability. */
const SURE = 0.7

export function createDoubtQueue(parts: DoubtParts): DoubtQueue {
  const { foldedLog, pause, reordered, report } = parts
  const dismissed = new Set(parts.dismissed)
  let ranking: Promise<Ranking> | undefined
  /** The doubts that were in hand, as they came. */
  const seen = new Set<string>()
  let isClosed = false

  const look = async (ranked: Ranking): Promise<void> => {
    const { source, places, weigher } = ranked
    const { look: lookAt } = parts
    if (weigher === undefined || lookAt === undefined) return
    const readSides = createSidesReader(source, pause)
    await lookAtPlaces(places.kept, {
      readVoxels: (candidate) => lookAt(candidate.position, (supervoxels) => readSides(candidate, supervoxels)),
      isOver: () => isClosed,
      openOnes: async (some) => {
        const open = await openOnes(foldedLog, some)
        return open.map(({ doubt }) => doubt).filter(({ id }) => !dismissed.has(id))
      },
      took: weigher.forget,
      looked: () => {
        ranked.order = orderOf(places, weigher.weigh, [...seen])
        reordered()
      },
    })
  }
  const ranked = (): Promise<Ranking> => {
    if (ranking !== undefined) return ranking
    const own = rank(parts)
    ranking = own
    own.then(look).catch((error: unknown) => {
      // A file that could not be read may be readable the next time.
      if (!(error instanceof ProblemError)) report(error)
    })
    own.catch(() => {
      ranking = undefined
    })
    return ranking
  }

  return {
    async from(doubt, take, wish = {}, inHand) {
      if (inHand !== undefined) seen.add(inHand)
      const { model, problem, order } = await ranked()
      const waiting = order.doubts.filter(({ id }) => !dismissed.has(id))
      const open = await openOnes(foldedLog, waiting)
      const wished = await wishedOnes(foldedLog, open, wish)
      const before = countBefore(withLast(order.doubts, wish.last), wished, doubt)
      const doubts = wished.slice(before, before + take).map((one) => asListed(one, model))
      const record = recordOf(order.sure, waiting, open, dismissed)
      const { leftOut } = order
      return { left: wished.length, all: open.length, before, doubts, leftOut, record, modelProblem: problem }
    },
    async find(doubt) {
      const { model, order, places, weigher } = await ranked()
      const ordered = order.doubts.find(({ id }) => id === doubt)
      if (ordered !== undefined) return asDoubt(ordered, model)
      // What voxels made unlikely is in no list, and an answer to it is taken back all the same.
      const kept = places.kept.find(({ id }) => id === doubt)
      return kept && asDoubt({ ...kept, score: 0, ...(weigher && { probability: weigher.weigh(kept) }) }, model)
    },
    dismiss: (doubt) => void dismissed.add(doubt),
    reopen: (doubt) => void dismissed.delete(doubt),
    close: () => {
      isClosed = true
    },
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
  const others = { count: 0, errors: 0 }
  if (model === undefined) {
    const doubts = await rankDoubts(ranked, pause)
    const places = { kept: doubts, others, isNoneWorth: false }
    return { ...read, ...ranked, places, weigher: undefined, order: { doubts, leftOut: others, sure: new Set() } }
  }
  const places = await weighPlaces(ranked, pause, (candidate) => errorProbability(model, candidate))
  const weigher = createWeigher(model)
  return { ...read, ...ranked, places, weigher, order: orderOf(places, weigher.weigh, []) }
}

/** Weighs each candidate once for what is known of it. */
interface Weigher {
  readonly weigh: Weigh
  /** Another thing is known of this candidate now. */
  readonly forget: (candidate: Candidate) => void
}

function createWeigher(model: DoubtModel): Weigher {
  const known = new Map<string, number>()
  return {
    weigh: (candidate) => {
      const probability = known.get(candidate.id) ?? errorProbability(model, candidate)
      known.set(candidate.id, probability)
      return probability
    },
    forget: ({ id }) => void known.delete(id),
  }
}

function orderOf(places: WeighedPlaces, weigh: Weigh, seen: readonly string[]): Order {
  const { doubts, leftOut } = orderPlaces(places, weigh, seen)
  return { doubts, leftOut, sure: new Set(doubts.filter(({ probability }) => probability >= SURE).map(({ id }) => id)) }
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
  const rows = parseScoreRows(text, file)
  if (!rows.ok) throw new ProblemError(rows.problem)
  return rows.value
}

interface OpenDoubt<D extends Candidate = OrderedDoubt> {
  readonly doubt: D
  /** Of its two supervoxels. */
  readonly segments: readonly [bigint, bigint]
}

/** Missed merges whose sides are still apart, and false merges whose sides are still together. */
async function openOnes<D extends Candidate>(foldedLog: FoldedLog, doubts: readonly D[]): Promise<OpenDoubt<D>[]> {
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

function asDoubt(doubt: OrderedDoubt, model: DoubtModel | undefined): Doubt {
  const { id, kind, a, b, position, affinity, effect, probability } = doubt
  const sides = { a: { supervoxel: a, position }, b: { supervoxel: b, position } }
  const judged = model && probability !== undefined && { probability, why: whyOf(model, doubt) }
  return { id, kind, ...sides, position, affinity, effect, ...judged }
}
