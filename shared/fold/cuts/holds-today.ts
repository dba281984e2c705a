import type { EditKey } from '../../edits/edit.ts'
import { findEdit, keyOfEdit, mergeOfRole, splitOfRole } from '../edit-names.ts'
import { isOverridden } from '../guards.ts'
import { type FoldTables, segmentOfPoint } from '../tables.ts'

/** Rule E12: what has become of an edit that came in force, as of today. */
export type Today =
  | { readonly kind: 'holds' }
  | { readonly kind: 'overridden'; readonly by: EditKey }
  | { readonly kind: 'undone'; readonly by: EditKey }

/** Undefined for edits that were never in force: reverts, annotations, conflicted and void edits, and unknown keys. */
export function holdsToday(tables: FoldTables, key: EditKey): Today | undefined {
  const { names } = tables
  const edit = findEdit(names, key)
  if (edit < 0) return undefined
  const undoneBy = names.undoneBy[edit]!
  if (undoneBy > 0) return { kind: 'undone', by: keyOfEdit(names, undoneBy - 1) }
  const role = names.role[edit]!
  const by =
    mergeOfRole(role) >= 0 ? overriderOfMerge(tables, mergeOfRole(role)) : overriderOfSplit(tables, splitOfRole(role))
  if (by === undefined) return role === 0 ? undefined : { kind: 'holds' }
  return { kind: 'overridden', by: keyOfEdit(names, by) }
}

/** If the ends of a merge in force are apart, its edge is dead, so a split in force has cut it. */
function overriderOfMerge(tables: FoldTables, merge: number): number | undefined {
  const { links, splits } = tables
  const together = segmentOfPoint(tables, links.a[merge]!) === segmentOfPoint(tables, links.b[merge]!)
  return together ? undefined : splits.edit[links.cutter[merge]!]
}

/** The latest edit that overrode the split and is not undone; if all are undone, the latest of them. */
function overriderOfSplit(tables: FoldTables, split: number): number | undefined {
  if (split < 0 || !isOverridden(tables, split)) return undefined
  const all = tables.splits.overriddenBy.get(split) ?? []
  const standing = all.filter((edit) => tables.names.undoneBy[edit] === 0)
  return standing.at(-1) ?? all.at(-1)
}
