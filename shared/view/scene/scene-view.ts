import type { Box3, Vec3 } from '../../geometry.ts'
import type { PanelRect } from '../camera.ts'
import { addScaled, dot, rotate, subtract } from '../vectors.ts'
import type { SceneCamera } from './scene-camera.ts'

/**
 * What the 3-D panel looks at, in nanometres and device pixels: from an eye that lies `eyeDistance` before the centre, in
 * the direction `forward`. Pixel coordinates are from the panel's top left; the centre of pixel (i, j) is (i + 0.5, j + 0.5).
 */
export interface SceneView {
  /** Nanometres; the middle of the panel. */
  readonly centre: Vec3
  /** Unit vectors. `forward` goes away from the eye; right, down and forward are right-handed. */
  readonly right: Vec3
  readonly down: Vec3
  readonly forward: Vec3
  /** At the centre. */
  readonly nmPerDevicePixel: number
  /** Nanometres from the eye to the centre; Infinity without perspective. */
  readonly eyeDistance: number
  /** Device pixels. */
  readonly width: number
  readonly height: number
}

/** Half of the angle from the panel's lower to its upper edge in perspective, radians: close to what a person sees of a screen. */
const HALF_ANGLE = (20 * Math.PI) / 180

/**
 * By how much a pixel of a panel that is `height` pixels high grows in perspective, with each nanometre of depth:
 * nanometres.
 */
export function growthWithDepth(height: number): number {
  return (2 * Math.tan(HALF_ANGLE)) / height
}

/** `position`: the camera's, nanometres. `rect` in device pixels. */
export function sceneViewOf(
  position: Vec3,
  scene: SceneCamera,
  { width, height }: Pick<PanelRect, 'width' | 'height'>,
  devicePixelRatio: number,
): SceneView {
  const nmPerDevicePixel = scene.nmPerPixel / devicePixelRatio
  return {
    centre: position,
    right: rotate(scene.orientation, [1, 0, 0]),
    down: rotate(scene.orientation, [0, 1, 0]),
    forward: rotate(scene.orientation, [0, 0, 1]),
    nmPerDevicePixel,
    eyeDistance:
      scene.projection === 'perspective' ? nmPerDevicePixel / growthWithDepth(height) : Number.POSITIVE_INFINITY,
    width,
    height,
  }
}

/** A ray: origin + direction * t. Nanometres. */
export interface Ray {
  readonly origin: Vec3
  /** A unit vector. */
  readonly direction: Vec3
  /** Nothing nearer than this `t` is seen. 0 in perspective, where the origin is the eye; all of the line without. */
  readonly from: number
}

/** What is seen at a point of the panel, device pixels from its top left. */
export function rayThrough(view: SceneView, x: number, y: number): Ray {
  const { centre, right, down, forward, nmPerDevicePixel, eyeDistance } = view
  const across = addScaled(centre, right, (x - view.width / 2) * nmPerDevicePixel)
  const target = addScaled(across, down, (y - view.height / 2) * nmPerDevicePixel)
  if (eyeDistance === Number.POSITIVE_INFINITY) {
    return { origin: target, direction: forward, from: Number.NEGATIVE_INFINITY }
  }
  const eye = addScaled(centre, forward, -eyeDistance)
  const towards = subtract(target, eye)
  const length = Math.hypot(...towards)
  return { origin: eye, direction: [towards[0] / length, towards[1] / length, towards[2] / length], from: 0 }
}

/** Where a position is seen: device pixels from the panel's top left. Undefined behind the eye. `depth`: nanometres beyond the centre. */
export function seenPixel(
  view: SceneView,
  position: Vec3,
): { readonly x: number; readonly y: number; readonly depth: number } | undefined {
  const offset = subtract(position, view.centre)
  const depth = dot(offset, view.forward)
  const size = nmPerPixelAtDepth(view, depth)
  if (size === undefined) return undefined
  return {
    x: dot(offset, view.right) / size + view.width / 2,
    y: dot(offset, view.down) / size + view.height / 2,
    depth,
  }
}

/** Nanometres per device pixel, `depth` nanometres beyond the centre; undefined behind the eye. */
function nmPerPixelAtDepth({ nmPerDevicePixel, eyeDistance }: SceneView, depth: number): number | undefined {
  if (eyeDistance === Number.POSITIVE_INFINITY) return nmPerDevicePixel
  const size = nmPerDevicePixel * (1 + depth / eyeDistance)
  return size > 0 ? size : undefined
}

/** Nothing in perspective is drawn nearer to the eye than this part of its distance from the centre. */
export const NEAREST_PART = 1 / 64

/** Nanometres per device pixel at the nearest point of a box: how large a detail has to be to be seen there. */
export function nmPerPixelOf(view: SceneView, box: Box3): number {
  const [nearest] = depthsOf(view, box)
  return nmPerPixelAtDepth(view, Math.max(nearest, view.eyeDistance * (NEAREST_PART - 1))) ?? view.nmPerDevicePixel
}

/** The least and the greatest depth of a box: nanometres beyond the centre. */
export function depthsOf({ centre, forward }: SceneView, { min, max }: Box3): readonly [number, number] {
  let [least, most] = [0, 0]
  for (let axis = 0; axis < 3; axis++) {
    const a = (min[axis]! - centre[axis]!) * forward[axis]!
    const b = (max[axis]! - centre[axis]!) * forward[axis]!
    least += Math.min(a, b)
    most += Math.max(a, b)
  }
  return [least, most]
}

/**
 * The coarsest level whose error is not seen where the box lies: under `pixels` device pixels. `levelErrors`: nanometres, 0
 * is the finest level; see `MeshManifest`.
 */
export function levelFor(view: SceneView, box: Box3, levelErrors: readonly number[], pixels = 1): number {
  const most = nmPerPixelOf(view, box) * pixels
  let level = levelErrors.length - 1
  while (level > 0 && levelErrors[level]! > most) level -= 1
  return Math.max(0, level)
}
