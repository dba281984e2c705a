import type { Vec3 } from '../../geometry.ts'
import type { Camera, PanelRect, SliceKind, SlicePlane } from '../camera.ts'
import { dot, rotate, subtract } from '../vectors.ts'

/**
 * Right, down and normal of each panel before the camera's turn, laid as Neuroglancer lays them. The normal points to
 * where the third coordinate grows, so that a step forward always raises it; for xz the three are therefore left-handed.
 */
export const PANEL_AXES: { readonly [K in SliceKind]: readonly [Vec3, Vec3, Vec3] } = {
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
    [0, 0, -1],
    [0, 1, 0],
    [1, 0, 0],
  ],
}

/** A direction this close to an axis is that axis (1e-9 rad: a thousandth of a nanometre over a millimetre). */
const AXIS_TOLERANCE = 1e-9

/**
 * Right, down and normal of a panel as unit vectors in nanometre space. What rounding in a turn has moved off an axis
 * is put back on it, since aligned planes, and planes turned within themselves, are drawn by exact rules.
 */
export function panelAxes(camera: Camera, kind: SliceKind): { right: Vec3; down: Vec3; normal: Vec3 } {
  const turned = PANEL_AXES[kind].map((axis) => rotate(camera.orientation, axis))
  const normal = onAxis(turned[2]!)
  if (normal === undefined) return { right: turned[0]!, down: turned[1]!, normal: turned[2]! }
  const right = onAxis(turned[0]!)
  const down = onAxis(turned[1]!)
  if (right !== undefined && down !== undefined) return { right, down, normal }
  return { right: within(turned[0]!, normal), down: within(turned[1]!, normal), normal }
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

/** The axis, with its sense, that a unit vector lies along but for rounding. */
function onAxis(v: Vec3): Vec3 | undefined {
  const near = v.map((part) => (Math.abs(part) < AXIS_TOLERANCE ? 0 : Math.sign(part)))
  return near.filter((part) => part !== 0).length === 1 ? [near[0]!, near[1]!, near[2]!] : undefined
}

/** `v` without its part along the axis `normal`. */
function within(v: Vec3, normal: Vec3): Vec3 {
  const part = (axis: 0 | 1 | 2): number => (normal[axis] === 0 ? v[axis] : 0)
  return [part(0), part(1), part(2)]
}
