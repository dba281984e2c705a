import type { EditKey, Expectation, Merge, Revert, Split } from '../../edits/edit.ts'
import { findSplit, keyOfEdit } from '../edit-names.ts'
import { expectationOfSegment, handlesOf } from '../expectation.ts'
import { brokenGuards } from '../guards.ts'
import { type FoldTables, segmentOfPoint } from '../tables.ts'
import { groupsJoinedBy } from './effective-cut.ts'
import { cutOfSplit } from './split-pool.ts'

/** A split in force that an edit would override. */
export interface Override {
  readonly split: EditKey
  /** True if seeds of the two sides would come together; false if only ends of cut edges would. */
  readonly seedsMeet: boolean
}

/** What an edit that its author is about to make would bring together. */
export interface Joining {
  /** Groups of at least two segments. Each group would become one segment. */
  readonly groups: readonly (readonly Expectation[])[]
  /** The splits in force that it would break (rule E6), in log order. */
  readonly overrides: readonly Override[]
}

/** Call it after a dry run of the edit, which says what graphs are needed. */
export function joiningOf(tables: FoldTables, edit: Merge | Split | Revert): Joining {
  const groups = groupsOf(tables, edit).filter((group) => group.length > 1)
  const target = edit.kind === 'revert' ? findSplit(tables.names, edit.target) : -1
  const broken = brokenGuards(tables, groups, new Set(target < 0 ? [] : [target]))
  const overrides = broken.map(({ split, seedsMeet }) => {
    return { split: keyOfEdit(tables.names, tables.splits.edit[split]!), seedsMeet }
  })
  return { groups: groups.map((group) => group.map((segment) => expectationOfSegment(tables, segment))), overrides }
}

function groupsOf(tables: FoldTables, edit: Merge | Split | Revert): (readonly number[])[] {
  if (edit.kind === 'split') return []
  if (edit.kind === 'merge') {
    return [[...new Set(handlesOf(tables, [edit.a, edit.b]).map((point) => segmentOfPoint(tables, point)))]]
  }
  const split = findSplit(tables.names, edit.target)
  return split < 0 || tables.splits.inForce[split] === 0 ? [] : groupsJoinedBy(tables, cutOfSplit(tables, split))
}
