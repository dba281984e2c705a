import { type Annotation, EDIT_SCHEMA, type Edit, type EditKey, type LogEntry, type Outcome } from '../edits/edit.ts'
import { highHalf, lowHalf } from '../ids/halves.ts'
import type { Problem } from '../problem.ts'
import type { BaseGraph } from './base-graph.ts'
import { baseIds, basesNeeded } from './bases-needed.ts'
import { holdsToday, type Today } from './cuts/holds-today.ts'
import { type DryRun, dryRun } from './dry-run.ts'
import { findEdit, keyOfEdit, markFolded, mergeOfRole, nameEdit, splitOfRole, wasFolded } from './edit-names.ts'
import { expectationOfSegment, handlesOf } from './expectation.ts'
import { foldMerge, foldRevert, foldSplit, type Step } from './fold-edit.ts'
import { loadBase } from './loaded-base.ts'
import { baseHandle, canPlace, findBase, pieceHolding } from './points.ts'
import { writeSnapshot } from './snapshot/snapshot.ts'
import { recordOutcome } from './snapshot/verdict-bytes.ts'
import { type BaseFacts, createTables, type FoldTables } from './tables.ts'
import { pointsNamed, voidReason } from './void-reason.ts'

/** What the fold did with one entry of the log. */
export type Folded =
  /** Nothing, because an edit with this id was folded before (E1). */
  | { readonly kind: 'known' }
  /** Nothing yet: provide the graphs of these bases and apply the entry again. */
  | { readonly kind: 'needs'; readonly bases: readonly bigint[] }
  /** Nothing, because the edit is from a newer version of Skein (E14). From here on the fold takes no entry at all. */
  | { readonly kind: 'stopped'; readonly schema: number }
  | {
      readonly kind: 'folded'
      readonly outcome: Outcome
      /** The bases whose supervoxels may have another segment id or size now. Call it before the next edit is applied. */
      readonly touched: () => bigint[]
    }

/** A segment as it is now. */
export interface SegmentNow {
  /** Its smallest supervoxel. */
  readonly segment: bigint
  readonly supervoxels: number
}

/**
 * The fold of the edit log (SPEC.md E1 to E14), which takes one edit after the other. It works on pieces, so that only a
 * base that a cut names needs its supervoxel graph. `apply` and `dryRun` say which graphs they need. The caller provides
 * these and calls again; between such calls it may drop any graph.
 */
export interface Fold {
  /** Returns a problem, and changes nothing, if the pieces of the base were cut from another graph than this. */
  provide(base: bigint, graph: BaseGraph): Problem | undefined
  drop(base: bigint): void
  apply(entry: LogEntry): Folded
  dryRun(edit: Edit): DryRun
  /** The segment of a supervoxel now; undefined if the graph of its base must be provided first. */
  segmentAt(supervoxel: bigint, base: bigint): SegmentNow | undefined
  isInForce(key: EditKey): boolean
  holdsToday(key: EditKey): Today | undefined
  /** One byte for each applied entry, in log order: see `readVerdictByte`. A later edit may outdate this view. */
  historyVerdicts(): Uint8Array
  /** The latest value of each annotation that is not deleted. */
  annotations(): ReadonlyMap<string, Annotation>
  /** The seq of the last entry that was applied; 0 before the first. */
  head(): number
  /** The fold as bytes, for `foldFromSnapshot`. */
  snapshot(): Uint8Array<ArrayBuffer>
  /** The state of the fold, for code that only reads it, such as live graphs and consequences. */
  readonly tables: FoldTables
}

export function createFold(facts: BaseFacts): Fold {
  return foldOver(createTables(facts))
}

/** A fold on these tables, which a snapshot may have filled. */
export function foldOver(tables: FoldTables): Fold {
  const { names, bases, history } = tables
  let newerSchema: number | undefined
  return {
    tables,
    provide(base, graph) {
      const handle = baseHandle(tables, base)
      if (bases.loaded.has(handle) || loadBase(tables, handle, graph)) return undefined
      const message = `The graph of base segment ${base} does not have the pieces that the edit log cut it into`
      return { kind: 'bad-snapshot', message }
    },
    drop(base) {
      bases.loaded.delete(findBase(tables, base))
    },
    apply(entry) {
      if (newerSchema !== undefined) return { kind: 'stopped', schema: newerSchema }
      if (wasFolded(names, entry.edit.id)) {
        recordOutcome(history, entry.seq, undefined)
        return { kind: 'known' }
      }
      if (entry.refused === undefined && entry.edit.schema > EDIT_SCHEMA) newerSchema = entry.edit.schema
      return newerSchema === undefined ? applyNew(tables, entry) : { kind: 'stopped', schema: newerSchema }
    },
    dryRun: (edit) => dryRun(tables, edit),
    segmentAt(supervoxel, base) {
      const handle = findBase(tables, base)
      if (handle < 0) return { segment: tables.facts.leastOf(base), supervoxels: tables.facts.countOf(base) }
      if (!canPlace(tables, supervoxel, base)) return undefined
      const point = tables.points.ids.find(highHalf(supervoxel), lowHalf(supervoxel), handle)
      const piece =
        point >= 0
          ? tables.points.piece[point]!
          : pieceHolding(tables, handle, highHalf(supervoxel), lowHalf(supervoxel))
      return expectationOfSegment(tables, tables.pieces.segment[piece]!)
    },
    isInForce: (key) => isInForce(tables, key),
    holdsToday: (key) => holdsToday(tables, key),
    historyVerdicts: () => history.verdicts.subarray(0, history.entries),
    annotations: () => history.annotations,
    head: () => history.head,
    snapshot: () => writeSnapshot(tables),
  }
}

function applyNew(tables: FoldTables, { edit, seq, refused }: LogEntry): Folded {
  const { names, history, points } = tables
  if (refused !== undefined || voidReason(tables, edit) !== undefined) {
    const outcome: Outcome = { verdict: 'void', changed: false }
    markFolded(names, edit.id)
    recordOutcome(history, seq, outcome)
    return { kind: 'folded', outcome, touched: () => [] }
  }
  const needed = basesNeeded(tables, edit)
  if (needed.length > 0) return { kind: 'needs', bases: baseIds(tables, needed) }
  const step = foldEdit(tables, edit, seq)
  const outcome = step.kind === 'done' ? step.outcome : conflicted(tables, step.witness, edit)
  const touched = step.kind === 'done' ? step.touched : []
  for (const point of handlesOf(tables, pointsNamed(edit))) points.named[point] = 1
  if (outcome.verdict === 'conflicted' || outcome.changed) {
    history.trouble.set(edit.author, nameEdit(names, edit.id, seq))
  }
  markFolded(names, edit.id)
  recordOutcome(history, seq, outcome)
  return { kind: 'folded', outcome, touched: () => basesOfSegments(tables, touched) }
}

function foldEdit(tables: FoldTables, edit: Edit, seq: number): Step {
  switch (edit.kind) {
    case 'merge':
      return foldMerge(tables, edit, seq)
    case 'split':
      return foldSplit(tables, edit, seq)
    case 'revert':
      return foldRevert(tables, edit, seq)
    case 'annotate': {
      const { annotations } = tables.history
      if (edit.change.kind === 'put') annotations.set(edit.annotation, edit.change.value)
      else annotations.delete(edit.annotation)
      return { kind: 'done', outcome: { verdict: 'applied', changed: false }, touched: [] }
    }
  }
}

/** Rule E11: without a witness of its own, a split gets the author's latest conflicted or changed edit. */
function conflicted({ names, history }: FoldTables, witness: number, edit: Edit): Outcome {
  const number = witness >= 0 ? witness : (history.trouble.get(edit.author) ?? -1)
  return { verdict: 'conflicted', changed: false, witness: number < 0 ? undefined : keyOfEdit(names, number) }
}

function isInForce({ names, links, splits }: FoldTables, key: EditKey): boolean {
  const edit = findEdit(names, key)
  const role = edit < 0 ? 0 : names.role[edit]!
  const merge = mergeOfRole(role)
  const split = splitOfRole(role)
  return (merge >= 0 && links.inForce[merge] === 1) || (split >= 0 && splits.inForce[split] === 1)
}

function basesOfSegments(tables: FoldTables, touched: readonly number[]): bigint[] {
  const { pieces, segments } = tables
  const found = new Set<number>()
  let last = -1
  for (const segment of touched) {
    for (let piece = segments.firstPiece[segment]!; piece >= 0; piece = pieces.nextInSegment[piece]!) {
      const base = pieces.base[piece]!
      if (base !== last) found.add(base)
      last = base
    }
  }
  return baseIds(tables, found)
}
