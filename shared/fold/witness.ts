import { createHeap, type Heap } from '../graph/heap.ts'
import { isLive } from './links.ts'
import type { FoldTables } from './tables.ts'

/**
 * Rule E11 for a split that does not separate: the number of the edit that first connects a source with a sink, if all
 * live edges are added in the order in which they last became live. The split's cut must be taken out of the tables.
 *
 * Two sides grow over pieces in turns, one from the sources and one from the sinks. Each turn follows the oldest link
 * that leaves the side. When the sides meet, the newest link that either of them has followed is the one that was
 * needed: a side follows its newest link only after it has reached everything that older links reach, and the other
 * side was not there.
 * @returns -1 if untouched edges of the base connect them, or edits that the author knew (up to `basis`)
 */
export function witnessOfSplit(
  tables: FoldTables,
  sources: readonly number[],
  sinks: readonly number[],
  basis: number,
): number {
  const sides = [startSide(tables, sources), startSide(tables, sinks)] as const
  if (sources.some((point) => sides[1].reached.has(tables.points.piece[point]!))) return -1
  for (let turn = 0; ; turn++) {
    const side = sides[turn % 2]!
    const other = sides[1 - (turn % 2)]!
    const piece = takeOldest(tables, side)
    // A side may run out of links before they meet, when its last seeds lie in segments without seeds of the other side.
    if (piece === undefined && side.rim.size() === 0 && other.rim.size() === 0) return -1
    if (piece === undefined || !other.reached.has(piece)) continue
    const newest = seqOf(tables, sides[0].newest) >= seqOf(tables, sides[1].newest) ? sides[0].newest : sides[1].newest
    return newest < 0 || seqOf(tables, newest) <= basis ? -1 : newest
  }
}

interface Side {
  /** Pieces. */
  readonly reached: Set<number>
  /** Arcs of links that leave the reached pieces, oldest first. */
  readonly rim: Heap
  /** The edit since which the newest followed link is live; -1 while all followed links are untouched base edges. */
  newest: number
}

function startSide(tables: FoldTables, seeds: readonly number[]): Side {
  const side: Side = { reached: new Set(), rim: createHeap(), newest: -1 }
  for (const point of seeds) reach(tables, side, tables.points.piece[point]!)
  return side
}

function reach(tables: FoldTables, side: Side, piece: number): void {
  const { points, pieces, links } = tables
  if (side.reached.has(piece)) return
  side.reached.add(piece)
  for (let point = pieces.firstPoint[piece]!; point >= 0; point = points.nextInPiece[point]!) {
    for (let arc = points.firstArc[point]!; arc >= 0; arc = links.nextArc[arc]!) {
      if (isLive(links, arc >> 1)) side.rim.push(arc, seqOf(tables, links.since[arc >> 1]!))
    }
  }
}

/** Follows the oldest link at the rim. Returns the piece that it leads to, or undefined if that was reached before. */
function takeOldest(tables: FoldTables, side: Side): number | undefined {
  const { links, points } = tables
  const arc = side.rim.pop()
  if (arc === undefined) return undefined
  const piece = points.piece[(arc & 1 ? links.a : links.b)[arc >> 1]!]!
  if (side.reached.has(piece)) return undefined
  const since = links.since[arc >> 1]!
  if (seqOf(tables, since) > seqOf(tables, side.newest)) side.newest = since
  reach(tables, side, piece)
  return piece
}

function seqOf({ names }: FoldTables, edit: number): number {
  return edit < 0 ? 0 : names.seq[edit]!
}
