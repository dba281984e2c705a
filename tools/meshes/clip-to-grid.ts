import type { Vec3 } from '../../shared/geometry.ts'

/** A flat convex polygon. */
type Polygon = readonly Vec3[]

/** Gets the part of a triangle that lies in one cell of a grid, as triangles. */
export type TakeTriangle = (cell: Vec3, a: Vec3, b: Vec3, c: Vec3) => void

/**
 * Cuts a triangle along the planes of a grid of cells of the side `side` from `origin` on. Two triangles with a common
 * edge are cut at the very same points of it.
 */
export function clipToGrid(triangle: readonly [Vec3, Vec3, Vec3], origin: Vec3, side: Vec3, take: TakeTriangle): void {
  const cut = (polygon: Polygon, axis: 0 | 1 | 2, cell: readonly number[]): void => {
    if (axis === 0 && polygon.length < 3) return
    const along = polygon.map((point) => (point[axis] - origin[axis]) / side[axis])
    const first = Math.floor(Math.min(...along))
    const last = Math.max(first, Math.ceil(Math.max(...along)) - 1)
    for (let i = first; i <= last; i++) {
      const low = origin[axis] + side[axis] * i
      const high = origin[axis] + side[axis] * (i + 1)
      const above = first === last ? polygon : half(polygon, axis, low, 1)
      const part = first === last ? above : half(above, axis, high, -1)
      if (part.length < 3) continue
      const place = [...cell, i]
      if (axis === 2) fan(part, [place[0]!, place[1]!, place[2]!], take)
      else cut(part, axis === 0 ? 1 : 2, place)
    }
  }
  cut(triangle, 0, [])
}

function fan(polygon: Polygon, cell: Vec3, take: TakeTriangle): void {
  for (let i = 1; i + 1 < polygon.length; i++) take(cell, polygon[0]!, polygon[i]!, polygon[i + 1]!)
}

/** The part on one side of a plane (I. Sutherland, G. Hodgman, Reentrant polygon clipping, 1974). `sign` 1: above it. */
function half(polygon: Polygon, axis: 0 | 1 | 2, plane: number, sign: 1 | -1): Polygon {
  const kept: Vec3[] = []
  polygon.forEach((point, i) => {
    const before = polygon[(i + polygon.length - 1) % polygon.length]!
    const isIn = sign * (point[axis] - plane) >= 0
    const wasIn = sign * (before[axis] - plane) >= 0
    if (isIn !== wasIn) kept.push(crossing(before, point, axis, plane))
    if (isIn) kept.push(point)
  })
  return kept
}

/** The same point, whichever end of the edge comes first. */
function crossing(a: Vec3, b: Vec3, axis: 0 | 1 | 2, plane: number): Vec3 {
  const [from, to] = a[axis] < b[axis] ? [a, b] : [b, a]
  const part = (plane - from[axis]) / (to[axis] - from[axis])
  const at = (i: 0 | 1 | 2): number => (i === axis ? plane : from[i] + part * (to[i] - from[i]))
  return [at(0), at(1), at(2)]
}
