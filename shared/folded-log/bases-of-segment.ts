import { findBase, pieceHolding } from '../fold/points.ts'
import type { FoldTables } from '../fold/tables.ts'
import { highHalf, lowHalf } from '../ids/halves.ts'

/** The segment of a supervoxel whose base the fold has (`canPlace`), as a handle. */
export function segmentHandleAt(tables: FoldTables, supervoxel: bigint, base: bigint): number {
  const handle = findBase(tables, base)
  const [high, low] = [highHalf(supervoxel), lowHalf(supervoxel)]
  const point = tables.points.ids.find(high, low, handle)
  const piece = point >= 0 ? tables.points.piece[point]! : pieceHolding(tables, handle, high, low)
  return tables.pieces.segment[piece]!
}

/** The bases that have a piece in a segment, as handles. */
export function basesOfSegment({ pieces, segments }: FoldTables, segment: number): number[] {
  const handles = new Set<number>()
  for (let piece = segments.firstPiece[segment]!; piece >= 0; piece = pieces.nextInSegment[piece]!) {
    handles.add(pieces.base[piece]!)
  }
  return [...handles]
}
