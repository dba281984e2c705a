import type { Box3, Vec3 } from '../../geometry.ts'
import { dot, rotate, subtract } from '../vectors.ts'
import type { SceneCamera } from './scene-camera.ts'
import { growthWithDepth, NEAREST_PART } from './scene-view.ts'

/** The share of the panel that a fitted box fills at most, so that its edges are clear of the panel's. */
const FILLED = 0.9

/** Nanometres: a smaller box is shown as if it were so large. */
const LEAST_EXTENT = 1

/**
 * The position and the zoom that show all of a box in a panel of `width` x `height` CSS pixels, as large as can be, with
 * the camera turned as it is. Without a `centre` the position is the middle of the box.
 */
export function fitScene(
  box: Box3,
  camera: SceneCamera,
  width: number,
  height: number,
  centre?: Vec3,
): { readonly position: Vec3; readonly nmPerPixel: number } {
  const middle = (axis: 0 | 1 | 2) => (box.min[axis] + box.max[axis]) / 2
  const position: Vec3 = centre ?? [middle(0), middle(1), middle(2)]
  return { position, nmPerPixel: nmPerPixelToShow(cornersOf(box), camera, width, height, position) }
}

/** The zoom at which all of these points are in the panel round `position`, as large as can be. */
export function nmPerPixelToShow(
  points: readonly Vec3[],
  camera: SceneCamera,
  width: number,
  height: number,
  position: Vec3,
): number {
  const perDepth = camera.projection === 'perspective' ? growthWithDepth(Math.max(1, height)) : 0
  let nmPerPixel = 0
  for (const point of points) {
    const offset = subtract(point, position)
    const along = (axis: Vec3): number => dot(offset, rotate(camera.orientation, axis))
    const across = Math.max(LEAST_EXTENT / 2, Math.abs(along([1, 0, 0]))) / Math.max(1, width)
    const up = Math.max(LEAST_EXTENT / 2, Math.abs(along([0, 1, 0]))) / Math.max(1, height)
    const nearer = -along([0, 0, 1]) * perDepth
    // A pixel at the point's depth is nmPerPixel - nearer large, and the point has to lie before the eye.
    nmPerPixel = Math.max(nmPerPixel, (2 * Math.max(across, up)) / FILLED + nearer, nearer / (1 - NEAREST_PART))
  }
  return nmPerPixel
}

function cornersOf({ min, max }: Box3): Vec3[] {
  const corner = (of: number): Vec3 => [(of & 1 ? max : min)[0], (of & 2 ? max : min)[1], (of & 4 ? max : min)[2]]
  return [0, 1, 2, 3, 4, 5, 6, 7].map(corner)
}
