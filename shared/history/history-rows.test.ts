import { expect, it } from 'vitest'
import { type Edit, editKey, type Verdict } from '../edits/edit.ts'
import type { FoldedEdit } from '../folded-log/folded-log-state.ts'
import { rowsOf } from './history-rows.ts'

const common = { author: 'ann', madeAtMs: 0, basis: 0, dataset: 'd', schema: 1, overrides: [], expect: [] }
const id = (counter: number) => ({ client: 'c', session: 's', counter })
const key = (counter: number) => editKey(id(counter))
const point = { supervoxel: 1n, base: 1n, position: [0, 0, 0] } as const

const merge = (counter: number, again?: number): Edit => {
  const origin = again === undefined ? undefined : ({ kind: 'redo', of: key(again) } as const)
  return { ...common, kind: 'merge', id: id(counter), origin, a: point, b: point }
}
const revert = (counter: number, target: number): Edit => {
  return { ...common, kind: 'revert', id: id(counter), target: key(target), points: [point], bases: [1n] }
}

function folded(edit: Edit, verdict: Verdict = 'applied'): FoldedEdit {
  return { edit, outcome: { verdict, changed: false }, segments: [1n] }
}

/** Each row as the counters of its first edit, its last making and its last edit, and its number of edits. */
function rowsIn(edits: readonly FoldedEdit[]): readonly string[] {
  const placeOf = (wanted: string) => {
    const place = edits.findIndex(({ edit }) => editKey(edit.id) === wanted)
    return place < 0 ? undefined : place
  }
  const find = (wanted: string) => edits[placeOf(wanted) ?? -1]
  const counter = (place: number) => edits[place]!.edit.id.counter
  const { total, slice } = rowsOf({ edits, find, placeOf })
  return slice(0, total).map((row) => `${counter(row.first)} ${counter(row.making)} ${counter(row.last)} x${row.edits}`)
}

it('[SS19] what takes a merge back and makes it again is in its row, which moves to the place of the last edit', () => {
  const log = [folded(merge(1)), folded(merge(2))]
  expect(rowsIn(log)).toEqual(['1 1 1 x1', '2 2 2 x1'])
  // The log grows, and the rows with it.
  log.push(folded(revert(3, 1)), folded(merge(4, 1)), folded(merge(5)))
  expect(rowsIn(log)).toEqual(['2 2 2 x1', '1 4 4 x3', '5 5 5 x1'])
  // What takes back the last making belongs to the row as well.
  log.push(folded(revert(6, 4)))
  expect(rowsIn(log)).toEqual(['2 2 2 x1', '5 5 5 x1', '1 4 6 x4'])
  // Edits of others come under the last one.
  log.splice(5, 1, folded(merge(7)), folded(revert(6, 4)))
  expect(rowsIn(log)).toEqual(['2 2 2 x1', '5 5 5 x1', '7 7 7 x1', '1 4 6 x4'])
})

it('[SS19] an edit that changed nothing has a row of its own, and so have edits of a merge that is not listed', () => {
  const log = [
    folded(merge(1)),
    folded(revert(2, 1), 'conflicted'),
    folded(revert(3, 1)),
    folded(revert(4, 1), 'redundant'),
  ]
  expect(rowsIn(log)).toEqual(['2 2 2 x1', '1 1 3 x2', '4 4 4 x1'])
  const later = [folded(revert(2, 1)), folded(merge(3)), folded(merge(4, 1))]
  expect(rowsIn(later)).toEqual(['3 3 3 x1', '2 4 4 x2'])
})
