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
  /** It would bring seeds of the two sides together; else only ends of cut edges. */
  readonly seedsMeet: boolean
}

/** What an edit that is about to be made would bring together. */
export interface Joining {
  /** Segments as they are now that would become one, in groups of at least two. */
  readonly groups: readonly (readonly Expectation[])[]
  /** The splits in force that it would override and that are not overridden there already, in log order (rule E6). */
  readonly overrides: readonly Override[]
}

/** To be asked after a dry run of the edit, which finds the graphs that it takes. */
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
