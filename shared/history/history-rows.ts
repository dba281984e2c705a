import type { Edit, EditId, EditKey } from '../edits/edit.ts'
import { type FoldedEdit, tookEffect } from '../folded-log/folded-log-state.ts'
import type { FindEdit } from '../words/edit-words.ts'

/** A merge or split with every edit that took it back or made it again: one row of History. Places in the log. */
export interface HistoryRow {
  readonly first: number
  /** The last edit that made it. */
  readonly making: number
  readonly last: number
  readonly edits: number
}

/** What rows are found from: a log, or the edits of one segment. */
export interface RowSource {
  readonly edits: readonly FoldedEdit[]
  /** Also finds edits that are in the log alone. */
  readonly find: FindEdit
  /** The place in `edits`. */
  readonly placeOf: (key: EditKey) => number | undefined
}

/** The rows of a log. It grows with the log. Most rows are one edit, and those have no object. */
interface Rows {
  /** The first edits of the rows, in the order of their last edits. */
  readonly inOrder: number[]
  /** By first edit: rows of several edits. */
  readonly chains: Map<number, HistoryRow>
  /** First edits of rows whose merge or split is not among the edits. */
  readonly outside: Map<EditKey, number>
  /** This many edits are in, and the id of the last one. */
  edits: number
  lastId: EditId | undefined
}

/** Kept for each log, because a log may have a million edits and History is shown anew after each one. */
const kept = new WeakMap<readonly FoldedEdit[], Rows>()

/** Some of the rows, in the order of their last edits, and the number of all. `from` and `to` count from the first row. */
export function rowsOf(source: RowSource): {
  readonly total: number
  readonly slice: (from: number, to: number) => readonly HistoryRow[]
} {
  const { edits } = source
  const before = kept.get(edits)
  const rows = before !== undefined && goesOn(before, edits) ? before : noRows()
  for (let place = rows.edits; place < edits.length; place++) put(rows, place, source)
  rows.edits = edits.length
  rows.lastId = edits.at(-1)?.edit.id
  kept.set(edits, rows)
  return {
    total: rows.inOrder.length,
    slice: (from, to) => rows.inOrder.slice(from, to).map((first) => rows.chains.get(first) ?? single(first)),
  }
}

function noRows(): Rows {
  return { inOrder: [], chains: new Map(), outside: new Map(), edits: 0, lastId: undefined }
}

function single(place: number): HistoryRow {
  return { first: place, making: place, last: place, edits: 1 }
}

/** A rebase puts edits under those at the end, so another edit stands at the last place then. */
function goesOn({ edits: count, lastId }: Rows, edits: readonly FoldedEdit[]): boolean {
  const id = edits[count - 1]?.edit.id
  if (id === undefined || lastId === undefined) return count === 0
  return id.counter === lastId.counter && id.session === lastId.session && id.client === lastId.client
}

function put({ inOrder, chains, outside }: Rows, place: number, { edits, find, placeOf }: RowSource): void {
  const folded = edits[place]!
  const content = contentOf(folded, find)
  const first = content === undefined ? place : (placeOf(content) ?? outside.get(content) ?? place)
  if (first === place) {
    inOrder.push(place)
    if (content !== undefined) outside.set(content, place)
    return
  }
  const row = chains.get(first) ?? single(first)
  const making = folded.edit.kind === 'revert' ? row.making : place
  chains.set(first, { first, making, last: place, edits: row.edits + 1 })
  if (inOrder.at(-1) === first) return
  inOrder.splice(inOrder.lastIndexOf(first), 1)
  inOrder.push(first)
}

/**
 * The first edit that made what an edit takes back or makes again; undefined where it does neither. An edit that changed
 * nothing has a row of its own.
 */
function contentOf(folded: FoldedEdit, find: FindEdit): EditKey | undefined {
  if (!tookEffect(folded)) return undefined
  let content: EditKey | undefined
  // An edit comes after what it names, so this ends.
  for (let named = namedBy(folded.edit); named !== undefined; ) {
    content = named
    const before = find(named)
    named = before && namedBy(before.edit)
  }
  return content
}

/** What an edit takes back or makes again. */
function namedBy(edit: Edit): EditKey | undefined {
  if (edit.kind === 'annotate') return undefined
  return edit.kind === 'revert' ? edit.target : edit.origin?.of
}
