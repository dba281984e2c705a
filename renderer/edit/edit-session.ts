import type { ReadDoubtIndex } from '../../shared/acts/contact.ts'
import { type DoubtIndex, indexDoubts } from '../../shared/doubts/doubt-index.ts'
import type { DoubtModel } from '../../shared/doubts/model/doubt-model.ts'
import type { Edit, EditKey } from '../../shared/edits/edit.ts'
import type { FoldedLog } from '../../shared/folded-log/folded-log.ts'
import type { EditContext } from '../../shared/history/history.ts'
import { problemOf } from '../../shared/problem.ts'
import { createSplitSession, type SplitSession } from './acts/split-session.ts'
import { type AnswerMemory, openAnswerMemory } from './doubts/answer-memory.ts'
import { type AnswerStack, createAnswerStack } from './doubts/answer-stack.ts'
import { createDoubtQueue, type DoubtQueue } from './doubts/doubt-queue.ts'
import { readModel } from './doubts/read-model.ts'
import { createSharing, type Sharing } from './doubts/sharing.ts'
import type { VoxelLooks } from './doubts/voxel-looks.ts'
import { createVoxelSizes, type VoxelSizes } from './doubts/voxel-sizes.ts'
import type { GlWatch } from './drawing/gl-watch.ts'
import type { Painter } from './drawing/paint.ts'
import type { ShownBasesWatch } from './drawing/shown-bases.ts'
import type { EditToGl } from './gl-link.ts'
import { createLocalBackend, type LocalBackend } from './local-backend.ts'
import type { LocalRecords } from './local-records.ts'
import type { FromEdit, UnreadSegments } from './messages.ts'
import type { OpenDataset, OpenParts } from './open-dataset.ts'
import { createSegmentGraphs, type SegmentGraphs } from './places/segment-graphs.ts'
import type { TransportClient } from './team/transport-client.ts'

/** What the edit worker needs of the world. */
export interface EditWorld extends OpenParts {
  /** The way to central stores; without it nothing is synced. */
  readonly transport: TransportClient | undefined
  readonly records: LocalRecords
  /** The app's own model of doubts. Without it they are ranked by affinities and sizes. */
  readonly doubtModel: DoubtModel | undefined
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
  /** Calls back once after this many ms. Returns a function that prevents it. */
  readonly later: (ms: number, call: () => void) => () => void
  /** Takes errors that are bugs, so that somebody sees them. */
  readonly report: (error: unknown) => void
}

/** What the edit worker shows in the panels, and reads of volumes, through the gl worker. */
export interface Screen {
  readonly watch: GlWatch
  readonly painter: Painter
  readonly looks: VoxelLooks
  readonly bases: ShownBasesWatch
}

/** The work on an open dataset, from its opening to its closing. */
export interface EditSession {
  readonly world: EditWorld
  readonly opened: OpenDataset
  readonly backend: LocalBackend
  readonly split: SplitSession
  readonly graphs: SegmentGraphs
  readonly doubts: DoubtQueue
  readonly answers: AnswerStack
  readonly memory: AnswerMemory
  /** Whether these answers are shared with the team. */
  readonly sharing: Sharing
  /** Reads the index when it is first asked for, and again after a failure. */
  readonly readDoubts: ReadDoubtIndex
  readonly voxelSizes: VoxelSizes
  readonly screen: Screen
  readonly context: EditContext
  /** Keys of own edits whose attention cards the user answered. */
  readonly answeredCards: Set<EditKey>
  /** Set while the segments of something on screen cannot be read. */
  unread: UnreadSegments | undefined
}

/** Begins a session of edits on a dataset that was opened. `onWritten` is called with each edit once it is durable. */
export async function beginSession(
  world: EditWorld,
  opened: OpenDataset,
  screen: Screen,
  onWritten: (edits: readonly Edit[]) => void,
): Promise<EditSession> {
  const { dataset, foldedLog, readFact, currentUser } = opened
  const context: EditContext = { find: foldedLog.find, isOwn: currentUser.isOwn }
  const readDoubts = keepDoubts(foldedLog, world)
  const graphs = createSegmentGraphs(foldedLog)
  const memory = await openAnswerMemory(world.records, dataset.id)
  const sharing = createSharing(await world.records.sharing(dataset.id))
  const session: EditSession = {
    world,
    opened,
    backend: createLocalBackend({
      opened,
      context,
      readDoubts,
      sessionId: world.randomWord(),
      unreadReason: () => session.unread?.reason,
      onWritten,
      now: world.now,
      wallClock: world.wallClock,
    }),
    graphs,
    split: createSplitSession(foldedLog, graphs),
    doubts: createDoubtQueue({
      foldedLog,
      dismissed: await world.records.dismissed(dataset.id),
      ...{ memory, sharing, wallClock: world.wallClock },
      readScores: () => readFact('scores'),
      readModel: () => readModel(opened, world.doubtModel),
      look: screen.looks.look,
      voxelSize: dataset.voxelSize,
      pause: world.pause,
      reordered: () => world.post({ kind: 'doubts-reordered' }),
      report: world.report,
    }),
    answers: createAnswerStack(),
    memory,
    sharing,
    readDoubts,
    voxelSizes: createVoxelSizes(opened),
    screen,
    context,
    answeredCards: new Set(await world.records.answered(dataset.id)),
    unread: undefined,
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
