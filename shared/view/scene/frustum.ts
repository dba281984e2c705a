import type { Box3, Vec3 } from '../../geometry.ts'
import { addScaled, dot, subtract } from '../vectors.ts'
import { depthsOf, NEAREST_PART, type SceneView } from './scene-view.ts'

/** Half of space: the points p with dot(normal, p - point) >= 0. */
interface HalfSpace {
  readonly normal: Vec3
  readonly point: Vec3
}

/** What the panel's four edges enclose, and in perspective what lies before the eye. */
export interface Frustum {
  readonly sides: readonly HalfSpace[]
}

export function frustumOf(view: SceneView): Frustum {
  const { centre, right, down, forward, nmPerDevicePixel, eyeDistance } = view
  const [x, y] = [(view.width / 2) * nmPerDevicePixel, (view.height / 2) * nmPerDevicePixel]
  const isFlat = eyeDistance === Number.POSITIVE_INFINITY
  const side = (out: Vec3, reach: number): HalfSpace => {
    const inwards: Vec3 = [-out[0], -out[1], -out[2]]
    if (isFlat) return { normal: inwards, point: addScaled(centre, out, reach) }
    // The plane holds the eye, and the edge at the centre's depth: forward * reach turned inwards by eyeDistance.
    const point = addScaled(centre, forward, -eyeDistance)
    return { normal: addScaled(scaled(inwards, eyeDistance), forward, reach), point }
  }
  const sides = [side(right, x), side(scaled(right, -1), x), side(down, y), side(scaled(down, -1), y)]
  if (!isFlat) sides.push({ normal: forward, point: addScaled(centre, forward, eyeDistance * (NEAREST_PART - 1)) })
  return { sides }
}

function scaled(v: Vec3, by: number): Vec3 {
  return [v[0] * by, v[1] * by, v[2] * by]
}

/** Whether a box may be seen: never false for one that is, and true for some near the corners that are not. */
export function mayBeSeen({ sides }: Frustum, { min, max }: Box3): boolean {
  return sides.every(({ normal, point }) => {
    const corner: Vec3 = [
      normal[0] > 0 ? max[0] : min[0],
      normal[1] > 0 ? max[1] : min[1],
      normal[2] > 0 ? max[2] : min[2],
    ]
    return dot(normal, subtract(corner, point)) >= 0
  })
}

/** From the nearest to the farthest thing that is drawn: nanometres beyond the centre. */
export interface DepthRange {
  readonly near: number
  readonly far: number
}

/** The share of the range that is added at either end, so that nothing lies just on it. */
const MARGIN = 1 / 64

/**
 * The range that holds all boxes: as short as can be, since depth has 24 bits. In perspective it begins before the eye. A
 * range without boxes is that of the panel's own extent.
 */
export function depthRangeOf(view: SceneView, boxes: Iterable<Box3>): DepthRange {
  let [near, far] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]
  for (const box of boxes) {
    const [least, most] = depthsOf(view, box)
    near = Math.min(near, least)
    far = Math.max(far, most)
  }
  if (near > far) {
    const reach = Math.max(view.width, view.height) * view.nmPerDevicePixel
    near = -reach
    far = reach
  }
  const margin = Math.max((far - near) * MARGIN, view.nmPerDevicePixel)
  const nearest = view.eyeDistance * (NEAREST_PART - 1)
  const from = Math.max(near - margin, nearest)
  return { near: from, far: Math.max(far + margin, from + margin) }
}
