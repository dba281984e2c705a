/**
 * A snapshot of the fold: all that later verdicts depend on, and no base graph. Little-endian words of 32 bits:
 *
 *   head     two words of magic, version, checksum of all that follows it, then the counts in the order of `COUNTS`
 *   columns  one after the other in the order of `COLUMNS`, each as long as its table
 *   bytes    one verdict byte an entry of the log, then a text in JSON (ASCII), each padded to whole words
 *
 * Rows of one table name rows of another by their place. Pieces are listed, but neither segments (they follow from the
 * links) nor anything about bases that no edit names. The pool of splits is as in split-pool.ts.
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

/** Words before the counts. */
export const FIXED_WORDS = 4

/** Each column with the table whose rows it has, in the order in which they are stored. */
const COLUMNS = [
  ['sessionHighest', 'sessions'],
  ['editSession', 'edits'],
  ['editCounter', 'edits'],
  ['editSeq', 'edits'],
  /** The edit that undid it + 1. */
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
  /** 2 * piece + 1 if an edit names it, 2 * piece if it is only the end of a cut edge. */
  ['pointPiece', 'points'],
  ['linkA', 'links'],
  ['linkB', 'links'],
  /** The merge + 1, 0 for a base edge. */
  ['linkEdit', 'links'],
  /** The edit by which it last became live + 1, 0 for a base edge that no split in force ever cut. */
  ['linkSince', 'links'],
  /** 0 where the merge is kept only because a split in force has its edge in its cut. */
  ['linkInForce', 'links'],
  ['splitEdit', 'splits'],
  ['pool', 'poolWords'],
  ['overriddenSplit', 'overridden'],
  ['overriddenBy', 'overridden'],
] as const

export type ColumnName = (typeof COLUMNS)[number][0]
export type SnapshotColumns = Readonly<Record<ColumnName, Uint32Array>>

export const COLUMN_NAMES: readonly ColumnName[] = COLUMNS.map(([name]) => name)

export function columnLengths(counts: SnapshotCounts): [ColumnName, number][] {
  return COLUMNS.map(([name, table]) => [name, counts[table]])
}

/** Words of a run of bytes, padded. */
export function wordsOfBytes(bytes: number): number {
  return Math.ceil(bytes / 4)
}

/** Finds damage on disk or on the way; no protection against intent. */
export function checksumOf(words: Uint32Array): number {
  let sum = 0x811c9dc5
  for (let i = 0; i < words.length; i++) {
    sum = Math.imul(sum ^ words[i]!, 0x01000193)
    sum ^= sum >>> 15
  }
  return sum >>> 0
}
