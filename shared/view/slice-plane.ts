import type { Vec3 } from '../geometry.ts'
import type { Camera, PanelRect, SliceKind, SlicePlane } from './camera.ts'
import { dot, rotate, subtract } from './vectors.ts'

/**
 * Right, down and normal of each panel before the camera's turn. The normal points to where the third coordinate
 * grows, so that a step forward always raises it; for xz and yz the three are therefore left-handed.
 */
const PANEL_AXES: { readonly [K in SliceKind]: readonly [Vec3, Vec3, Vec3] } = {
  xy: [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ],
  xz: [
    [1, 0, 0],
    [0, 0, 1],
    [0, 1, 0],
  ],
  yz: [
    [0, 0, 1],
    [0, 1, 0],
    [1, 0, 0],
  ],
}

/** A direction this close to an axis is that axis (1e-9 rad: a thousandth of a nanometre over a millimetre). */
const AXIS_TOLERANCE = 1e-9

/** Right, down and normal of a panel as unit vectors in nanometre space. */
export function panelAxes(camera: Camera, kind: SliceKind): { right: Vec3; down: Vec3; normal: Vec3 } {
  const [right, down, normal] = PANEL_AXES[kind]
  const q = camera.orientation
  return { right: cleaned(rotate(q, right)), down: cleaned(rotate(q, down)), normal: cleaned(rotate(q, normal)) }
}

/** The plane that a slice panel shows; `rect` in device pixels. */
export function planeOf(camera: Camera, kind: SliceKind, rect: PanelRect, devicePixelRatio: number): SlicePlane {
  return {
    centre: camera.position,
    ...panelAxes(camera, kind),
    nmPerDevicePixel: camera.nmPerPixel / devicePixelRatio,
    width: rect.width,
    height: rect.height,
  }
}

/** The point, in nanometres, at (x, y) device pixels from the panel's top left corner; the centre of pixel (i, j) is (i + 0.5, j + 0.5). */
export function nmAt(plane: SlicePlane, x: number, y: number): Vec3 {
  const { centre, right, down } = plane
  const u = (x - plane.width / 2) * plane.nmPerDevicePixel
  const v = (y - plane.height / 2) * plane.nmPerDevicePixel
  return [
    centre[0] + right[0] * u + down[0] * v,
    centre[1] + right[1] * u + down[1] * v,
    centre[2] + right[2] * u + down[2] * v,
  ]
}

/** Where a point in nanometres falls on the panel: device pixels from its top left, and nanometres off the plane along its normal. */
export function pixelAt(plane: SlicePlane, position: Vec3): { x: number; y: number; off: number } {
  const d = subtract(position, plane.centre)
  return {
    x: dot(d, plane.right) / plane.nmPerDevicePixel + plane.width / 2,
    y: dot(d, plane.down) / plane.nmPerDevicePixel + plane.height / 2,
    off: dot(d, plane.normal),
  }
}

/** The axis (0 x, 1 y, 2 z) that a unit vector lies along exactly, in either sense; -1 when along none. */
export function axisOf(v: Vec3): 0 | 1 | 2 | -1 {
  if (v[1] === 0 && v[2] === 0) return 0
  if (v[0] === 0 && v[2] === 0) return 1
  if (v[0] === 0 && v[1] === 0) return 2
  return -1
}

/** Whether the plane's right and down, and so its normal, each lie along an axis. */
export function isAxisAligned(plane: SlicePlane): boolean {
  return axisOf(plane.right) >= 0 && axisOf(plane.down) >= 0
}

/** Rounding in a turn must not make an aligned plane oblique, which is drawn by another rule. */
function cleaned(v: Vec3): Vec3 {
  for (let axis = 0; axis < 3; axis++) {
    if (Math.abs(v[axis]!) > 1 - AXIS_TOLERANCE && offAxis(v, axis) < AXIS_TOLERANCE) {
      const one = v[axis]! > 0 ? 1 : -1
      return [axis === 0 ? one : 0, axis === 1 ? one : 0, axis === 2 ? one : 0]
    }
  }
  return v
}

function offAxis(v: Vec3, axis: number): number {
  let most = 0
  for (let other = 0; other < 3; other++) if (other !== axis) most = Math.max(most, Math.abs(v[other]!))
  return most
}
