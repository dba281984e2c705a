import { assert } from '../assert.ts'
import type { EditId, EditKey } from '../edits/edit.ts'
import { lengthFor, longerInts, longerWords } from '../ids/columns.ts'
import { createIdTable, type IdTable } from '../ids/id-table.ts'

/**
 * Edits as small integers. Sessions are numbered, with the highest counter folded of each (rule E1); an edit that the
 * fold must be able to name (a merge or split that came in force, a revert that did something, an author's latest
 * trouble) has a number of its own. All else of the log leaves no trace here.
 */
export interface EditNames {
  /** `client/session`, by number. */
  readonly sessions: string[]
  readonly sessionNumbers: Map<string, number>
  readonly highest: number[]
  /** Keyed by session and counter. */
  readonly ids: IdTable
  /** What an edit is in the tables: 0 nothing, 2h + 1 the merge h, 2h + 2 the split h. */
  role: Int32Array
  seq: Uint32Array
  /** The number of the revert that undid it + 1; 0 if none did. */
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

/** Rule E1: the counters of a session come in order, so one that is not above the highest was folded before. */
export function wasFolded(names: EditNames, id: EditId): boolean {
  return id.counter <= names.highest[sessionNumber(names, id)]!
}

export function markFolded(names: EditNames, id: EditId): void {
  assert(Number.isInteger(id.counter) && id.counter <= MAX_COUNTER, 'counters are whole and below 2^32')
  names.highest[sessionNumber(names, id)] = id.counter
}

/** The number of an edit, given now if it has none. */
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

/** The number of an edit by its key; -1 when it has none. */
export function findEdit(names: EditNames, key: EditKey): number {
  const at = key.lastIndexOf('/')
  const session = names.sessionNumbers.get(key.slice(0, Math.max(0, at)))
  const counter = Number(key.slice(at + 1))
  if (session === undefined || !Number.isInteger(counter) || counter < 0 || counter > MAX_COUNTER) return -1
  return names.ids.find(session, counter, 0)
}

/** The merge (handle) that a key names; -1 when it names none that came in force. */
export function findMerge(names: EditNames, key: EditKey): number {
  const edit = findEdit(names, key)
  return edit < 0 ? -1 : mergeOfRole(names.role[edit]!)
}

/** The split (handle) that a key names; -1 when it names none that came in force. */
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
