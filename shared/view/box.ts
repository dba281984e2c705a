import type { Box3 } from '../geometry.ts'

/** Boxes are half-open, in nanometres. */

/** Thinner than this, a box is rounding between the grids of two scales, not a region (nanometres). */
const SLIVER_NM = 1e-6

/** What two boxes share; undefined when that is nothing or a sliver. */
export function intersection(a: Box3, b: Box3): Box3 | undefined {
  const x0 = Math.max(a.min[0], b.min[0])
  const x1 = Math.min(a.max[0], b.max[0])
  if (x1 - x0 < SLIVER_NM) return undefined
  const y0 = Math.max(a.min[1], b.min[1])
  const y1 = Math.min(a.max[1], b.max[1])
  if (y1 - y0 < SLIVER_NM) return undefined
  const z0 = Math.max(a.min[2], b.min[2])
  const z1 = Math.min(a.max[2], b.max[2])
  if (z1 - z0 < SLIVER_NM) return undefined
  return { min: [x0, y0, z0], max: [x1, y1, z1] }
}

export function sameBox(a: Box3, b: Box3): boolean {
  return (
    a.min[0] === b.min[0] &&
    a.min[1] === b.min[1] &&
    a.min[2] === b.min[2] &&
    a.max[0] === b.max[0] &&
    a.max[1] === b.max[1] &&
    a.max[2] === b.max[2]
  )
}

/** Adds to `into` at most six boxes that make up `whole` without `part`; `part` lies inside `whole`. */
function addRemainder(whole: Box3, part: Box3, into: Box3[]): void {
  const low: [number, number, number] = [...whole.min]
  const high: [number, number, number] = [...whole.max]
  for (let axis = 2; axis >= 0; axis--) {
    if (part.min[axis]! - low[axis]! >= SLIVER_NM) {
      const max: [number, number, number] = [...high]
      max[axis] = part.min[axis]!
      into.push({ min: [...low], max })
    }
    low[axis] = part.min[axis]!
    if (high[axis]! - part.max[axis]! >= SLIVER_NM) {
      const min: [number, number, number] = [...low]
      min[axis] = part.max[axis]!
      into.push({ min, max: [...high] })
    }
    high[axis] = part.max[axis]!
  }
}

/** Takes `part` out of every box of `regions`. */
export function without(regions: readonly Box3[], part: Box3): Box3[] {
  const left: Box3[] = []
  for (const region of regions) {
    const shared = intersection(region, part)
    if (shared === undefined) left.push(region)
    else addRemainder(region, shared, left)
  }
  return left
}

/** The least box around two. */
export function around(a: Box3, b: Box3): Box3 {
  const least = (axis: 0 | 1 | 2) => Math.min(a.min[axis], b.min[axis])
  const most = (axis: 0 | 1 | 2) => Math.max(a.max[axis], b.max[axis])
  return { min: [least(0), least(1), least(2)], max: [most(0), most(1), most(2)] }
}
