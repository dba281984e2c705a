import { type Problem, ProblemError, problemOf, type Result } from '../problem.ts'
import { addEditName, addSession, roleOfMerge, roleOfSplit } from './edit-names.ts'
import { type Fold, foldOver } from './fold.ts'
import { addGuards } from './guards.ts'
import { addPiece, reservePieces } from './pieces.ts'
import { pointOfSnapshot, reserveBases, reservePoints } from './points.ts'
import { joinSegments, reserveSegments } from './segments.ts'
import {
  COUNTS,
  checksumOf,
  columnLengths,
  FIXED_WORDS,
  MAGIC,
  SNAPSHOT_VERSION,
  type SnapshotColumns,
  type SnapshotCounts,
  wordsOfBytes,
} from './snapshot-format.ts'
import { readSnapshotText } from './snapshot-text.ts'
import { addSplit, reserveSplits } from './split-pool.ts'
import { type BaseEdge, type BaseFacts, createTables, type FoldTables, segmentOfPoint } from './tables.ts'
import { addUserEdge, isLive, reserveUserEdges } from './user-edges.ts'
import { MAX_VERDICT_BYTE } from './verdict-bytes.ts'

/**
 * Opens a snapshot; later edits fold on it as on the log that it was made of. Fails with `bad-snapshot` (not one, cut
 * short, damaged, or not consistent in itself) or `unsupported` (of a newer version). `file` is only named in problems.
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
  readMerges(tables, sections)
  readSplits(tables, sections)
  for (let edge = 0; edge < tables.merges.rows; edge++) {
    if (!isLive(tables.merges, edge)) continue
    const { a, b } = tables.merges
    joinSegments(tables, segmentOfPoint(tables, a[edge]!), segmentOfPoint(tables, b[edge]!))
  }
  for (let split = 0; split < tables.splits.rows; split++) addGuards(tables, split)
  readFreed(tables, sections)
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
  const at = (name: (typeof COUNTS)[number]) => words[FIXED_WORDS + COUNTS.indexOf(name)]!
  const counts: SnapshotCounts = {
    ...{ head: at('head'), sessions: at('sessions'), edits: at('edits'), bases: at('bases'), pieces: at('pieces') },
    ...{ points: at('points'), merges: at('merges'), splits: at('splits'), poolWords: at('poolWords') },
    ...{ freed: at('freed'), overridden: at('overridden'), verdicts: at('verdicts'), textBytes: at('textBytes') },
  }
  const lengths = columnLengths(counts)
  const inColumns = lengths.reduce((sum, [, length]) => sum + length, 0)
  const expected = headWords + inColumns + wordsOfBytes(counts.verdicts) + wordsOfBytes(counts.textBytes)
  check(words.length >= expected, `it is cut short: ${4 * words.length} bytes of ${4 * expected}`)
  check(words.length === expected, `it has ${4 * words.length} bytes where its counts say ${4 * expected}`)
  check(checksumOf(words.subarray(FIXED_WORDS)) === words[FIXED_WORDS - 1], 'it is damaged: its checksum is wrong')
  let next = headWords
  const take = (length: number) => {
    next += length
    return words.subarray(next - length, next)
  }
  const columns = new Map(lengths.map(([name, length]) => [name, take(length)] as const))
  const column = (name: (typeof lengths)[number][0]) => columns.get(name) ?? new Uint32Array(0)
  const verdicts = bytes.subarray(4 * next, 4 * next + counts.verdicts)
  const textStart = 4 * (next + wordsOfBytes(counts.verdicts))
  return {
    counts,
    columns: namedColumns(column),
    verdicts,
    text: bytes.subarray(textStart, textStart + counts.textBytes),
  }
}

function namedColumns(column: (name: keyof SnapshotColumns) => Uint32Array): SnapshotColumns {
  return {
    sessionHighest: column('sessionHighest'),
    ...{ editSession: column('editSession'), editCounter: column('editCounter'), editSeq: column('editSeq') },
    ...{ editUndoneBy: column('editUndoneBy'), baseHigh: column('baseHigh'), baseLow: column('baseLow') },
    ...{ pieceBase: column('pieceBase'), pieceHigh: column('pieceHigh'), pieceLow: column('pieceLow') },
    ...{ pieceSize: column('pieceSize'), pointHigh: column('pointHigh'), pointLow: column('pointLow') },
    ...{ pointBase: column('pointBase'), pointPiece: column('pointPiece'), mergeA: column('mergeA') },
    ...{ mergeB: column('mergeB'), mergeEdit: column('mergeEdit'), mergeSince: column('mergeSince') },
    ...{ mergeInForce: column('mergeInForce'), splitEdit: column('splitEdit'), pool: column('pool') },
    ...{ freedU: column('freedU'), freedV: column('freedV'), freedSince: column('freedSince') },
    ...{ overriddenSplit: column('overriddenSplit'), overriddenBy: column('overriddenBy') },
  }
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
  const { bases, points, pieces, segments } = tables
  bases.ids.reserve(counts.bases)
  reserveBases(bases, counts.bases)
  bases.firstPiece.fill(-1)
  bases.firstCut.fill(-1)
  for (let base = 0; base < counts.bases; base++) {
    check(bases.ids.add(columns.baseHigh[base]!, columns.baseLow[base]!, 0) === base, 'it lists a base twice')
  }
  reservePieces(pieces, counts.pieces)
  reserveSegments(segments, counts.pieces)
  for (let piece = 0; piece < counts.pieces; piece++) {
    const base = columns.pieceBase[piece]!
    check(base < counts.bases && columns.pieceSize[piece]! > 0, 'a piece is of no base or empty')
    addPiece(tables, base, columns.pieceHigh[piece]!, columns.pieceLow[piece]!, columns.pieceSize[piece]!, -1)
  }
  for (let base = 0; base < counts.bases; base++) check(bases.pieceCount[base]! > 0, 'a base has no pieces')
  points.ids.reserve(counts.points)
  reservePoints(points, counts.points)
  for (let point = 0; point < counts.points; point++) {
    const base = columns.pointBase[point]!
    const piece = columns.pointPiece[point]! >>> 1
    check(piece < counts.pieces && pieces.base[piece] === base, 'a point lies in a piece of another base')
    const placed = pointOfSnapshot(tables, columns.pointHigh[point]!, columns.pointLow[point]!, base, piece)
    check(placed === point, 'it lists a point twice')
    points.named[point] = columns.pointPiece[point]! & 1
  }
}

function readMerges(tables: FoldTables, { counts, columns }: Sections): void {
  const { names, merges } = tables
  reserveUserEdges(merges, counts.merges)
  for (let edge = 0; edge < counts.merges; edge++) {
    const [a, b] = [columns.mergeA[edge]!, columns.mergeB[edge]!]
    const [edit, since] = [columns.mergeEdit[edge]!, columns.mergeSince[edge]!]
    check(a < counts.points && b < counts.points && a !== b, 'a merge has no two points')
    check(edit < counts.edits && since < counts.edits && names.role[edit] === 0, 'a merge is no edit of its own')
    addUserEdge(tables, a, b, edit, columns.mergeInForce[edge] === 1)
    merges.since[edge] = since
    names.role[edit] = roleOfMerge(edge)
  }
}

function readSplits(tables: FoldTables, { counts, columns }: Sections): void {
  const { names, merges, points } = tables
  const { pool } = columns
  reserveSplits(tables.splits, counts.splits, 2 * counts.poolWords)
  let at = 0
  const word = () => {
    check(at < pool.length, 'its splits end too early')
    return pool[at++]!
  }
  const list = <T>(length: number, read: () => T): T[] => {
    check(length <= pool.length - at, 'a split is longer than all splits together')
    return Array.from({ length }, read)
  }
  const point = () => {
    const found = word()
    check(found < counts.points, 'a split names no point that is listed')
    return found
  }
  const baseEdge = (): BaseEdge & { base: number } => {
    const [u, v] = [point(), point()]
    const base = points.ids.tagOf(u)
    check(u !== v && points.ids.tagOf(v) === base, 'a cut edge leads from one base to another')
    return { u, v, base }
  }
  for (let split = 0; split < counts.splits; split++) {
    const edit = columns.splitEdit[split]!
    check(edit < counts.edits && names.role[edit] === 0, 'a split is no edit of its own')
    const [sourceCount, sinkCount, baseCount, userCount] = [word(), word(), word(), word()]
    const sources = list(sourceCount, point)
    const sinks = list(sinkCount, point)
    const baseEdges = list(baseCount, baseEdge)
    const userEdges = list(userCount, word)
    for (const edge of userEdges) {
      check(edge < counts.merges && merges.cutter[edge] === -1, 'two splits cut one merge, or one that is not listed')
      merges.cutter[edge] = split
    }
    addSplit(tables, edit, sources, sinks, { baseEdges, userEdges }, () => word() === 1)
    names.role[edit] = roleOfSplit(split)
  }
  check(at === pool.length, 'its splits end too late')
}

function readFreed({ bases, points }: FoldTables, { counts, columns }: Sections): void {
  for (let i = 0; i < counts.freed; i++) {
    const [u, v, since] = [columns.freedU[i]!, columns.freedV[i]!, columns.freedSince[i]!]
    check(u < counts.points && v < counts.points && since < counts.edits, 'a freed edge names nothing that is listed')
    const base = points.ids.tagOf(u)
    check(points.ids.tagOf(v) === base, 'a freed edge leads from one base to another')
    const freed = bases.freed.get(base) ?? []
    bases.freed.set(base, freed)
    freed.push({ u, v, since })
  }
}

function readOverridden({ splits }: FoldTables, { counts, columns }: Sections): void {
  for (let i = 0; i < counts.overridden; i++) {
    const [split, by] = [columns.overriddenSplit[i]!, columns.overriddenBy[i]!]
    check(split < counts.splits && by < counts.edits, 'an override names nothing that is listed')
    splits.overriddenBy.set(split, [...(splits.overriddenBy.get(split) ?? []), by])
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
