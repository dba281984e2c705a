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
  /** Called when the order is due to change: the page asks again. */
  readonly reordered: () => void
  /** Called with errors that are bugs. */
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
  /** The ranking as it is now. The first call makes it. */
  current(): Promise<Ranking>
  /** Takes note that a person has this doubt in hand. */
  inHand(doubt: string): void
  /** Learns from an edit of this person that is no undo and no redo. */
  edited(edit: Edit): void
  /** Learns from the answers that hold now, and orders anew what nobody has had in hand, if more is known of places. */
  relearn(ranking: Ranking): Promise<Pick<DoubtsPage, 'record' | 'learned'>>
  /** Stops all reading for the ranking. */
  close(): void
}

/** What a ranking remembers. */
interface RankingState {
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
  const state: RankingState = {
    ...{ parts, takenUp, takeUp },
    seen: new Set(),
    edits: [],
    ranking: undefined,
    isStale: false,
    isReordered: false,
    isClosed: false,
  }
  return {
    current() {
      if (state.ranking !== undefined) return state.ranking
      const own = rank(parts)
      state.ranking = own
      own
        .then((ranking) => look(state, ranking))
        .catch((error: unknown) => {
          // A file that could not be read may be readable the next time.
          if (!(error instanceof ProblemError)) parts.report(error)
        })
      own.catch(() => {
        state.ranking = undefined
      })
      return state.ranking
    },
    inHand: (doubt) => {
      if (state.seen.has(doubt)) return
      state.seen.add(doubt)
      state.takeUp()
      // The page asked for this doubt before the order changed. It is ordered anew, so that the doubt is where the page looks.
      if (state.isReordered) state.isStale = true
    },
    edited(edit) {
      state.edits.push(edit)
      // Without a ranking the edits wait: the first `relearn` takes them.
      state.ranking?.then((ranking) => learnEdits(state, ranking)).catch(() => undefined)
    },
    async relearn(ranking) {
      const { learning } = ranking
      await learnEdits(state, ranking)
      if (learning === undefined) return NOTHING_LEARNED
      const { isOther, ...taken } = await learning.taught.relearn()
      if (isOther || state.isStale) {
        reorder(state, ranking, learning)
        state.isReordered = true
      }
      state.isStale = false
      if (isOther) parts.sharing.answered()
      return taken
    },
    close() {
      state.isClosed = true
      state.takeUp()
    },
  }
}

/** The doubts that were in hand come first, as they came. */
function reorder({ seen }: RankingState, ranking: Ranking, { learner }: Learning): void {
  ranking.order = orderPlaces(ranking.places, learner.weigh, [...seen], learner.trust())
}

async function learnEdits(state: RankingState, { learning }: Ranking): Promise<void> {
  const made = state.edits
  state.edits = []
  for (const edit of made) await learning?.taught.edited(edit)
}

async function look(state: RankingState, ranking: Ranking): Promise<void> {
  const { look: lookAt, foldedLog, dismissed, pause, reordered } = state.parts
  const { source, places, learning, model } = ranking
  // A model that learned nothing from voxels has no use for them.
  if (learning === undefined || lookAt === undefined || !readsVoxels(model)) return
  const readSides = createSidesReader(source, pause)
  await lookAtPlaces(places.kept, {
    readVoxels: (candidate) => lookAt(candidate.position, (supervoxels) => readSides(candidate, supervoxels)),
    takenUp: state.takenUp,
    isOver: () => state.isClosed,
    openOnes: async (some) => {
      const open = await openOnes(foldedLog, some)
      return open.map(({ doubt }) => doubt).filter(({ id }) => !dismissed.has(id))
    },
    took: learning.learner.forget,
    looked: () => {
      state.isStale = true
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
