import type { Edit, EditKey, Expectation, Merge, Outcome, Revert, Split } from '../edits/edit.ts'
import { compareHalves } from '../ids/halves.ts'
import { baseIds, basesNeeded } from './bases-needed.ts'
import { cutLinks, effectiveCut, groupsJoinedBy, restoreLinks, sharedSegments } from './cuts/effective-cut.ts'
import { cutOfSplit } from './cuts/split-pool.ts'
import { findEdit, keyOfEdit, mergeOfRole, splitOfRole } from './edit-names.ts'
import { expectationOf, expectationOfSegment, handlesOf } from './expectation.ts'
import { undoMerge } from './fold-edit.ts'
import { guardsWithin } from './guards.ts'
import { isLive, setInForce } from './links.ts'
import { joinSegments } from './segments.ts'
import { type FoldTables, segmentOfPoint } from './tables.ts'
import { voidReason } from './void-reason.ts'

/** What an edit that its author is about to make would do to today's state. */
export type DryRun =
  /** The graphs of these bases must be provided first. */
  | { readonly kind: 'needs'; readonly bases: readonly bigint[] }
  /** It would be void (E14), for this reason. */
  | { readonly kind: 'refused'; readonly why: string }
  | {
      readonly kind: 'tried'
      /** The verdict if the edit names `overrides`. It is *conflicted* only for a split whose cut does not separate. */
      readonly verdict: Outcome['verdict']
      /** The splits that it would override (E9), in log order. The edit has to name them. */
      readonly overrides: readonly EditKey[]
      /** What the edit has to say in `expect` (E10). */
      readonly expect: readonly Expectation[]
    }

/** Tries an edit and leaves the state as it was. It does not read the edit's own `overrides` and `expect`. */
export function dryRun(tables: FoldTables, edit: Edit): DryRun {
  const why = voidReason(tables, edit)
  if (why !== undefined) return { kind: 'refused', why }
  const needed = basesNeeded(tables, edit)
  if (needed.length > 0) return { kind: 'needs', bases: baseIds(tables, needed) }
  switch (edit.kind) {
    case 'merge':
      return tryMerge(tables, edit)
    case 'split':
      return trySplit(tables, edit)
    case 'revert':
      return tryRevert(tables, edit)
    case 'annotate':
      return { kind: 'tried', verdict: 'applied', overrides: [], expect: [] }
  }
}

function tryMerge(tables: FoldTables, edit: Merge): DryRun {
  const points = handlesOf(tables, [edit.a, edit.b])
  const group = [...new Set(points.map((point) => segmentOfPoint(tables, point)))]
  const verdict = group.length === 1 ? 'redundant' : 'applied'
  const overrides = keysOfSplits(tables, guardsWithin(tables, [group]))
  return { kind: 'tried', verdict, overrides, expect: [joined(tables, group)] }
}

function trySplit(tables: FoldTables, edit: Split): DryRun {
  const sources = handlesOf(tables, edit.sources)
  const sinks = handlesOf(tables, edit.sinks)
  const shared = sharedSegments(tables, sources, sinks)
  const cut = effectiveCut(tables, edit, shared)
  cutLinks(tables, cut, shared, tables.splits.rows)
  const meets = sharedSegments(tables, sources, sinks).size > 0
  const expect = expectationOf(tables, [...sources, ...sinks])
  restoreLinks(tables, cut)
  const verdict = meets ? 'conflicted' : shared.size === 0 ? 'redundant' : 'applied'
  return { kind: 'tried', verdict, overrides: [], expect }
}

function tryRevert(tables: FoldTables, edit: Revert): DryRun {
  const { names, links, splits } = tables
  const points = handlesOf(tables, edit.points)
  const target = findEdit(names, edit.target)
  const role = target < 0 ? 0 : names.role[target]!
  const merge = mergeOfRole(role)
  if (merge >= 0 && links.inForce[merge] === 1) return tryRevertMerge(tables, merge, points)
  const split = splitOfRole(role)
  if (split < 0 || splits.inForce[split] === 0) {
    return { kind: 'tried', verdict: 'redundant', overrides: [], expect: expectationOf(tables, points) }
  }
  const groups = groupsJoinedBy(tables, cutOfSplit(tables, split))
  const groupOf = new Map(groups.flatMap((group) => group.map((segment) => [segment, group] as const)))
  const held = new Set<readonly number[]>()
  for (const segment of new Set(points.map((point) => segmentOfPoint(tables, point)))) {
    held.add(groupOf.get(segment) ?? [segment])
  }
  const guards = guardsWithin(tables, [...new Set([...groups, ...held])])
  const overrides = keysOfSplits(
    tables,
    guards.filter((guard) => guard !== split),
  )
  return { kind: 'tried', verdict: 'applied', overrides, expect: [...held].map((group) => joined(tables, group)) }
}

/** Takes the merge out of force and puts it back in force. */
function tryRevertMerge(tables: FoldTables, merge: number, points: readonly number[]): DryRun {
  const { links } = tables
  const wasLive = isLive(links, merge)
  undoMerge(tables, merge)
  const expect = expectationOf(tables, points)
  setInForce(tables, merge, true)
  if (wasLive) {
    joinSegments(tables, segmentOfPoint(tables, links.a[merge]!), segmentOfPoint(tables, links.b[merge]!))
  }
  return { kind: 'tried', verdict: 'applied', overrides: [], expect }
}

/** What the segments of a group would be as one. */
function joined(tables: FoldTables, group: readonly number[]): Expectation {
  const { leastHigh: high, leastLow: low } = tables.segments
  const least = group.reduce((a, b) => (compareHalves(high[b]!, low[b]!, high[a]!, low[a]!) < 0 ? b : a))
  const supervoxels = group.reduce((sum, one) => sum + tables.segments.size[one]!, 0)
  return { segment: expectationOfSegment(tables, least).segment, supervoxels }
}

function keysOfSplits({ names, splits }: FoldTables, handles: readonly number[]): EditKey[] {
  return handles.map((split) => keyOfEdit(names, splits.edit[split]!))
}
