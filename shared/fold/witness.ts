import { createHeap, type Heap } from '../graph/heap.ts'
import { isLive } from './links.ts'
import type { FoldTables } from './tables.ts'

/**
 * Rule E11 for a split that did not separate: going by when each edge last became live, the edit (its number) that first
 * lets a source meet a sink. Looks at the tables with the split's cut taken out. Answers -1 when they meet by untouched
 * edges of the base alone, or by what the author knew (`basis`).
 *
 * Both sides grow over pieces, each always by the oldest link at its rim, in turns. When they meet, the newest link that
 * either side has taken is the answer: neither side could come to its newest without having walked all that older
 * links reach, and the other side was not there.
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
    // The links of one side are used up when its rest lies in segments that hold no seed of the other side.
    if (piece === undefined && side.rim.size() === 0 && other.rim.size() === 0) return -1
    if (piece === undefined || !other.reached.has(piece)) continue
    const newest = seqOf(tables, sides[0].newest) >= seqOf(tables, sides[1].newest) ? sides[0].newest : sides[1].newest
    return newest < 0 || seqOf(tables, newest) <= basis ? -1 : newest
  }
}

interface Side {
  readonly reached: Set<number>
  /** Links at the rim (arcs), oldest first. */
  readonly rim: Heap
  /** The edit of the newest link taken so far; -1 while all are untouched. */
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

/** Follows the oldest link at the rim; answers the piece it leads to, or undefined when the side was there already. */
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
