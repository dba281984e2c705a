import type { Edit } from '../edits/edit.ts'
import { idOfHalves } from '../ids/halves.ts'
import { basesToCut, sharedSegments } from './cuts/effective-cut.ts'
import { handlesOf } from './expectation.ts'
import { canPlace, findBase } from './points.ts'
import type { FoldTables } from './tables.ts'
import { pointsNamed } from './void-reason.ts'

/** The bases (handles) whose graphs must be loaded before an edit can be folded or tried. */
export function basesNeeded(tables: FoldTables, edit: Edit): number[] {
  const unplaced = pointsNamed(edit).filter(({ supervoxel, base }) => !canPlace(tables, supervoxel, base))
  const basesOfUnplaced = unplaced.map(({ base }) => findBase(tables, base))
  if (unplaced.length > 0) return unloaded(tables, basesOfUnplaced)
  if (edit.kind !== 'split') return []
  const shared = sharedSegments(tables, handlesOf(tables, edit.sources), handlesOf(tables, edit.sinks))
  return shared.size === 0 ? [] : unloaded(tables, basesToCut(tables, edit, shared))
}

function unloaded({ bases }: FoldTables, wanted: readonly number[]): number[] {
  return [...new Set(wanted)].filter((base) => !bases.loaded.has(base))
}

export function baseIds({ bases }: FoldTables, handles: Iterable<number>): bigint[] {
  return Array.from(handles, (base) => idOfHalves(bases.ids.highOf(base), bases.ids.lowOf(base)))
}
