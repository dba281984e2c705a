import type { EditKey } from '../../edits/edit.ts'
import { findEdit, findSplit } from '../edit-names.ts'
import { areSeedsTogether, isOverridden } from '../guards.ts'
import type { FoldTables } from '../tables.ts'

/**
 * The splits in force that an edit named in `overrides` and overrode, and of which only ends of cut edges are together
 * today, while the seeds of their two sides are apart.
 */
export function endsJoinedBy(tables: FoldTables, key: EditKey, overrides: readonly EditKey[]): EditKey[] {
  const { names, splits } = tables
  const edit = findEdit(names, key)
  if (edit < 0) return []
  return overrides.filter((named) => {
    const split = findSplit(names, named)
    if (split < 0 || splits.overriddenBy.get(split)?.includes(edit) !== true) return false
    return isOverridden(tables, split) && !areSeedsTogether(tables, split)
  })
}
