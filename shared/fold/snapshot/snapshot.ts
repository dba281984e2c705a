import type { Annotation } from '../../edits/edit.ts'
import { cutOfSplit, viewSplit } from '../cuts/split-pool.ts'
import type { FoldTables } from '../tables.ts'
import {
  COLUMN_NAMES,
  COUNTS,
  checksumOf,
  FIXED_WORDS,
  MAGIC,
  SNAPSHOT_VERSION,
  type SnapshotColumns,
  type SnapshotCounts,
  wordsOfBytes,
} from './snapshot-format.ts'

/** The fold as bytes (see snapshot-format.ts). `foldFromSnapshot` opens them. */
export function writeSnapshot(tables: FoldTables): Uint8Array<ArrayBuffer> {
  const kept = keptRows(tables)
  const { history, names } = tables
  const text = asciiJson({
    sessions: names.sessions,
    trouble: [...history.trouble].map(([author, edit]) => [author, kept.edits[edit]]),
    annotations: [...history.annotations].map(([id, annotation]) => [id, plainAnnotation(annotation)]),
  })
  const columns = columnsOf(tables, kept)
  const counts: SnapshotCounts = {
    head: history.head,
    sessions: names.sessions.length,
    edits: columns.editSeq.length,
    bases: columns.baseHigh.length,
    pieces: columns.pieceBase.length,
    points: columns.pointBase.length,
    links: columns.linkA.length,
    splits: columns.splitEdit.length,
    poolWords: columns.pool.length,
    overridden: columns.overriddenBy.length,
    verdicts: history.entries,
    textBytes: text.length,
  }
  return assemble(counts, columns, history.verdicts.subarray(0, history.entries), text)
}

function assemble(
  counts: SnapshotCounts,
  columns: SnapshotColumns,
  verdicts: Uint8Array,
  text: Uint8Array,
): Uint8Array<ArrayBuffer> {
  const head = FIXED_WORDS + COUNTS.length
  const inColumns = COLUMN_NAMES.reduce((sum, name) => sum + columns[name].length, 0)
  const words = new Uint32Array(head + inColumns + wordsOfBytes(verdicts.length) + wordsOfBytes(text.length))
  const bytes = new Uint8Array(words.buffer)
  words.set([MAGIC[0], MAGIC[1], SNAPSHOT_VERSION])
  words.set(
    COUNTS.map((name) => counts[name]),
    FIXED_WORDS,
  )
  let at = head
  for (const name of COLUMN_NAMES) {
    words.set(columns[name], at)
    at += columns[name].length
  }
  bytes.set(verdicts, 4 * at)
  bytes.set(text, 4 * (at + wordsOfBytes(verdicts.length)))
  words[FIXED_WORDS - 1] = checksumOf(words.subarray(FIXED_WORDS))
  return bytes
}

/** By row: its number in the snapshot; -1 if the row is left out. */
interface Kept {
  readonly edits: Int32Array
  readonly bases: Int32Array
  readonly pieces: Int32Array
  readonly points: Int32Array
  readonly links: Int32Array
  readonly splits: Int32Array
}

function keptRows(tables: FoldTables): Kept {
  const { names, bases, points, pieces, links, splits, history } = tables
  const kept: Kept = {
    edits: new Int32Array(names.ids.count()).fill(-1),
    bases: new Int32Array(bases.ids.count()).fill(-1),
    pieces: new Int32Array(pieces.rows).fill(-1),
    points: new Int32Array(points.ids.count()).fill(-1),
    links: new Int32Array(links.rows).fill(-1),
    splits: new Int32Array(splits.rows).fill(-1),
  }
  for (let split = 0; split < splits.rows; split++) {
    if (splits.inForce[split] === 0) continue
    kept.splits[split] = 0
    const { sources, sinks } = viewSplit(splits, split)
    for (const seeds of [sources, sinks]) for (const point of seeds) kept.points[point] = 0
    for (const link of cutOfSplit(tables, split)) kept.links[link] = 0
  }
  for (let link = 0; link < links.rows; link++) {
    if (links.inForce[link] === 1) kept.links[link] = 0
    if (kept.links[link]! < 0) continue
    kept.points[links.a[link]!] = 0
    kept.points[links.b[link]!] = 0
    for (const edit of [links.edit[link]!, links.since[link]!]) if (edit >= 0) kept.edits[edit] = 0
  }
  for (let edit = 0; edit < kept.edits.length; edit++) {
    if (names.role[edit] !== 0 || names.undoneBy[edit] !== 0) kept.edits[edit] = 0
    if (names.undoneBy[edit] !== 0) kept.edits[names.undoneBy[edit]! - 1] = 0
  }
  for (const edit of history.trouble.values()) kept.edits[edit] = 0
  for (const edits of splits.overriddenBy.values()) for (const edit of edits) kept.edits[edit] = 0
  for (let point = 0; point < kept.points.length; point++) {
    if (points.named[point] === 1) kept.points[point] = 0
    if (kept.points[point] === 0) kept.bases[points.ids.tagOf(point)] = 0
  }
  for (let piece = 0; piece < pieces.rows; piece++) {
    if (kept.bases[pieces.base[piece]!] === 0) kept.pieces[piece] = 0
  }
  for (const column of [kept.edits, kept.bases, kept.pieces, kept.points, kept.links, kept.splits]) renumber(column)
  return kept
}

function renumber(column: Int32Array): void {
  let next = 0
  for (let i = 0; i < column.length; i++) if (column[i]! >= 0) column[i] = next++
}

function columnsOf(tables: FoldTables, kept: Kept): SnapshotColumns {
  const { names, bases, points, pieces, links } = tables
  const overridden = [...tables.splits.overriddenBy]
    .filter(([split]) => kept.splits[split]! >= 0)
    .flatMap(([split, edits]) => edits.map((edit) => ({ split: kept.splits[split]!, edit: kept.edits[edit]! })))
  const editOrNone = (edit: number) => (edit < 0 ? 0 : kept.edits[edit]! + 1)
  return {
    sessionHighest: Uint32Array.from(names.highest),
    editSession: pick(kept.edits, (edit) => names.ids.highOf(edit)),
    editCounter: pick(kept.edits, (edit) => names.ids.lowOf(edit)),
    editSeq: pick(kept.edits, (edit) => names.seq[edit]!),
    editUndoneBy: pick(kept.edits, (edit) => editOrNone(names.undoneBy[edit]! - 1)),
    baseHigh: pick(kept.bases, (base) => bases.ids.highOf(base)),
    baseLow: pick(kept.bases, (base) => bases.ids.lowOf(base)),
    pieceBase: pick(kept.pieces, (piece) => kept.bases[pieces.base[piece]!]!),
    pieceHigh: pick(kept.pieces, (piece) => pieces.leastHigh[piece]!),
    pieceLow: pick(kept.pieces, (piece) => pieces.leastLow[piece]!),
    pieceSize: pick(kept.pieces, (piece) => pieces.size[piece]!),
    pointHigh: pick(kept.points, (point) => points.ids.highOf(point)),
    pointLow: pick(kept.points, (point) => points.ids.lowOf(point)),
    pointBase: pick(kept.points, (point) => kept.bases[points.ids.tagOf(point)]!),
    pointPiece: pick(kept.points, (point) => 2 * kept.pieces[points.piece[point]!]! + points.named[point]!),
    linkA: pick(kept.links, (link) => kept.points[links.a[link]!]!),
    linkB: pick(kept.links, (link) => kept.points[links.b[link]!]!),
    linkEdit: pick(kept.links, (link) => editOrNone(links.edit[link]!)),
    linkSince: pick(kept.links, (link) => editOrNone(links.since[link]!)),
    linkInForce: pick(kept.links, (link) => links.inForce[link]!),
    splitEdit: pick(kept.splits, (split) => kept.edits[tables.splits.edit[split]!]!),
    pool: poolOf(tables, kept),
    overriddenSplit: Uint32Array.from(overridden, ({ split }) => split),
    overriddenBy: Uint32Array.from(overridden, ({ edit }) => edit),
  }
}

function pick(kept: Int32Array, value: (row: number) => number): Uint32Array {
  let count = 0
  for (const row of kept) if (row >= 0) count++
  const column = new Uint32Array(count)
  for (let row = 0; row < kept.length; row++) if (kept[row]! >= 0) column[kept[row]!] = value(row)
  return column
}

function poolOf(tables: FoldTables, kept: Kept): Uint32Array {
  const { splits } = tables
  const words = new Uint32Array(splits.poolEnd)
  let at = 0
  const put = (...some: readonly number[]) => {
    for (const word of some) words[at++] = word
  }
  for (let split = 0; split < splits.rows; split++) {
    if (kept.splits[split]! < 0) continue
    const { sources, sinks, links, end } = viewSplit(splits, split)
    put(sources.length, sinks.length, cutOfSplit(tables, split).length)
    for (const seeds of [sources, sinks]) for (const point of seeds) put(kept.points[point]!)
    for (let i = links; i < end; i += 2) put(kept.links[splits.pool[i]!]!, splits.pool[i + 1]!)
  }
  return words.subarray(0, at)
}

/** Writes 64-bit ids as decimal strings, because JSON numbers are not exact beyond 2^53. */
function plainAnnotation({ anchor, ...rest }: Annotation): unknown {
  if (anchor === undefined) return rest
  return { ...rest, anchor: { ...anchor, supervoxel: `${anchor.supervoxel}`, base: `${anchor.base}` } }
}

function asciiJson(value: unknown): Uint8Array {
  const escaped = (unit: string) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`
  const text = JSON.stringify(value).replace(/[\u007f-\uffff]/g, escaped)
  const bytes = new Uint8Array(text.length)
  for (let i = 0; i < text.length; i++) bytes[i] = text.charCodeAt(i)
  return bytes
}
