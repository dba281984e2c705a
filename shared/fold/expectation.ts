import type { EditPoint, Expectation } from '../edits/edit.ts'
import { idOfHalves } from '../ids/halves.ts'
import { pointHandle } from './points.ts'
import { type FoldTables, segmentOfPoint } from './tables.ts'

/** The points of the tables; what is new is put where it lies now. */
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

/** Rule E10: whether the points lie in other segments than the author saw, in whatever order. */
export function isChanged(tables: FoldTables, points: readonly number[], expected: readonly Expectation[]): boolean {
  const held = new Set(points.map((point) => segmentOfPoint(tables, point)))
  if (held.size !== expected.length) return true
  // An id that stands there twice takes the place of a segment that is held, which is not found then.
  const sizes = new Map(expected.map(({ segment, supervoxels }) => [segment, supervoxels]))
  return [...held].some((one) => {
    const { segment, supervoxels } = expectationOfSegment(tables, one)
    return sizes.get(segment) !== supervoxels
  })
}
