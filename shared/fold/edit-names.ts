import { assert } from '../assert.ts'
import type { EditId, EditKey } from '../edits/edit.ts'
import { lengthFor, longerInts, longerWords } from '../ids/columns.ts'
import { createIdTable, type IdTable } from '../ids/id-table.ts'

/**
 * Edits as small whole numbers. Each session has a number, and the highest counter that was folded of it (rule E1). An
 * edit has a number only if the fold must be able to name it: a merge or split that came in force, a revert that undid
 * something, or an author's latest conflicted or changed edit.
 */
export interface EditNames {
  /** `client/session`, by number. */
  readonly sessions: string[]
  readonly sessionNumbers: Map<string, number>
  readonly highest: number[]
  /** Keyed by session and counter. */
  readonly ids: IdTable
  /** What the edit is in the tables: 0 nothing, 2h + 1 the merge with link h, 2h + 2 the split with handle h. */
  role: Int32Array
  seq: Uint32Array
  /** The number of the revert that undid it, plus 1; 0 if none did. */
  undoneBy: Uint32Array
}

/** Counters and seqs are kept as unsigned 32-bit words. */
const MAX_COUNTER = 2 ** 32 - 1

export function createEditNames(): EditNames {
  return {
    sessions: [],
    sessionNumbers: new Map(),
    highest: [],
    ids: createIdTable(),
    role: new Int32Array(0),
    seq: new Uint32Array(0),
    undoneBy: new Uint32Array(0),
  }
}

function sessionNumber(names: EditNames, { client, session }: EditId): number {
  const name = `${client}/${session}`
  const known = names.sessionNumbers.get(name)
  return known ?? addSession(names, name, 0)
}

export function addSession(names: EditNames, name: string, highest: number): number {
  const number = names.sessions.push(name) - 1
  names.sessionNumbers.set(name, number)
  names.highest.push(highest)
  return number
}

/** Rule E1: the counters of a session come in order, so a counter that is not above the highest was folded before. */
export function wasFolded(names: EditNames, id: EditId): boolean {
  return id.counter <= names.highest[sessionNumber(names, id)]!
}

export function markFolded(names: EditNames, id: EditId): void {
  assert(Number.isInteger(id.counter) && id.counter <= MAX_COUNTER, 'counters are whole and below 2^32')
  names.highest[sessionNumber(names, id)] = id.counter
}

/** The number of an edit. It gets one if it has none yet. */
export function nameEdit(names: EditNames, id: EditId, seq: number): number {
  return addEditName(names, sessionNumber(names, id), id.counter, seq)
}

export function addEditName(names: EditNames, session: number, counter: number, seq: number): number {
  const before = names.ids.count()
  const edit = names.ids.add(session, counter, 0)
  if (edit < before) return edit
  const length = lengthFor(edit + 1, names.role.length)
  if (length > names.role.length) {
    names.role = longerInts(names.role, length)
    names.seq = longerWords(names.seq, length)
    names.undoneBy = longerWords(names.undoneBy, length)
  }
  names.seq[edit] = seq
  return edit
}

export function keyOfEdit(names: EditNames, edit: number): EditKey {
  return `${names.sessions[names.ids.highOf(edit)]}/${names.ids.lowOf(edit)}`
}

/** The number of the edit with this key; -1 if it has none. */
export function findEdit(names: EditNames, key: EditKey): number {
  const at = key.lastIndexOf('/')
  const session = names.sessionNumbers.get(key.slice(0, Math.max(0, at)))
  const counter = Number(key.slice(at + 1))
  if (session === undefined || !Number.isInteger(counter) || counter < 0 || counter > MAX_COUNTER) return -1
  return names.ids.find(session, counter, 0)
}

/** The link of the merge with this key; -1 if no such merge came in force. */
export function findMerge(names: EditNames, key: EditKey): number {
  const edit = findEdit(names, key)
  return edit < 0 ? -1 : mergeOfRole(names.role[edit]!)
}

/** The handle of the split with this key; -1 if no such split came in force. */
export function findSplit(names: EditNames, key: EditKey): number {
  const edit = findEdit(names, key)
  return edit < 0 ? -1 : splitOfRole(names.role[edit]!)
}

export function mergeOfRole(role: number): number {
  return role > 0 && role % 2 === 1 ? (role - 1) / 2 : -1
}

export function splitOfRole(role: number): number {
  return role > 0 && role % 2 === 0 ? (role - 2) / 2 : -1
}

export function roleOfMerge(merge: number): number {
  return 2 * merge + 1
}

export function roleOfSplit(split: number): number {
  return 2 * split + 2
}
