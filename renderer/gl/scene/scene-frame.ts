import type { Box3, Vec3 } from '../../../shared/geometry.ts'
import { type DepthRange, depthRangeOf, frustumOf, mayBeSeen } from '../../../shared/view/scene/frustum.ts'
import { clipMatrix, type Matrix, placedMatrix, viewMatrix } from '../../../shared/view/scene/scene-matrices.ts'
import type { SceneView } from '../../../shared/view/scene/scene-view.ts'
import type { DrawnMesh } from '../meshes/scene-meshes.ts'
import type { SceneProps } from './scene-commands.ts'

/** What is computed once for a picture of a scene. */
export interface SceneFrame {
  readonly view: SceneView
  /** Nothing that is drawn lies outside of it. */
  readonly range: DepthRange
  readonly clip: Matrix
  readonly shared: SceneProps
  /** Those that may be seen, nearest first: what is hidden behind them then costs less. */
  readonly meshes: readonly DrawnMesh[]
}

/** `further`: boxes of what else is drawn. */
export function sceneFrame(view: SceneView, drawn: readonly DrawnMesh[], further: readonly Box3[]): SceneFrame {
  const frustum = frustumOf(view)
  const meshes = drawn
    .filter(({ mesh }) => mayBeSeen(frustum, mesh.box))
    .map((each) => ({ each, depth: depthRangeOf(view, [each.mesh.box]).near }))
    .sort((a, b) => a.depth - b.depth)
    .map(({ each }) => each)
  const boxes = meshes.map(({ mesh }) => mesh.box)
  const range = depthRangeOf(view, [...boxes, ...further])
  const shared = sharedProps(view, range, boxes.length === 0 ? range : depthRangeOf(view, boxes))
  return { view, range, clip: clipMatrix(view, range), shared, meshes }
}

/** `faded`: between which depths surfaces fade. */
function sharedProps(view: SceneView, range: DepthRange, faded: DepthRange): SceneProps {
  const matrix = viewMatrix(view)
  const turn = [0, 1, 2].flatMap((column) => [...matrix.subarray(4 * column, 4 * column + 3)])
  const isFlat = view.eyeDistance === Number.POSITIVE_INFINITY
  const half = (pixels: number) => (pixels / 2) * view.nmPerDevicePixel
  const per = 1 / (faded.far - faded.near)
  // Depth beyond the centre is w - eyeDistance in perspective; without, z goes from -1 to 1 over the range.
  const fading: Vec3 = isFlat
    ? [((range.far - range.near) / 2) * per, ((range.far + range.near) / 2 - faded.near) * per, 0]
    : [0, per, (-view.eyeDistance - faded.near) * per]
  const spread: Vec3 = isFlat
    ? [0, 0, 0]
    : [half(view.width) / view.eyeDistance, half(view.height) / view.eyeDistance, 1]
  return { turn, spread, fading }
}

/** What moves a place in clip space this many nanometres towards the eye. */
export function nearerBy({ clip, view: { forward } }: Pick<SceneFrame, 'clip' | 'view'>, nm: number): number[] {
  return [0, 1, 2, 3].map((row) => {
    return -nm * (clip[row]! * forward[0] + clip[4 + row]! * forward[1] + clip[8 + row]! * forward[2])
  })
}

/** A matrix for the GPU, from a grid of steps. */
export function placedOn(frame: Pick<SceneFrame, 'clip' | 'view'>, origin: Vec3, step: Vec3): Float32Array {
  return Float32Array.from(placedMatrix(frame.clip, frame.view, origin, step))
}
