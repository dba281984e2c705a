/**
 * A snapshot of the fold holds everything that later verdicts depend on, and no base graphs. It consists of
 * little-endian words of 32 bits:
 *
 *   head     two words of magic, the version, a checksum of all words after it, then the counts in the order of `COUNTS`
 *   columns  one after the other in the order of `COLUMNS`, each as long as its table
 *   bytes    one verdict byte for each entry of the log, then a text in JSON (ASCII); both are padded to whole words
 *
 * A row of one table names a row of another by its place. Pieces are listed. Segments are not, because they follow from
 * the links, and neither are bases that no edit names. The pool of splits is as in split-pool.ts.
 */
export const SNAPSHOT_VERSION = 1

/** 'SKEINFLD'. */
export const MAGIC: readonly [number, number] = [0x49454b53, 0x444c464e]

export const COUNTS = [
  'head',
  'sessions',
  'edits',
  'bases',
  'pieces',
  'points',
  'links',
  'splits',
  'poolWords',
  'overridden',
  'verdicts',
  'textBytes',
] as const

export type SnapshotCounts = Readonly<Record<(typeof COUNTS)[number], number>>

/** The number of words before the counts. */
export const FIXED_WORDS = 4

/** Each column with its table, in the order in which the columns are stored. */
const COLUMNS = [
  ['sessionHighest', 'sessions'],
  ['editSession', 'edits'],
  ['editCounter', 'edits'],
  ['editSeq', 'edits'],
  /** The edit that undid it, plus 1; 0 if none did. */
  ['editUndoneBy', 'edits'],
  ['baseHigh', 'bases'],
  ['baseLow', 'bases'],
  ['pieceBase', 'pieces'],
  ['pieceHigh', 'pieces'],
  ['pieceLow', 'pieces'],
  ['pieceSize', 'pieces'],
  ['pointHigh', 'points'],
  ['pointLow', 'points'],
  ['pointBase', 'points'],
  /** 2 * piece + 1 if an edit names the point; 2 * piece if it is only the end of a cut edge. */
  ['pointPiece', 'points'],
  ['linkA', 'links'],
  ['linkB', 'links'],
  /** The merge, plus 1; 0 for a base edge. */
  ['linkEdit', 'links'],
  /** The edit by which it last became live, plus 1; 0 for a base edge that no split in force ever cut. */
  ['linkSince', 'links'],
  /** 0 if the merge is not in force. It is kept only if a split in force has its edge in its cut. */
  ['linkInForce', 'links'],
  ['splitEdit', 'splits'],
  ['pool', 'poolWords'],
  ['overriddenSplit', 'overridden'],
  ['overriddenBy', 'overridden'],
] as const

export type ColumnName = (typeof COLUMNS)[number][0]
export type SnapshotColumns = Readonly<Record<ColumnName, Uint32Array>>

export const COLUMN_NAMES: readonly ColumnName[] = COLUMNS.map(([name]) => name)

const TABLE_OF = new Map<ColumnName, keyof SnapshotCounts>(COLUMNS)

export function columnLength(column: ColumnName, counts: SnapshotCounts): number {
  return counts[TABLE_OF.get(column)!]
}

/** An object with a value for each of these names. */
export function objectOf<Name extends string, Value>(
  names: readonly Name[],
  value: (name: Name, place: number) => Value,
): Record<Name, Value> {
  return Object.fromEntries(names.map((name, place) => [name, value(name, place)])) as Record<Name, Value>
}

/** The number of words that this many bytes take, padded. */
export function wordsOfBytes(bytes: number): number {
  return Math.ceil(bytes / 4)
}

/** Finds damage by accident, on disk or on the way. It does not protect against intent. */
export function checksumOf(words: Uint32Array): number {
  let sum = 0x811c9dc5
  for (let i = 0; i < words.length; i++) {
    sum = Math.imul(sum ^ words[i]!, 0x01000193)
    sum ^= sum >>> 15
  }
  return sum >>> 0
}
