import { createStore } from 'zustand/vanilla'
import type { DoubtWish } from '../../../shared/doubts/doubt-wish.ts'
import type { Problem } from '../../../shared/problem.ts'
import type { DoubtsPage, HistoryLine, ListedDoubt, LogState, PracticeScore } from '../../edit/messages.ts'
import { noTool, type ToolEvent, type ToolState, toolStep } from '../tools/tool-machine.ts'
import type { TimedEdit } from './stopwatch.ts'

/** Whether edits can be made in what is open. */
export type Editing =
  /** Nothing is open, or nothing that has segments. */
  | { readonly kind: 'none' }
  | { readonly kind: 'opening'; readonly layerId: string }
  | { readonly kind: 'open'; readonly layerId: string; readonly log: LogState }
  /** The log or the agglomeration could not be opened. `grouped`: the layer's segments are not known then. */
  | {
      readonly kind: 'failed'
      readonly layerId: string
      readonly problem: Problem
      readonly grouped: boolean
      /** It is tried again by itself. */
      readonly retries: boolean
    }

/** One page of History, newest first. */
export interface HistoryPage {
  readonly skip: number
  readonly total: number
  /** The number of older edits whose effect is here, but which are not listed. */
  readonly older: number
  readonly lines: readonly HistoryLine[]
  /** Only edits of the segment that holds this supervoxel. */
  readonly of: bigint | null
}

/** "Skein stopped at 14:02. All 37 edits are here", shown until the person has read it. */
export interface StoppedCard {
  readonly sentence: string
  readonly last: HistoryLine | null
}

/** The state of proofreading. It is not part of the view state, so that an edit renders no panel. */
export interface ProofState {
  readonly tool: ToolState
  readonly editing: Editing
  readonly history: HistoryPage
  /** `unread`: why the doubts cannot be read; null when they can. */
  readonly doubts: {
    /** Open doubts that are wanted, and those of them before the first of `next`. Null while they are being ranked. */
    readonly left: number | null
    readonly before: number
    /** Open doubts in the whole queue. */
    readonly all: number
    readonly next: readonly ListedDoubt[]
    readonly unread: string | null
    /** What the queue leaves out, and why a model was not used; null while they are being ranked. */
    readonly leftOut: DoubtsPage['leftOut'] | null
    readonly record?: DoubtsPage['record']
    readonly learned?: DoubtsPage['learned']
    readonly modelProblem?: string | undefined
  }
  /** Which doubts are listed and gone through. */
  readonly doubtWish: DoubtWish
  /** Sizes of selected segments in voxels, as far as they are known. */
  readonly voxels: ReadonlyMap<bigint, number>
  /** Null where the true segmentation of the dataset is not known. */
  readonly practice: PracticeScore | null
  readonly stopped: StoppedCard | null
  readonly timed: readonly TimedEdit[]
}

export const emptyHistory: HistoryPage = { skip: 0, total: 0, older: 0, lines: [], of: null }

export const nothingOpen: Omit<ProofState, 'timed'> = {
  tool: noTool,
  editing: { kind: 'none' },
  history: emptyHistory,
  doubts: { left: null, all: 0, before: 0, next: [], unread: null, leftOut: null },
  doubtWish: {},
  voxels: new Map(),
  practice: null,
  stopped: null,
}

export function createLiveProofreading() {
  return createStore<ProofState>()(() => ({ ...nothingOpen, timed: [] }))
}

export type LiveProofreading = ReturnType<typeof createLiveProofreading>

/** Takes the tool through one event. */
export function toTool(proof: LiveProofreading, event: ToolEvent): void {
  const { tool } = proof.getState()
  const next = toolStep(tool, event)
  if (next !== tool) proof.setState({ tool: next })
}

/** Why editing cannot be done now, as a sentence; undefined when it can. */
export function whyNoEditing(editing: Editing): string | undefined {
  switch (editing.kind) {
    case 'none':
      return 'Nothing with segments is open'
    case 'opening':
      return 'The edit log is being opened'
    case 'failed':
      return `Editing is not possible: ${editing.problem.message}`
    default:
      return editing.log.readOnly
  }
}

/** Why a tool that only looks cannot be taken in hand, as a sentence; undefined when it can. */
export function whyNoSegments(editing: Editing): string | undefined {
  return editing.kind === 'open' ? undefined : whyNoEditing(editing)
}

/** Why segments of the layer that is edited are grey, and what helps; undefined when they are not. */
export function whyGrey(editing: Editing): string | undefined {
  if (editing.kind === 'failed' && editing.grouped) {
    const next = nextOf(editing.retries)
    return `Its segments are grey and cannot be edited, because what groups them cannot be read: ${editing.problem.message}. ${next}`
  }
  const unread = editing.kind === 'open' ? editing.log.unread : undefined
  if (unread === undefined) return undefined
  return `The segments in grey cannot be read, and nothing is edited until they are: ${unread.reason}. ${nextOf(unread.retries)}`
}

function nextOf(retries: boolean): string {
  return retries ? 'Skein tries again by itself.' : 'Mend the file, then open the dataset again.'
}

/** The layer that is edited. */
export function editedLayer(editing: Editing): string | undefined {
  return editing.kind === 'none' ? undefined : editing.layerId
}
