import type { HostApi, StartUp } from '../../../shared/contracts/host-api.ts'
import type { Vec3 } from '../../../shared/geometry.ts'
import { retryDelayMs } from '../../../shared/loading/retry.ts'
import { asSentence } from '../../../shared/words/as-sentence.ts'
import { recoveryInWords } from '../../../shared/words/recovery-words.ts'
import type { Act, HistoryLine, LogState } from '../../edit/messages.ts'
import type { TextStorage } from '../datasets/kept-view.ts'
import type { EditClient } from '../engine/edit-client.ts'
import type { ToolRunner } from '../tools/tool-runner.ts'
import type { LiveView } from '../view/live-view.ts'
import { centreAt } from '../view/recipes.ts'
import type { Dataset } from '../view/view-state.ts'
import type { Doubts } from './doubts/doubts.ts'
import { createFinder, type FindInSegment } from './find-in-segment.ts'
import { emptyHistory, type LiveProofreading, nothingOpen, whyNoEditing } from './live-proofreading.ts'
import { createLogFiles, type LogFiles } from './log-files.ts'
import { followSelected, selectIds } from './selected-segments.ts'
import { ALIVE_EVERY_MS, movedWord, raiseFlag, type SessionFlag, stoppedSentence } from './session-flag.ts'
import { timeWords } from './time-words.ts'
import { whenShown } from './when-shown.ts'
import type { WorkClock } from './work-clock.ts'

/** Rows of History that the page has at a time. The list shows about ten of them. */
export const HISTORY_PAGE = 60

/** The practice score and sizes look at the whole dataset, so they are asked for only this long after the last edit. */
const PRACTICE_AFTER_MS = 400

export interface ProofSession extends LogFiles {
  /** The log changed, by whatever edit. */
  readonly logChanged: (log: LogState) => void
  /** Does an act that needs no tool: undo, redo or a revert. */
  readonly act: (act: Act) => void
  readonly showHistory: (skip: number, of: bigint | null) => Promise<void>
  readonly flyTo: (line: HistoryLine) => void
  /** Selects the segments of these ids and goes to the first. Resolves with a sentence where that cannot be done. */
  readonly selectIds: (ids: readonly bigint[]) => Promise<string | null>
  /** Goes to a place in a selected segment. */
  readonly findInSegment: FindInSegment
  readonly doubts: Doubts
}

export interface ProofSessionParts {
  readonly view: LiveView
  readonly proof: LiveProofreading
  readonly edit: EditClient
  readonly host: Pick<HostApi, 'saveText'>
  readonly storage: TextStorage
  readonly start: Pick<StartUp, 'userName' | 'capture'>
  /** The central store to open a dataset with. */
  readonly storeFor: (dataset: string) => string | undefined
  readonly runner: ToolRunner
  readonly clock: WorkClock
  readonly doubts: Doubts
  readonly now: () => number
  /** Resolves once the slices of the present view are on screen, or after a while. */
  readonly afterSlices: () => Promise<void>
  /** Tells the person something, and of which place it tells. */
  readonly say: (text: string, place?: Vec3) => void
}

/** Opens the edit worker on the dataset of the view, and keeps the proofreading state in step with it. */
export function createProofSession(parts: ProofSessionParts): ProofSession {
  const { view, proof, edit, host, runner, clock, doubts, say, afterSlices } = parts
  let practiceTimer: ReturnType<typeof setTimeout> | undefined

  const selected = followSelected(parts)
  let shown: { readonly skip: number; readonly of: bigint | null } = emptyHistory
  const showHistory = async (skip: number, of: bigint | null) => {
    const wanted = { skip, of }
    shown = wanted
    const reply = await edit.ask((id) => ({ kind: 'history', id, skip, take: HISTORY_PAGE, of: of ?? undefined }))
    // Scrolling asks again before the reply is there. The last question counts.
    if (reply.kind !== 'history' || shown !== wanted) return
    proof.setState({ history: { skip, of, total: reply.total, older: reply.older, lines: reply.lines } })
  }
  const refreshPractice = async () => {
    const reply = await edit.ask((id) => ({ kind: 'practice', id }))
    if (reply.kind === 'practice') proof.setState({ practice: reply.score })
    await selected.size()
  }
  const refresh = () => {
    void showHistory(shown.skip, shown.of)
    void selected.lookUp()
    // Ranking doubts is work for the edit worker.
    whenShown(view, () => {
      void afterSlices().then(doubts.refresh)
      clearTimeout(practiceTimer)
      practiceTimer = setTimeout(() => void refreshPractice(), PRACTICE_AFTER_MS)
    })
  }

  followDataset(parts, () => {
    shown = emptyHistory
    refresh()
  })
  return {
    logChanged: (log) => {
      const { editing } = proof.getState()
      if (editing.kind !== 'open') return
      proof.setState({ editing: { ...editing, log } })
      runner.logChanged()
      refresh()
    },
    act: (act) => {
      const { editing } = proof.getState()
      const why = whyNoEditing(editing)
      const log = editing.kind === 'open' ? editing.log : undefined
      if (why !== undefined) say(asSentence(why))
      else if (act.kind === 'undo' && log?.undo === undefined) say('There is nothing to undo.')
      else if (act.kind === 'redo' && log?.redo === undefined) say('There is nothing to do again.')
      else void runner.act(act)
    },
    showHistory,
    flyTo: (line) => {
      view.setState(centreAt(line.position))
      clock.arrived()
    },
    selectIds: (ids) => selectIds(parts, ids),
    findInSegment: createFinder(parts),
    doubts,
    ...createLogFiles(edit, host, say),
  }
}

/** Opens and closes the edit worker with the dataset. */
function followDataset(parts: ProofSessionParts, begun: () => void): void {
  const { view, proof, edit, start, now, storage, storeFor } = parts
  let flag: SessionFlag | undefined
  let retry: ReturnType<typeof setTimeout> | undefined
  setInterval(() => flag?.alive(now()), ALIVE_EVERY_MS)
  window.addEventListener('pagehide', () => flag?.end(now()))

  const begin = (dataset: Dataset | null) => {
    clearTimeout(retry)
    proof.setState({ ...nothingOpen })
    const layerId = dataset?.editable?.layerId
    if (layerId !== undefined) proof.setState({ editing: { kind: 'opening', layerId } })
    return open(dataset, 1)
  }
  const open = async (dataset: Dataset | null, attempt: number) => {
    flag?.end(now())
    flag = undefined
    const editable = dataset?.editable
    if (!dataset || !editable) return edit.tell({ kind: 'close' })
    const { layerId, sources: _sources, ...rest } = editable
    const store = start.capture ? undefined : storeFor(rest.id)
    const beganAtMs = start.capture ? undefined : now()
    const reply = await edit.ask((id) => ({
      ...{ kind: 'open', id, beganAtMs },
      dataset: { ...rest, store, author: start.userName },
    }))
    if (view.getState().dataset?.editable !== editable) return
    if (reply.kind === 'failed') {
      const { problem } = reply
      const waitMs = retryDelayMs(problem, attempt)
      const retries = waitMs < Number.POSITIVE_INFINITY
      const grouped = editable.agglomeration.kind !== 'identity'
      proof.setState({ editing: { kind: 'failed', layerId, problem, grouped, retries } })
      if (retries) retry = setTimeout(() => void open(dataset, attempt + 1), waitMs)
      return
    }
    proof.setState({ editing: { kind: 'open', layerId, log: reply.log }, history: emptyHistory })
    begun()
    // A capture changes nothing. A second window does not speak of the session of the first one.
    if (start.capture || reply.log.readOnly !== undefined) return
    flag = raiseFlag(storage, rest.id, reply.beganBeforeMs, now())
    if (reply.recovery === undefined && (flag.stoppedAtMs === undefined || reply.log.edits === 0)) return
    const newest = await edit.ask((id) => ({ kind: 'history', id, skip: 0, take: 1 }))
    const last = newest.kind === 'history' ? (newest.lines[0] ?? null) : null
    const recovery = reply.recovery && recoveryInWords(reply.recovery, timeWords)
    const sentence = stoppedSentence({
      stoppedAtMs: flag.stoppedAtMs,
      edits: reply.log.edits,
      recovery,
      last: last?.words,
      lastIs: last === null ? undefined : movedWord(last.today.state.kind),
      now: now(),
    })
    proof.setState({ stopped: { sentence, last } })
  }
  view.subscribe((state, before) => {
    if (state.dataset?.editable !== before.dataset?.editable) void begin(state.dataset)
  })
}
