import { lengthFor, longerInts, longerWords } from '../ids/columns.ts'
import { addSegment, putIntoSegment } from './segments.ts'
import type { FoldTables, Pieces } from './tables.ts'

/** Adds a piece to a segment, or to a new segment if `segment` is -1. */
export function addPiece(
  tables: FoldTables,
  base: number,
  leastHigh: number,
  leastLow: number,
  size: number,
  segment: number,
): number {
  const piece = addPieceAlone(tables, base, leastHigh, leastLow, size)
  putIntoSegment(tables, piece, segment < 0 ? addSegment(tables) : segment)
  return piece
}

/** Adds a piece that is in no segment yet. */
export function addPieceAlone(
  { pieces, bases }: FoldTables,
  base: number,
  leastHigh: number,
  leastLow: number,
  size: number,
): number {
  const piece = pieces.rows
  reservePieces(pieces, piece + 1)
  pieces.rows++
  pieces.base[piece] = base
  pieces.leastHigh[piece] = leastHigh
  pieces.leastLow[piece] = leastLow
  pieces.size[piece] = size
  pieces.firstPoint[piece] = -1
  pieces.guards[piece] = 0
  pieces.nextInBase[piece] = bases.firstPiece[base]!
  bases.firstPiece[base] = piece
  bases.pieceCount[base]!++
  return piece
}

export function reservePieces(pieces: Pieces, rows: number): void {
  const length = lengthFor(rows, pieces.base.length)
  if (length === pieces.base.length) return
  pieces.base = longerInts(pieces.base, length)
  pieces.leastHigh = longerWords(pieces.leastHigh, length)
  pieces.leastLow = longerWords(pieces.leastLow, length)
  pieces.size = longerWords(pieces.size, length)
  pieces.segment = longerInts(pieces.segment, length)
  pieces.firstPoint = longerInts(pieces.firstPoint, length)
  pieces.guards = longerWords(pieces.guards, length)
  pieces.nextInBase = longerInts(pieces.nextInBase, length)
  pieces.nextInSegment = longerInts(pieces.nextInSegment, length)
  pieces.previousInSegment = longerInts(pieces.previousInSegment, length)
  pieces.marks.owner = longerInts(pieces.marks.owner, length)
  pieces.marks.previous = longerInts(pieces.marks.previous, length)
  pieces.marks.next = longerInts(pieces.marks.next, length)
}
