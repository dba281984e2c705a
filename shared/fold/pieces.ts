import { lengthFor, longerInts, longerWords } from '../ids/columns.ts'
import { addSegment, putIntoSegment, takeOutOfSegment } from './segments.ts'
import type { FoldTables, Pieces } from './tables.ts'

/** A new piece in a segment that exists, or in one of its own (`segment` -1). */
export function addPiece(
  tables: FoldTables,
  base: number,
  leastHigh: number,
  leastLow: number,
  size: number,
  segment: number,
): number {
  const { pieces, bases } = tables
  const piece = newRow(pieces)
  pieces.base[piece] = base
  pieces.leastHigh[piece] = leastHigh
  pieces.leastLow[piece] = leastLow
  pieces.size[piece] = size
  pieces.firstPoint[piece] = -1
  pieces.guards[piece] = 0
  const next = bases.firstPiece[base]!
  pieces.nextInBase[piece] = next
  pieces.previousInBase[piece] = -1
  if (next >= 0) pieces.previousInBase[next] = piece
  bases.firstPiece[base] = piece
  bases.pieceCount[base]!++
  putIntoSegment(tables, piece, segment < 0 ? addSegment(tables) : segment)
  return piece
}

/** Takes away a piece without points, whose supervoxels another piece of its segment has now. */
export function removePiece(tables: FoldTables, piece: number): void {
  const { pieces, bases } = tables
  takeOutOfSegment(tables, piece)
  const next = pieces.nextInBase[piece]!
  const previous = pieces.previousInBase[piece]!
  if (next >= 0) pieces.previousInBase[next] = previous
  if (previous >= 0) pieces.nextInBase[previous] = next
  else bases.firstPiece[pieces.base[piece]!] = next
  bases.pieceCount[pieces.base[piece]!]!--
  pieces.segment[piece] = -1
  pieces.nextInBase[piece] = pieces.firstFree
  pieces.firstFree = piece
}

function newRow(pieces: Pieces): number {
  if (pieces.firstFree >= 0) {
    const piece = pieces.firstFree
    pieces.firstFree = pieces.nextInBase[piece]!
    return piece
  }
  reservePieces(pieces, pieces.rows + 1)
  return pieces.rows++
}

export function reservePieces(pieces: Pieces, rows: number): void {
  const before = pieces.base.length
  const length = lengthFor(rows, before)
  if (length === before) return
  pieces.base = longerInts(pieces.base, length)
  pieces.leastHigh = longerWords(pieces.leastHigh, length)
  pieces.leastLow = longerWords(pieces.leastLow, length)
  pieces.size = longerWords(pieces.size, length)
  pieces.segment = longerInts(pieces.segment, length)
  pieces.firstPoint = longerInts(pieces.firstPoint, length)
  pieces.guards = longerWords(pieces.guards, length)
  pieces.nextInBase = longerInts(pieces.nextInBase, length)
  pieces.previousInBase = longerInts(pieces.previousInBase, length)
  pieces.nextInSegment = longerInts(pieces.nextInSegment, length)
  pieces.previousInSegment = longerInts(pieces.previousInSegment, length)
  pieces.owner = longerInts(pieces.owner, length).fill(-1, before)
}
