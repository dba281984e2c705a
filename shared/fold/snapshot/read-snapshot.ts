import { type Problem, ProblemError, problemOf, type Result } from '../../problem.ts'
import { addSplitOfPool, recordOverride, reserveSplits } from '../cuts/split-pool.ts'
import { addEditName, addSession, roleOfMerge, roleOfSplit } from '../edit-names.ts'
import { type Fold, foldOver } from '../fold.ts'
import { addGuards } from '../guards.ts'
import { addLink, findBaseLink, isLive, reserveLinks } from '../links.ts'
import { addPieceAlone, reservePieces } from '../pieces.ts'
import { addPoint, reserveBases, reservePoints } from '../points.ts'
import { addSegment, putIntoSegment, reserveSegments } from '../segments.ts'
import { type BaseFacts, createTables, type FoldTables } from '../tables.ts'
import {
  COLUMN_NAMES,
  COUNTS,
  checksumOf,
  columnLength,
  FIXED_WORDS,
  MAGIC,
  objectOf,
  SNAPSHOT_VERSION,
  type SnapshotColumns,
  type SnapshotCounts,
  wordsOfBytes,
} from './snapshot-format.ts'
import { readSnapshotText } from './snapshot-text.ts'
import { MAX_VERDICT_BYTE } from './verdict-bytes.ts'

/**
 * Opens a snapshot. Later edits give the same results on it as on the log that it was made of. It fails with
 * `bad-snapshot` (the bytes are no snapshot, cut short, damaged or contradictory) or with `unsupported` (a newer
 * version). `file` is only named in these problems.
 */
export function foldFromSnapshot(bytes: Uint8Array, facts: BaseFacts, file = 'snapshot'): Result<Fold> {
  try {
    return { ok: true, value: foldOver(readTables(bytes, facts)) }
  } catch (error) {
    const problem = problemOf(error)
    if (problem === undefined) throw error
    return { ok: false, problem: { ...problem, file, message: `${file}: ${problem.message}` } }
  }
}

interface Sections {
  readonly counts: SnapshotCounts
  readonly columns: SnapshotColumns
  readonly verdicts: Uint8Array
  readonly text: Uint8Array
}

function readTables(bytes: Uint8Array, facts: BaseFacts): FoldTables {
  const sections = readSections(bytes)
  const tables = createTables(facts)
  readEdits(tables, sections)
  readPieces(tables, sections)
  readLinks(tables, sections)
  readSplits(tables, sections)
  formSegments(tables)
  for (let split = 0; split < tables.splits.rows; split++) addGuards(tables, split)
  readOverridden(tables, sections)
  readHistory(tables, sections)
  return tables
}

function readSections(given: Uint8Array): Sections {
  const bytes = given.byteOffset % 4 === 0 ? given : given.slice()
  const headWords = FIXED_WORDS + COUNTS.length
  check(bytes.length >= 4 * headWords && bytes.length % 4 === 0, 'it is too short to be a snapshot')
  const words = new Uint32Array(bytes.buffer, bytes.byteOffset, bytes.length / 4)
  check(words[0] === MAGIC[0] && words[1] === MAGIC[1], 'it is no snapshot of an edit log')
  const version = words[2]!
  if (version > SNAPSHOT_VERSION) {
    fail('unsupported', `it is of version ${version}, and this Skein reads up to ${SNAPSHOT_VERSION}`)
  }
  check(version === SNAPSHOT_VERSION, `it is of version ${version}, which never was`)
  const counts: SnapshotCounts = objectOf(COUNTS, (_, i) => words[FIXED_WORDS + i]!)
  const inColumns = COLUMN_NAMES.reduce((sum, name) => sum + columnLength(name, counts), 0)
  const expected = headWords + inColumns + wordsOfBytes(counts.verdicts) + wordsOfBytes(counts.textBytes)
  check(words.length >= expected, `it is cut short: ${4 * words.length} bytes of ${4 * expected}`)
  check(words.length === expected, `it has ${4 * words.length} bytes where its counts say ${4 * expected}`)
  check(checksumOf(words.subarray(FIXED_WORDS)) === words[FIXED_WORDS - 1], 'it is damaged: its checksum is wrong')
  let next = headWords
  const take = (length: number) => {
    next += length
    return words.subarray(next - length, next)
  }
  const columns: SnapshotColumns = objectOf(COLUMN_NAMES, (name) => take(columnLength(name, counts)))
  const verdicts = bytes.subarray(4 * next, 4 * next + counts.verdicts)
  const textStart = 4 * (next + wordsOfBytes(counts.verdicts))
  return { counts, columns, verdicts, text: bytes.subarray(textStart, textStart + counts.textBytes) }
}

function readEdits({ names, history }: FoldTables, { counts, columns, text }: Sections): void {
  const { sessions, trouble, annotations } = readSnapshotText(text)
  check(sessions.length === counts.sessions, 'its sessions do not agree with their number')
  for (const [i, session] of sessions.entries()) {
    check(!names.sessionNumbers.has(session), 'it names a session twice')
    addSession(names, session, columns.sessionHighest[i]!)
  }
  names.ids.reserve(counts.edits)
  for (let edit = 0; edit < counts.edits; edit++) {
    const session = columns.editSession[edit]!
    const counter = columns.editCounter[edit]!
    check(session < counts.sessions, 'an edit is of no session')
    check(counter <= names.highest[session]!, 'an edit has a counter that its session has not reached')
    check(addEditName(names, session, counter, columns.editSeq[edit]!) === edit, 'it lists an edit twice')
    check(columns.editUndoneBy[edit]! <= counts.edits, 'an edit is undone by none that it lists')
    names.undoneBy[edit] = columns.editUndoneBy[edit]!
  }
  for (const { author, edit } of trouble) {
    check(edit < counts.edits, 'an author is in trouble with no edit that it lists')
    history.trouble.set(author, edit)
  }
  for (const { id, annotation } of annotations) history.annotations.set(id, annotation)
}

function readPieces(tables: FoldTables, { counts, columns }: Sections): void {
  const { bases, points, pieces } = tables
  const { baseHigh, baseLow, pieceBase, pieceHigh, pieceLow, pieceSize } = columns
  const { pointHigh, pointLow, pointBase, pointPiece } = columns
  bases.ids.reserve(counts.bases)
  reserveBases(bases, counts.bases)
  bases.firstPiece.fill(-1)
  for (let base = 0; base < counts.bases; base++) {
    check(bases.ids.add(baseHigh[base]!, baseLow[base]!, 0) === base, 'it lists a base twice')
  }
  reservePieces(pieces, counts.pieces)
  for (let piece = 0; piece < counts.pieces; piece++) {
    const [base, size] = [pieceBase[piece]!, pieceSize[piece]!]
    check(base < counts.bases && size > 0, 'a piece is of no base or empty')
    addPieceAlone(tables, base, pieceHigh[piece]!, pieceLow[piece]!, size)
  }
  for (let base = 0; base < counts.bases; base++) check(bases.pieceCount[base]! > 0, 'a base has no pieces')
  points.ids.reserve(counts.points)
  reservePoints(points, counts.points)
  for (let point = 0; point < counts.points; point++) {
    const base = pointBase[point]!
    const piece = pointPiece[point]! >>> 1
    check(piece < counts.pieces && pieces.base[piece] === base, 'a point lies in a piece of another base')
    const added = addPoint(tables, pointHigh[point]!, pointLow[point]!, base, piece)
    check(added === point, 'it lists a point twice')
    points.named[point] = pointPiece[point]! & 1
  }
}

function readLinks(tables: FoldTables, { counts, columns }: Sections): void {
  const { names, links, points } = tables
  const { linkA, linkB, linkEdit, linkSince, linkInForce } = columns
  reserveLinks(links, counts.links)
  links.baseLinks.reserve(counts.links - countOf(linkEdit, (edit) => edit > 0))
  for (let link = 0; link < counts.links; link++) {
    const [a, b] = [linkA[link]!, linkB[link]!]
    const [edit, since] = [linkEdit[link]! - 1, linkSince[link]! - 1]
    check(a < counts.points && b < counts.points && a !== b, 'an edge has no two points')
    check(edit < counts.edits && since < counts.edits, 'an edge is of no edit that it lists')
    const inForce = linkInForce[link] === 1
    if (edit < 0) {
      check(inForce && points.ids.tagOf(a) === points.ids.tagOf(b), 'a base edge leads to another base')
      check(findBaseLink(tables, a, b) < 0, 'it lists a base edge twice')
    } else check(since >= 0 && names.role[edit] === 0, 'a merge is no edit of its own')
    addLink(tables, a, b, edit, inForce)
    links.since[link] = since
    if (edit >= 0) names.role[edit] = roleOfMerge(link)
  }
}

function countOf(column: Uint32Array, counts: (word: number) => boolean): number {
  let count = 0
  for (let row = 0; row < column.length; row++) if (counts(column[row]!)) count++
  return count
}

/** The pool of the snapshot is that of the tables: it is copied, and then checked word by word. */
function readSplits({ names, links, splits }: FoldTables, { counts, columns }: Sections): void {
  const { pool, splitEdit } = columns
  const { cutter } = links
  reserveSplits(splits, counts.splits, counts.poolWords)
  splits.pool.set(pool)
  const early = 'a split ends too early or names nothing that is listed'
  let at = 0
  for (let split = 0; split < counts.splits; split++) {
    const edit = splitEdit[split]!
    check(edit < counts.edits && names.role[edit] === 0, 'a split is no edit of its own')
    const [sources, sinks, cut] = [pool[at] ?? pool.length, pool[at + 1] ?? pool.length, pool[at + 2] ?? pool.length]
    check(sources < pool.length && sinks < pool.length && cut < pool.length, early)
    at += 3
    const end = at + sources + sinks + 2 * cut
    check(end <= pool.length, 'a split is longer than all splits together')
    for (const seeds = at + sources + sinks; at < seeds; at++) check(pool[at]! < counts.points, early)
    for (; at < end; at += 2) {
      const link = pool[at]!
      check(link < counts.links && pool[at + 1]! < 2, early)
      check(cutter[link] === -1, 'two splits cut one edge')
      cutter[link] = split
    }
    names.role[edit] = roleOfSplit(addSplitOfPool(splits, edit, end))
  }
  check(at === pool.length, 'its splits end too late')
}

/** Puts the pieces that live links join into one segment. */
function formSegments(tables: FoldTables): void {
  const { links, points, pieces, segments } = tables
  /** A forest in which the root of each tree is its smallest piece. */
  const parent = new Int32Array(pieces.rows)
  for (let piece = 0; piece < pieces.rows; piece++) parent[piece] = piece
  let roots = pieces.rows
  for (let link = 0; link < links.rows; link++) {
    if (!isLive(links, link)) continue
    const a = rootOf(parent, points.piece[links.a[link]!]!)
    const b = rootOf(parent, points.piece[links.b[link]!]!)
    if (a === b) continue
    roots--
    if (a < b) parent[b] = a
    else parent[a] = b
  }
  reserveSegments(segments, roots)
  for (let piece = 0; piece < pieces.rows; piece++) {
    const root = rootOf(parent, piece)
    putIntoSegment(tables, piece, root === piece ? addSegment(tables) : pieces.segment[root]!)
  }
}

function rootOf(parent: Int32Array, piece: number): number {
  let at = piece
  for (let next = parent[at]!; next !== at; next = parent[at]!) {
    parent[at] = parent[next]! // path halving
    at = next
  }
  return at
}

function readOverridden({ splits }: FoldTables, { counts, columns }: Sections): void {
  for (let i = 0; i < counts.overridden; i++) {
    const [split, by] = [columns.overriddenSplit[i]!, columns.overriddenBy[i]!]
    check(split < counts.splits && by < counts.edits, 'an override names nothing that is listed')
    recordOverride(splits, split, by)
  }
}

function readHistory({ history }: FoldTables, { counts, verdicts }: Sections): void {
  for (const byte of verdicts) check(byte <= MAX_VERDICT_BYTE, 'it has a verdict that does not exist')
  history.verdicts = verdicts.slice()
  history.entries = counts.verdicts
  history.head = counts.head
}

function check(holds: boolean, otherwise: string): asserts holds {
  if (!holds) fail('bad-snapshot', otherwise)
}

function fail(kind: Problem['kind'], message: string): never {
  throw new ProblemError({ kind, message })
}
