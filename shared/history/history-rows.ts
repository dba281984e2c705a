import { type Edit, type EditId, type EditKey, editKey } from '../edits/edit.ts'
import { type FoldedEdit, tookEffect } from '../folded-log/folded-log-state.ts'
import type { FindEdit } from '../words/edit-words.ts'

/** A merge or split with every edit that took it back or made it again: one row of History. Places in the log. */
export interface HistoryRow {
  readonly first: number
  /** The last edit that made it. */
  making: number
  last: number
  edits: number
}

/** The rows of a log, in the order of their last edits. It grows with the log. */
interface Rows {
  readonly inOrder: HistoryRow[]
  readonly byName: Map<EditKey, HistoryRow>
  /** So many edits are in, and the id of the last one. */
  edits: number
  lastId: EditId | undefined
}

/** Kept for each log, because a log may have a million edits and History is shown anew after each one. */
const kept = new WeakMap<readonly FoldedEdit[], Rows>()

/** The rows of a log, in the order of their last edits. */
export function rowsOf(edits: readonly FoldedEdit[], find: FindEdit): readonly HistoryRow[] {
  const before = kept.get(edits)
  const rows = before !== undefined && goesOn(before, edits) ? before : noRows()
  for (let place = rows.edits; place < edits.length; place++) put(rows, place, edits[place]!, find)
  rows.edits = edits.length
  rows.lastId = edits.at(-1)?.edit.id
  kept.set(edits, rows)
  return rows.inOrder
}

function noRows(): Rows {
  return { inOrder: [], byName: new Map(), edits: 0, lastId: undefined }
}

/** A rebase puts edits under those at the end, so another edit stands at the last place then. */
function goesOn({ edits: count, lastId }: Rows, edits: readonly FoldedEdit[]): boolean {
  const id = edits[count - 1]?.edit.id
  if (id === undefined || lastId === undefined) return count === 0
  return id.counter === lastId.counter && id.session === lastId.session && id.client === lastId.client
}

function put({ inOrder, byName }: Rows, place: number, folded: FoldedEdit, find: FindEdit): void {
  const name = nameOfRow(folded, find)
  const row = byName.get(name)
  if (row === undefined) {
    const begun = { first: place, making: place, last: place, edits: 1 }
    byName.set(name, begun)
    inOrder.push(begun)
    return
  }
  row.last = place
  row.edits++
  if (folded.edit.kind !== 'revert') row.making = place
  if (inOrder.at(-1) === row) return
  inOrder.splice(inOrder.lastIndexOf(row), 1)
  inOrder.push(row)
}

/** The first edit that made what this edit makes or takes back. An edit that changed nothing has a row of its own. */
function nameOfRow(folded: FoldedEdit, find: FindEdit): EditKey {
  return tookEffect(folded) ? contentOf(folded.edit, find) : editKey(folded.edit.id)
}

function contentOf(edit: Edit, find: FindEdit): EditKey {
  if (edit.kind === 'annotate') return editKey(edit.id)
  const from = edit.kind === 'revert' ? edit.target : edit.origin?.of
  if (from === undefined) return editKey(edit.id)
  const before = find(from)
  // An edit comes after what it names, so this ends.
  return before === undefined ? from : contentOf(before.edit, find)
}
