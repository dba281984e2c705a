import type { Merge, Outcome, Revert, Split } from '../edits/edit.ts'
import { cutLinks, effectiveCut, groupsJoinedBy, restoreLinks, sharedSegments } from './cuts/effective-cut.ts'
import { addSplit, cutOfSplit, recordOverride } from './cuts/split-pool.ts'
import { findEdit, findSplit, mergeOfRole, nameEdit, roleOfMerge, roleOfSplit, splitOfRole } from './edit-names.ts'
import { handlesOf, isChanged } from './expectation.ts'
import { addGuards, bringsTogether, firstBrokenGuard, type Group, removeGuards } from './guards.ts'
import { addLink, isLive, setInForce } from './links.ts'
import { joinSegments, separateSegment } from './segments.ts'
import { type FoldTables, segmentOfPoint } from './tables.ts'
import { witnessOfSplit } from './witness.ts'

/** What an edit did. `touched` are segments; `witness` is the number of an edit, or -1. */
export type Step =
  | { readonly kind: 'done'; readonly outcome: Outcome; readonly touched: readonly number[] }
  | { readonly kind: 'conflicted'; readonly witness: number }

/** E4, E6. */
export function foldMerge(tables: FoldTables, edit: Merge, seq: number): Step {
  const points = handlesOf(tables, [edit.a, edit.b])
  const [a, b] = [points[0]!, points[1]!]
  const group = [segmentOfPoint(tables, a), segmentOfPoint(tables, b)]
  const together = group[0] === group[1]
  const overrides = splitsNamed(tables, edit.overrides)
  const broken = together ? -1 : firstBrokenGuard(tables, [group], overrides)
  if (broken >= 0) return { kind: 'conflicted', witness: tables.splits.edit[broken]! }
  const number = nameEdit(tables.names, edit.id, seq)
  if (!together) recordOverrides(tables, overrides, [group], number)
  tables.names.role[number] = roleOfMerge(addLink(tables, a, b, number, true))
  const joined = joinSegments(tables, group[0]!, group[1]!)
  return done(tables, edit, points, together ? 'redundant' : 'applied', together ? [] : [joined])
}

/** E5. */
export function foldSplit(tables: FoldTables, edit: Split, seq: number): Step {
  const sources = handlesOf(tables, edit.sources)
  const sinks = handlesOf(tables, edit.sinks)
  const shared = sharedSegments(tables, sources, sinks)
  const cut = effectiveCut(tables, edit, shared)
  const split = tables.splits.rows
  const touched = cutLinks(tables, cut, shared, split)
  if (sharedSegments(tables, sources, sinks).size > 0) {
    const witness = witnessOfSplit(tables, sources, sinks, edit.basis)
    restoreLinks(tables, cut)
    return { kind: 'conflicted', witness }
  }
  const number = nameEdit(tables.names, edit.id, seq)
  tables.names.role[number] = roleOfSplit(split)
  const { a, b } = tables.links
  const areTogether = (link: number) => segmentOfPoint(tables, a[link]!) === segmentOfPoint(tables, b[link]!)
  addSplit(tables, number, sources, sinks, cut, areTogether)
  addGuards(tables, split)
  return done(tables, edit, [...sources, ...sinks], shared.size === 0 ? 'redundant' : 'applied', touched)
}

/** E7, E6. */
export function foldRevert(tables: FoldTables, edit: Revert, seq: number): Step {
  const { names, links, splits } = tables
  const points = handlesOf(tables, edit.points)
  const target = findEdit(names, edit.target)
  const role = target < 0 ? 0 : names.role[target]!
  const merge = mergeOfRole(role)
  if (merge >= 0 && links.inForce[merge] === 1) {
    const number = nameEdit(names, edit.id, seq) // before `undoneBy` is read, because this may replace the column
    names.undoneBy[target] = number + 1
    return done(tables, edit, points, 'applied', undoMerge(tables, merge))
  }
  const split = splitOfRole(role)
  if (split < 0 || splits.inForce[split] === 0) return done(tables, edit, points, 'redundant', [])
  const cut = cutOfSplit(tables, split)
  const groups = groupsJoinedBy(tables, cut)
  const overrides = splitsNamed(tables, edit.overrides)
  overrides.delete(split)
  const broken = firstBrokenGuard(tables, groups, new Set([split, ...overrides]))
  if (broken >= 0) return { kind: 'conflicted', witness: splits.edit[broken]! }
  const number = nameEdit(names, edit.id, seq)
  recordOverrides(tables, overrides, groups, number)
  names.undoneBy[target] = number + 1
  splits.inForce[split] = 0
  splits.overriddenBy.delete(split)
  removeGuards(tables, split)
  const touched = restoreLinks(tables, cut)
  for (const link of cut) links.since[link] = number
  return done(tables, edit, points, 'applied', touched)
}

/** Takes a merge out of force. Returns the segments that its segment falls into; none if its edge was not live. */
export function undoMerge(tables: FoldTables, merge: number): number[] {
  const { links, points } = tables
  const [a, b] = [links.a[merge]!, links.b[merge]!]
  const wasLive = isLive(links, merge)
  setInForce(tables, merge, false)
  const pieces = [points.piece[a]!, points.piece[b]!]
  if (!wasLive || pieces[0] === pieces[1]) return []
  return separateSegment(tables, segmentOfPoint(tables, a), pieces)
}

/** The splits with these keys that came in force earlier in the log. Other keys are ignored (E9). */
function splitsNamed(tables: FoldTables, keys: readonly string[]): Set<number> {
  return new Set(keys.map((key) => findSplit(tables.names, key)).filter((split) => split >= 0))
}

/** For rule E12: records the splits in force that the edit overrides. To be called just before it joins the groups. */
function recordOverrides(tables: FoldTables, named: ReadonlySet<number>, groups: readonly Group[], by: number): void {
  const { splits } = tables
  for (const split of named) {
    if (splits.inForce[split] === 0) continue
    if (bringsTogether(tables, split, groups)) recordOverride(splits, split, by)
  }
}

/** Rule E10: the edit is *changed* if its author saw other segments. */
function done(
  tables: FoldTables,
  edit: Merge | Split | Revert,
  points: readonly number[],
  verdict: 'applied' | 'redundant',
  touched: readonly number[],
): Step {
  return { kind: 'done', outcome: { verdict, changed: isChanged(tables, points, edit.expect) }, touched }
}
