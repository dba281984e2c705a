import type { Box3, Vec3 } from '../../../shared/geometry.ts'
import type { SceneView } from '../../../shared/view/scene/scene-view.ts'
import { addScaled } from '../../../shared/view/vectors.ts'

/** Red, green and blue for x, y and z, as in Neuroglancer, softened for a dark ground. */
const AXIS_COLOURS: readonly Vec3[] = [
  [0.88, 0.42, 0.42],
  [0.5, 0.76, 0.45],
  [0.42, 0.6, 0.95],
]

/** Each axis reaches this far to either side of the centre: a share of the panel's shorter side. */
const REACH = 0.3

function reachOf({ width, height, nmPerDevicePixel }: SceneView): number {
  return Math.min(width, height) * nmPerDevicePixel * REACH
}

/** Lines along x, y and z through the centre: two ends each, nanometres from the centre. */
export function axisLines(view: SceneView): {
  readonly place: number[]
  readonly colour: number[]
  readonly count: number
} {
  const reach = reachOf(view)
  const along: readonly Vec3[] = [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ]
  const place = along.flatMap((axis) => [...addScaled([0, 0, 0], axis, -reach), ...addScaled([0, 0, 0], axis, reach)])
  const colour = AXIS_COLOURS.flatMap((tone) => [...tone, ...tone])
  return { place, colour, count: 6 }
}

/** Around the lines, nanometres. */
export function axesBox(view: SceneView): Box3 {
  const reach = reachOf(view)
  return { min: addScaled(view.centre, [1, 1, 1], -reach), max: addScaled(view.centre, [1, 1, 1], reach) }
}
