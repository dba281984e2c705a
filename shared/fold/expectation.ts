import type { EditPoint, Expectation } from '../edits/edit.ts'
import { idOfHalves } from '../ids/halves.ts'
import { pointHandle } from './points.ts'
import { type FoldTables, segmentOfPoint } from './tables.ts'

/** The handles of points. Points that are new to the tables are put into the pieces in which they lie now. */
export function handlesOf(tables: FoldTables, points: readonly EditPoint[]): number[] {
  return points.map(({ supervoxel, base }) => pointHandle(tables, supervoxel, base))
}

export function expectationOfSegment({ segments }: FoldTables, segment: number): Expectation {
  const id = idOfHalves(segments.leastHigh[segment]!, segments.leastLow[segment]!)
  return { segment: id, supervoxels: segments.size[segment]! }
}

/** Rule E10: the segments that hold the points. */
export function expectationOf(tables: FoldTables, points: readonly number[]): Expectation[] {
  const held = new Set(points.map((point) => segmentOfPoint(tables, point)))
  return [...held].map((segment) => expectationOfSegment(tables, segment))
}

/** Rule E10: true if the points lie in other segments than the author saw. The order of the segments does not matter. */
export function isChanged(tables: FoldTables, points: readonly number[], expected: readonly Expectation[]): boolean {
  const held = new Set(points.map((point) => segmentOfPoint(tables, point)))
  if (held.size !== expected.length) return true
  // If `expected` names a segment twice, a segment that holds a point is missing there, and the comparison finds that.
  const sizes = new Map(expected.map(({ segment, supervoxels }) => [segment, supervoxels]))
  return [...held].some((one) => {
    const { segment, supervoxels } = expectationOfSegment(tables, one)
    return sizes.get(segment) !== supervoxels
  })
}
