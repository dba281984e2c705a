import type { Box3, Vec3 } from '../../../shared/geometry.ts'
import type { PanelRect, SlicePlane } from '../../../shared/view/camera.ts'
import { polygonOf } from '../../../shared/view/slice/plane-polygon.ts'
import { addScaled, subtract } from '../../../shared/view/vectors.ts'

/** A slice panel that was drawn in this frame, and the box of what it shows. */
export interface SceneSlice {
  readonly plane: SlicePlane
  readonly rect: PanelRect
  /** Nanometres. Outside of it a slice shows nothing and is left out of the scene; undefined where no layer is shown. */
  readonly box: Box3 | undefined
}

/** A part of a slice panel as it lies in space. */
export interface SlicePart {
  /** x, y, z of each corner, nanometres from the view's centre. */
  readonly place: readonly number[]
  /** The corners in the panel's picture, whose first row is the lowest. */
  readonly texel: readonly number[]
  readonly count: number
}

/** What of the panel shows something; undefined where nothing does. `centre`: the scene's, nanometres. */
export function slicePart({ plane, box }: SceneSlice, centre: Vec3): SlicePart | undefined {
  const flat = box && polygonOf(box, plane)
  if (flat === undefined) return undefined
  const corners = clipped(flat, plane.width, plane.height)
  if (corners.length < 3) return undefined
  const middle = subtract(plane.centre, centre)
  const place = corners.flatMap(([x, y]) => {
    const across = addScaled(middle, plane.right, (x - plane.width / 2) * plane.nmPerDevicePixel)
    return addScaled(across, plane.down, (y - plane.height / 2) * plane.nmPerDevicePixel)
  })
  const texel = corners.flatMap(([x, y]) => [x / plane.width, 1 - y / plane.height])
  return { place, texel, count: corners.length }
}

/** The box of the panel's plane, where it shows something. */
export function sliceBox({ plane, box }: SceneSlice): Box3[] {
  if (box === undefined) return []
  const reach = (axis: 0 | 1 | 2) =>
    ((Math.abs(plane.right[axis]) * plane.width + Math.abs(plane.down[axis]) * plane.height) / 2) *
    plane.nmPerDevicePixel
  const ends = (sign: 1 | -1, limit: (a: number, b: number) => number, edge: Vec3): Vec3 => {
    const end = (axis: 0 | 1 | 2) => limit(plane.centre[axis] + sign * reach(axis), edge[axis])
    return [end(0), end(1), end(2)]
  }
  const [min, max] = [ends(-1, Math.max, box.min), ends(1, Math.min, box.max)]
  return min.every((least, axis) => least <= max[axis]!) ? [{ min, max }] : []
}

type Point = readonly [number, number]

/** A convex polygon cut at the panel's edges, one after the other (Sutherland and Hodgman, 1974). */
function clipped(flat: Float64Array, width: number, height: number): Point[] {
  let points: Point[] = []
  for (let i = 0; i < flat.length; i += 2) points.push([flat[i]!, flat[i + 1]!])
  const inside: ((point: Point) => number)[] = [([x]) => x, ([x]) => width - x, ([, y]) => y, ([, y]) => height - y]
  for (const within of inside) {
    points = points.flatMap((to, i) => {
      const from = points.at(i - 1)!
      const [a, b] = [within(from), within(to)]
      const kept: Point[] = []
      if (a > 0 !== b > 0) {
        const t = a / (a - b)
        kept.push([from[0] + (to[0] - from[0]) * t, from[1] + (to[1] - from[1]) * t])
      }
      if (b > 0) kept.push(to)
      return kept
    })
  }
  return points
}
