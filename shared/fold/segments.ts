import { findParts, type Joins } from '../graph/parts.ts'
import { addSegment, type FoldTables, isLive, lesser } from './tables.ts'

/** Makes two segments one; the larger keeps its handle, which is answered. */
export function joinSegments({ pieces, segments }: FoldTables, a: number, b: number): number {
  if (a === b) return a
  const [into, from] = segments.pieces[a]!.size >= segments.pieces[b]!.size ? [a, b] : [b, a]
  for (const piece of segments.pieces[from]!) {
    pieces.segment[piece] = into
    segments.pieces[into]!.add(piece)
  }
  segments.count[into]! += segments.count[from]!
  segments.least[into] = lesser(segments.least[into]!, segments.least[from]!)
  segments.pieces[from] = new Set()
  segments.free.push(from)
  return into
}

/**
 * Looks whether a segment still holds together, after user edges died or pieces fell apart; `starts` are its pieces where
 * that happened. What came off becomes segments of its own. Answers all segments that it is now.
 */
export function separateSegment(tables: FoldTables, segment: number, starts: readonly number[]): number[] {
  const { pieces, segments } = tables
  const parts = findParts(piecesJoined(tables), starts)
  const own = segments.pieces[segment]!
  const walked = parts.reduce((sum, part) => sum + (part.nodes?.length ?? 0), 0)
  const sizes = parts.map((part) => part.nodes?.length ?? own.size - walked)
  const kept = sizes.indexOf(Math.max(...sizes))
  const all = [segment]
  for (const [i, { nodes }] of parts.entries()) {
    if (i === kept || nodes === undefined) continue
    const part = addSegment(tables)
    all.push(part)
    for (const piece of nodes) {
      own.delete(piece)
      segments.pieces[part]!.add(piece)
      pieces.segment[piece] = part
    }
  }
  for (const one of all) measure(tables, one)
  return all
}

/** Count and id of a segment from its pieces. */
function measure({ pieces, segments }: FoldTables, segment: number): void {
  let count = 0
  let least: bigint | undefined
  for (const piece of segments.pieces[segment]!) {
    count += pieces.count[piece]!
    least = least === undefined ? pieces.least[piece]! : lesser(least, pieces.least[piece]!)
  }
  segments.count[segment] = count
  segments.least[segment] = least ?? 0n
}

/** Pieces joined by live user edges. */
function piecesJoined(tables: FoldTables): Joins {
  const { points, pieces, merges } = tables
  if (tables.pieceOwner.length < pieces.base.length) {
    tables.pieceOwner = new Int32Array(2 * pieces.base.length).fill(-1)
  }
  return {
    owner: tables.pieceOwner,
    neighbours(piece, found) {
      for (const point of pieces.points[piece]!) {
        for (const merge of points.merges[point]!) {
          const edge = merges[merge]!
          if (isLive(edge)) found(points.piece[edge.a === point ? edge.b : edge.a]!)
        }
      }
    },
  }
}
