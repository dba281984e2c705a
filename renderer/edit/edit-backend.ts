import type { Consequence } from '../../shared/acts/consequences.ts'
import type { Nearness } from '../../shared/acts/contact.ts'
import type { Draft } from '../../shared/acts/make-edit.ts'
import type { NextAct } from '../../shared/acts/own-acts.ts'
import type { Seeds, SplitPlan } from '../../shared/acts/split-cut.ts'
import type { Edit, EditKey, EditPoint, Merge } from '../../shared/edits/edit.ts'
import type { SegmentNow } from '../../shared/fold/fold.ts'
import type { Point } from '../../shared/folded-log/base-keeper.ts'
import type { FoldedEdit } from '../../shared/folded-log/folded-log.ts'
import type { Result } from '../../shared/problem.ts'
import type { Refused } from '../../shared/words/refusals.ts'

/**
 * What takes edits and knows the segments that they make. Acts and replies to the page reach the graph through this
 * alone. local-backend.ts is the one implementation: the log of this machine. A graph server could be another.
 */
export interface EditBackend {
  /** Why no edit can be made now, as a sentence; undefined while edits can be made. */
  readOnly(): string | undefined
  find(key: EditKey): FoldedEdit | undefined
  isInForce(key: EditKey): boolean
  /** The acts that undo (or redo) can take on, the latest first. */
  nextActs(kind: 'undo' | 'redo'): Iterable<NextAct>
  /** Completes points with their base segments, in the same order. */
  pointsAt(points: readonly Point[]): Promise<EditPoint[]>
  /** The segments of points now, in the same order. */
  segmentsAt(points: readonly Omit<EditPoint, 'position'>[]): Promise<SegmentNow[]>
  /** What a split between seeds would cut now; undefined while a side has none. */
  planSplit(seeds: Seeds): Promise<SplitPlan | undefined>
  /** Tries a draft on today's state and changes nothing. The edit that it returns can be committed. */
  try(draft: Draft): Promise<Refused | TriedEdit>
  consequencesOf(edit: Edit, plan?: SplitPlan): Promise<Consequence[]>
  /** The same of a cut that is only planned. */
  consequencesOfCut(plan: Extract<SplitPlan, { readonly kind: 'cut' }>): Consequence[]
  /** To be asked after `try` of the merge. */
  nearnessOf(merge: Merge): Promise<Nearness>
  /**
   * Makes edits durable, all or none, and then part of the graph. After a problem there is none of them. Rejects where
   * they are durable but could not become part of the graph: then no edit can be made any more.
   */
  commit(edits: readonly Edit[]): Promise<Result<Committed>>
}

export interface TriedEdit {
  readonly kind: 'tried'
  readonly edit: Edit
}

/** What edits came to. */
export interface Committed {
  readonly folded: readonly FoldedEdit[]
  /** Base segments whose supervoxels may be in other segments now. */
  readonly touched: ReadonlySet<bigint>
  /** Durations in ms. */
  readonly times: { readonly database: number; readonly journal: number; readonly folding: number }
}
