import type { AgglomerationSource } from '../../shared/agglomeration/agglomeration-source.ts'
import type { ByteClient } from '../../shared/bytes/byte-client.ts'
import type { Edit, EditKey } from '../../shared/edits/edit.ts'
import { ProblemError, problemOf } from '../../shared/problem.ts'
import type { TimeWords, WordsContext } from '../../shared/session/edit-words.ts'
import type { Signature } from '../../shared/session/make-edit.ts'
import { refusals } from '../../shared/session/refusals.ts'
import type { Folded } from './acts.ts'
import { createDoubtQueue, type DoubtQueue } from './doubt-queue.ts'
import type { EditToGl } from './gl-link.ts'
import type { GlWatch } from './gl-watch.ts'
import { logStateOf } from './log-state.ts'
import type { EditDataset, FromEdit, LogState } from './messages.ts'
import type { Notes } from './notes.ts'
import type { OpenDataset } from './open-dataset.ts'
import type { EditLog } from './open-log.ts'
import type { Painter } from './paint.ts'
import { createSplitSession, type SplitSession } from './split-session.ts'

/** What the edit worker needs of the world. */
export interface EditWorld {
  readonly bytes: ByteClient
  readonly openAgglomeration: (dataset: EditDataset, bytes: ByteClient) => Promise<AgglomerationSource>
  readonly openLog: (dataset: string) => Promise<EditLog>
  readonly notes: Notes
  readonly post: (message: FromEdit) => void
  readonly sendToGl: (message: EditToGl) => void
  /** A clock in ms that never goes back, for durations. */
  readonly now: () => number
  /** Ms since 1970. */
  readonly wallClock: () => number
  /** A new random word, for sessions and machines. */
  readonly randomWord: () => string
  readonly timeWords: TimeWords
  /** Lets waiting messages be served, when the present slice of work was long enough. */
  readonly pause: () => Promise<void>
  /** Where bugs are told: they must be seen as such. */
  readonly report: (error: unknown) => void
}

/** A dataset while it is open, with what belongs to this session of work on it. */
export interface Sitting extends OpenDataset {
  readonly split: SplitSession
  readonly doubts: DoubtQueue
  readonly words: WordsContext
  readonly sign: () => Signature
  /** An edit so signed is in the log; the next gets the next number. */
  readonly signed: () => void
  /** Folds an edit that is in the log; if it cannot, nothing can be edited until the dataset is opened again. */
  readonly fold: (edit: Edit) => Promise<Folded>
  readonly watch: GlWatch
  readonly painter: Painter
  readonly state: () => LogState
}

/** Begins a session of edits on a dataset that was opened. */
export async function sitDown(
  world: EditWorld,
  opened: OpenDataset,
  watch: GlWatch,
  painter: Painter,
): Promise<Sitting> {
  const { dataset, book, readFact } = opened
  const client = await world.notes.clientId(world.randomWord)
  const session = world.randomWord()
  let counter = 1
  const words: WordsContext = {
    find: (key: EditKey) => book.find(key),
    author: dataset.author,
    time: world.timeWords,
  }
  const sitting: Sitting = {
    ...opened,
    split: createSplitSession(book),
    doubts: createDoubtQueue({
      book,
      dismissed: await world.notes.dismissed(dataset.id),
      readScores: () => readFact('scores'),
      voxelSize: dataset.voxelSize,
      pause: world.pause,
    }),
    words,
    sign: () => ({
      ...{ client, session, counter },
      author: dataset.author,
      madeAtMs: world.wallClock(),
      // Nothing is committed before there is a central store.
      basis: 0,
      dataset: dataset.id,
    }),
    signed: () => void counter++,
    watch,
    painter,
    state: () => logStateOf(sitting, words),
    async fold(edit) {
      try {
        const added = await book.add(edit)
        if (added.kind === 'added') return added
        throw new ProblemError({ kind: 'unsupported', message: refusals.newer(added.schema) })
      } catch (error) {
        sitting.stopped = refusals.notFolded(problemOf(error)?.message ?? String(error))
        throw error
      }
    },
  }
  return sitting
}
