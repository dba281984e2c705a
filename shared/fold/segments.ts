import { findParts, largestPart } from '../graph/parts.ts'
import type { WalkGraph } from '../graph/walk-graph.ts'
import { lengthFor, longerInts, longerWords } from '../ids/columns.ts'
import { compareHalves } from '../ids/halves.ts'
import { isLive } from './links.ts'
import type { FoldTables, Segments } from './tables.ts'

/** Adds a segment without pieces. */
export function addSegment({ segments }: FoldTables): number {
  const segment = newRow(segments)
  segments.size[segment] = 0
  segments.pieceCount[segment] = 0
  segments.guards[segment] = 0
  segments.firstPiece[segment] = -1
  return segment
}

function newRow(segments: Segments): number {
  if (segments.firstFree >= 0) {
    const segment = segments.firstFree
    segments.firstFree = segments.firstPiece[segment]!
    return segment
  }
  reserveSegments(segments, segments.rows + 1)
  return segments.rows++
}

export function reserveSegments(segments: Segments, rows: number): void {
  const length = lengthFor(rows, segments.firstPiece.length)
  if (length === segments.firstPiece.length) return
  segments.leastHigh = longerWords(segments.leastHigh, length)
  segments.leastLow = longerWords(segments.leastLow, length)
  const size = new Float64Array(length)
  size.set(segments.size)
  segments.size = size
  segments.pieceCount = longerWords(segments.pieceCount, length)
  segments.guards = longerWords(segments.guards, length)
  segments.firstPiece = longerInts(segments.firstPiece, length)
}

/** Puts a piece into a segment. The piece must be in none. */
export function putIntoSegment({ pieces, segments }: FoldTables, piece: number, segment: number): void {
  const next = segments.firstPiece[segment]!
  pieces.nextInSegment[piece] = next
  pieces.previousInSegment[piece] = -1
  if (next >= 0) pieces.previousInSegment[next] = piece
  segments.firstPiece[segment] = piece
  pieces.segment[piece] = segment
  const high = pieces.leastHigh[piece]!
  const low = pieces.leastLow[piece]!
  const isFirst = segments.pieceCount[segment] === 0
  if (isFirst || compareHalves(high, low, segments.leastHigh[segment]!, segments.leastLow[segment]!) < 0) {
    segments.leastHigh[segment] = high
    segments.leastLow[segment] = low
  }
  segments.size[segment]! += pieces.size[piece]!
  segments.guards[segment]! += pieces.guards[piece]!
  segments.pieceCount[segment]!++
}

/** Takes a piece out of its segment. The smallest supervoxel of the segment may be wrong afterwards: see `findLeast`. */
function takeOutOfSegment({ pieces, segments }: FoldTables, piece: number): void {
  const segment = pieces.segment[piece]!
  const next = pieces.nextInSegment[piece]!
  const previous = pieces.previousInSegment[piece]!
  if (next >= 0) pieces.previousInSegment[next] = previous
  if (previous >= 0) pieces.nextInSegment[previous] = next
  else segments.firstPiece[segment] = next
  segments.size[segment]! -= pieces.size[piece]!
  segments.guards[segment]! -= pieces.guards[piece]!
  segments.pieceCount[segment]!--
}

/** Makes two segments one. Returns its handle, which is that of the segment with more pieces. */
export function joinSegments(tables: FoldTables, a: number, b: number): number {
  if (a === b) return a
  const { pieces, segments } = tables
  const [into, from] = segments.pieceCount[a]! >= segments.pieceCount[b]! ? [a, b] : [b, a]
  for (let piece = segments.firstPiece[from]!; piece >= 0; ) {
    const next = pieces.nextInSegment[piece]!
    putIntoSegment(tables, piece, into)
    piece = next
  }
  segments.pieceCount[from] = 0
  segments.firstPiece[from] = segments.firstFree
  segments.firstFree = from
  return into
}

/**
 * Divides a segment into its connected parts, after links of it have died; `starts` are the pieces at the ends of these
 * links. One part keeps the handle of the segment, and each other part becomes a new segment.
 * @returns all of these segments
 */
export function separateSegment(tables: FoldTables, segment: number, starts: readonly number[]): number[] {
  const { segments } = tables
  const parts = findParts(pieceGraph(tables), starts)
  const kept = largestPart(parts)
  const all = [segment]
  const { count, nodes: found, offsets } = parts
  for (let i = 0; i < count; i++) {
    if (i === kept) continue
    const part = addSegment(tables)
    all.push(part)
    for (let at = offsets[i]!; at < offsets[i + 1]!; at++) {
      takeOutOfSegment(tables, found[at]!)
      putIntoSegment(tables, found[at]!, part)
    }
  }
  const { leastHigh: high, leastLow: low } = segments
  const moved = all.slice(1).some((part) => high[part] === high[segment] && low[part] === low[segment])
  if (moved) findLeast(tables, segment)
  return all
}

/** Finds the smallest supervoxel of a segment by reading all its pieces. Needed only if a piece that left held it. */
function findLeast({ pieces, segments }: FoldTables, segment: number): void {
  let least = segments.firstPiece[segment]!
  const { leastHigh: high, leastLow: low } = pieces
  for (let piece = least; piece >= 0; piece = pieces.nextInSegment[piece]!) {
    if (compareHalves(high[piece]!, low[piece]!, high[least]!, low[least]!) < 0) least = piece
  }
  segments.leastHigh[segment] = high[least]!
  segments.leastLow[segment] = low[least]!
}

/** The graph whose nodes are pieces and whose edges are live links. */
function pieceGraph({ points, pieces, links }: FoldTables): WalkGraph {
  const found: number[] = []
  return {
    marks: pieces.marks,
    found,
    neighbours(piece) {
      let end = 0
      for (let point = pieces.firstPoint[piece]!; point >= 0; point = points.nextInPiece[point]!) {
        for (let arc = points.firstArc[point]!; arc >= 0; arc = links.nextArc[arc]!) {
          if (isLive(links, arc >> 1)) found[end++] = points.piece[(arc & 1 ? links.a : links.b)[arc >> 1]!]!
        }
      }
      return end
    },
  }
}
