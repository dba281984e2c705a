import type { ReadDoubtIndex } from '../../shared/acts/contact.ts'
import type { Signature } from '../../shared/acts/make-edit.ts'
import { refusals } from '../../shared/acts/refusals.ts'
import type { CommittedEdit } from '../../shared/contracts/store-protocol.ts'
import { type DoubtIndex, indexDoubts } from '../../shared/doubts/doubt-index.ts'
import type { Edit, EditKey } from '../../shared/edits/edit.ts'
import type { FoldedLog } from '../../shared/folded-log/folded-log.ts'
import { newer, type Rebased } from '../../shared/folded-log/rebase.ts'
import type { TimeWords, WordsContext } from '../../shared/history/edit-words.ts'
import { problemOf } from '../../shared/problem.ts'
import type { Folded } from './acts/acts.ts'
import { createSplitSession, type SplitSession } from './acts/split-session.ts'
import { createDoubtQueue, type DoubtQueue } from './doubts/doubt-queue.ts'
import type { GlWatch } from './drawing/gl-watch.ts'
import type { Painter } from './drawing/paint.ts'
import type { EditToGl } from './gl-link.ts'
import type { LocalRecords } from './local-records.ts'
import type { FromEdit, LogState } from './messages.ts'
import type { OpenDataset, OpenParts } from './open-dataset.ts'
import { logStateOf } from './own-log/log-state.ts'
import type { TransportClient } from './team/transport-client.ts'

/** What the edit worker needs of the world. */
export interface EditWorld extends OpenParts {
  /** The way to central stores; without it nothing is synced. */
  readonly transport: TransportClient | undefined
  readonly records: LocalRecords
  readonly post: (message: FromEdit) => void
  readonly sendToGl: (message: EditToGl) => void
  /** A clock in ms that never goes back, for durations. */
  readonly now: () => number
  /** Ms since 1970. */
  readonly wallClock: () => number
  /** A new random word, for sessions and machines. */
  readonly randomWord: () => string
  /** From 0 to below 1. */
  readonly random: () => number
  /** Calls back once after so many ms; answers how not to. */
  readonly later: (ms: number, call: () => void) => () => void
  readonly timeWords: TimeWords
  /** Where bugs are told: they must be seen as such. */
  readonly report: (error: unknown) => void
}

/** A dataset while it is open, with what belongs to this session of work on it. */
export interface EditSession extends OpenDataset {
  readonly split: SplitSession
  readonly doubts: DoubtQueue
  readonly words: WordsContext
  /** Read when it is first asked for, and again after a failure. */
  readonly readDoubts: ReadDoubtIndex
  /** Keys of own edits whose cards were answered. */
  readonly answered: Set<EditKey>
  readonly sign: () => Signature
  /** Edits are in the own log: pending from now on. Those that this session signed count. */
  readonly written: (edits: readonly Edit[]) => void
  /** Told of all that was written: the sync. */
  onWritten: (edits: readonly Edit[]) => void
  /** Folds an edit that is in the log; if it cannot, nothing can be edited until the dataset is opened again. */
  readonly fold: (edit: Edit) => Promise<Folded>
  /** The same for committed edits, which are durable as well. */
  readonly commit: (entries: readonly CommittedEdit[]) => Promise<Rebased>
  readonly watch: GlWatch
  readonly painter: Painter
  readonly state: () => LogState
}

/** Begins a session of edits on a dataset that was opened. */
export async function beginSession(
  world: EditWorld,
  opened: OpenDataset,
  watch: GlWatch,
  painter: Painter,
): Promise<EditSession> {
  const { dataset, foldedLog, readFact, currentUser, own } = opened
  const { client } = currentUser
  const sessionId = world.randomWord()
  let counter = 1
  const words: WordsContext = { find: (key) => foldedLog.find(key), isOwn: currentUser.isOwn, time: world.timeWords }
  const orStop = async <T>(folding: Promise<T>): Promise<T> => {
    try {
      return await folding
    } catch (error) {
      session.stopped = refusals.notFolded(problemOf(error)?.message ?? String(error))
      throw error
    }
  }
  const session: EditSession = {
    ...opened,
    split: createSplitSession(foldedLog),
    doubts: createDoubtQueue({
      foldedLog,
      dismissed: await world.records.dismissed(dataset.id),
      readScores: () => readFact('scores'),
      voxelSize: dataset.voxelSize,
      pause: world.pause,
    }),
    words,
    readDoubts: keepDoubts(foldedLog, world),
    answered: new Set(await world.records.answered(dataset.id)),
    sign: () => ({
      ...{ client, session: sessionId, counter },
      author: currentUser.name(),
      madeAtMs: world.wallClock(),
      basis: foldedLog.head,
      dataset: dataset.id,
    }),
    written(edits) {
      counter += edits.filter(({ id }) => id.session === sessionId).length
      for (const edit of edits) own.push(edit)
      session.onWritten(edits)
    },
    onWritten: () => undefined,
    watch,
    painter,
    state: () => logStateOf(session, words),
    fold: (edit) =>
      orStop(
        foldedLog.add(edit).then((added) => {
          if (added.kind === 'added') return added
          throw newer(added.schema)
        }),
      ),
    commit: (entries) => orStop(foldedLog.commit(entries)),
  }
  return session
}

function keepDoubts({ bases }: FoldedLog, { pause, report }: EditWorld): ReadDoubtIndex {
  let reading: Promise<DoubtIndex | undefined> | undefined
  return () => {
    reading ??= indexDoubts(bases.source, pause).catch((error: unknown) => {
      reading = undefined
      // What cannot be read is told where it is shown; anything else is a bug.
      if (problemOf(error) === undefined) report(error)
      return undefined
    })
    return reading
  }
}
