import type { EdgeRow } from '../../../shared/agglomeration/edge-rows.ts'
import { type RankedDoubt, type RankedSource, rankDoubts } from '../../../shared/doubts/doubts.ts'
import { type DoubtModel, errorProbability, readsVoxels } from '../../../shared/doubts/model/doubt-model.ts'
import {
  type ModelRanking,
  orderPlaces,
  type WeighedPlaces,
  weighPlaces,
} from '../../../shared/doubts/model/weighed-places.ts'
import { parseScoreRows } from '../../../shared/doubts/score-rows.ts'
import { scoredSource } from '../../../shared/doubts/scored-source.ts'
import { createSidesReader } from '../../../shared/doubts/sides.ts'
import type { Edit } from '../../../shared/edits/edit.ts'
import type { FoldedLog } from '../../../shared/folded-log/folded-log.ts'
import type { Vec3 } from '../../../shared/geometry.ts'
import { ProblemError } from '../../../shared/problem.ts'
import type { DoubtsPage } from '../messages.ts'
import type { AnswerMemory } from './answer-memory.ts'
import { createLearner, type Learner } from './learner.ts'
import { lookAtPlaces } from './look-at-places.ts'
import { openOnes } from './open-doubts.ts'
import type { Sharing } from './sharing.ts'
import { createTaught, NOTHING_LEARNED, type Taught } from './taught.ts'
import type { VoxelLooks } from './voxel-looks.ts'

export interface RankingParts {
  readonly foldedLog: FoldedLog
  /** The doubts that are dismissed now. */
  readonly dismissed: ReadonlySet<string>
  readonly memory: AnswerMemory
  readonly sharing: Pick<Sharing, 'others' | 'answered'>
  /** Ms since 1970. */
  readonly wallClock: () => number
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
export interface Ranking extends QueueModel, RankedSource {
  readonly places: WeighedPlaces
  /** Undefined where no model ranks: then nothing is learned. */
  readonly learning: Learning | undefined
  order: Order
}

interface Learning {
  readonly learner: Learner
  readonly taught: Taught
}

interface Order extends Pick<ModelRanking, 'leftOut'> {
  readonly doubts: readonly OrderedDoubt[]
}

/** `probability`: undefined where no model weighed it. */
export type OrderedDoubt = RankedDoubt & { readonly probability?: number }

/** The ranking of a dataset, made at the first request. It changes as more is known of places, and with answers. */
export interface LiveRanking {
  now(): Promise<Ranking>
  /** A person has this doubt in hand. */
  inHand(doubt: string): void
  /** This person made an edit, which is no undo and no redo. */
  edited(edit: Edit): void
  /** Learns from the answers that hold now, and orders anew what nobody has had in hand, if more is known of places. */
  relearn(ranking: Ranking): Promise<Pick<DoubtsPage, 'record' | 'learned'>>
  /** Nothing more is read for it. */
  close(): void
}

/** What a ranking remembers. */
interface Run {
  readonly parts: RankingParts
  /** The doubts that were in hand, as they came. */
  readonly seen: Set<string>
  /** Edits that nothing was learned from yet. */
  edits: Edit[]
  ranking: Promise<Ranking> | undefined
  /** More is known of places than the order says. It is made anew once the page asks, and says what is in hand. */
  isStale: boolean
  isReordered: boolean
  isClosed: boolean
  /** Resolves when a person takes up the queue, and when it is closed. */
  readonly takenUp: Promise<void>
  readonly takeUp: () => void
}

export function createLiveRanking(parts: RankingParts): LiveRanking {
  let takeUp = (): void => {}
  const takenUp = new Promise<void>((resolve) => {
    takeUp = resolve
  })
  const run: Run = {
    ...{ parts, takenUp, takeUp },
    seen: new Set(),
    edits: [],
    ranking: undefined,
    isStale: false,
    isReordered: false,
    isClosed: false,
  }
  return {
    now() {
      if (run.ranking !== undefined) return run.ranking
      const own = rank(parts)
      run.ranking = own
      own
        .then((ranking) => look(run, ranking))
        .catch((error: unknown) => {
          // A file that could not be read may be readable the next time.
          if (!(error instanceof ProblemError)) parts.report(error)
        })
      own.catch(() => {
        run.ranking = undefined
      })
      return run.ranking
    },
    inHand: (doubt) => {
      if (run.seen.has(doubt)) return
      run.seen.add(doubt)
      run.takeUp()
      // The page had asked before the order became another: where the doubt is now, nobody would find it.
      if (run.isReordered) run.isStale = true
    },
    edited(edit) {
      run.edits.push(edit)
      // Where nothing is ranked yet, that comes with the ranking.
      run.ranking?.then((ranking) => learnEdits(run, ranking)).catch(() => undefined)
    },
    async relearn(ranking) {
      const { learning } = ranking
      await learnEdits(run, ranking)
      if (learning === undefined) return NOTHING_LEARNED
      const { isOther, ...taken } = await learning.taught.relearn()
      if (isOther || run.isStale) {
        reorder(run, ranking, learning)
        run.isReordered = true
      }
      run.isStale = false
      if (isOther) parts.sharing.answered()
      return taken
    },
    close() {
      run.isClosed = true
      run.takeUp()
    },
  }
}

/** The doubts that were in hand come first, as they came. */
function reorder({ seen }: Run, ranking: Ranking, { learner }: Learning): void {
  ranking.order = orderPlaces(ranking.places, learner.weigh, [...seen])
}

async function learnEdits(run: Run, { learning }: Ranking): Promise<void> {
  const made = run.edits
  run.edits = []
  for (const edit of made) await learning?.taught.edited(edit)
}

async function look(run: Run, ranking: Ranking): Promise<void> {
  const { look: lookAt, foldedLog, dismissed, pause, reordered } = run.parts
  const { source, places, learning, model } = ranking
  // The bytes of voxels that nothing was learned from are not worth their way.
  if (learning === undefined || lookAt === undefined || !readsVoxels(model)) return
  const readSides = createSidesReader(source, pause)
  await lookAtPlaces(places.kept, {
    readVoxels: (candidate) => lookAt(candidate.position, (supervoxels) => readSides(candidate, supervoxels)),
    takenUp: run.takenUp,
    isOver: () => run.isClosed,
    openOnes: async (some) => {
      const open = await openOnes(foldedLog, some)
      return open.map(({ doubt }) => doubt).filter(({ id }) => !dismissed.has(id))
    },
    took: learning.learner.forget,
    looked: () => {
      run.isStale = true
      reordered()
    },
  })
}

async function rank(parts: RankingParts): Promise<Ranking> {
  const { foldedLog, readScores, readModel, voxelSize, pause } = parts
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
    return { ...read, ...ranked, places, learning: undefined, order: { doubts, leftOut: others } }
  }
  const places = await weighPlaces(ranked, pause, (candidate) => errorProbability(model, candidate))
  const { kept } = places
  const learner = createLearner(model, kept)
  const learning = { learner, taught: createTaught({ ...parts, learner, kept, others: () => parts.sharing.others }) }
  return { ...read, ...ranked, places, learning, order: orderPlaces(places, learner.weigh) }
}

function rowsOf({ text, file }: { readonly text: string; readonly file: string }): readonly EdgeRow[] {
  const rows = parseScoreRows(text, file)
  if (!rows.ok) throw new ProblemError(rows.problem)
  return rows.value
}
