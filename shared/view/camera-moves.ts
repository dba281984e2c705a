import type { Quaternion, Vec3 } from '../geometry.ts'
import type { Camera, SliceKind } from './camera.ts'
import { panelAxes } from './slice/slice-plane.ts'
import { addScaled, multiply, normalised, turnAbout } from './vectors.ts'
import type { ZoomLimits } from './zoom-limits.ts'

/** The closest view: a hundred pixels per nanometre. Beyond, a voxel of any EM volume is larger than a screen. */
export const MIN_NM_PER_PIXEL = 0.01

/** The widest view: a millimetre per pixel, a metre on screen. */
export const MAX_NM_PER_PIXEL = 1e6

/** Positions stay within a kilometre of the origin, where doubles still tell picometres apart. */
export const MAX_POSITION_NM = 1e12

/** Moves so that tissue follows the pointer by (dx, dy) CSS pixels in a panel. */
export function dragged(camera: Camera, kind: SliceKind, dx: number, dy: number): Camera {
  const { right, down } = panelAxes(camera, kind)
  const along = addScaled(camera.position, right, -dx * camera.nmPerPixel)
  return clamped({ ...camera, position: addScaled(along, down, -dy * camera.nmPerPixel) }, camera)
}

/**
 * Moves `steps` slices along a panel's normal. A slice is one voxel thick: `voxelSize` (nanometres, of the finest
 * scale) along the normal's axis, and between its sides when the planes are turned.
 */
export function stepped(camera: Camera, kind: SliceKind, steps: number, voxelSize: Vec3): Camera {
  const { normal } = panelAxes(camera, kind)
  const thickness = voxelAlong(normal, voxelSize)
  return clamped({ ...camera, position: addScaled(camera.position, normal, steps * thickness) }, camera)
}

/** Nanometres from one voxel to the next along a unit vector. */
function voxelAlong(direction: Vec3, [x, y, z]: Vec3): number {
  return 1 / Math.hypot(direction[0] / x, direction[1] / y, direction[2] / z)
}

/** Moves the crosshair within a panel by one voxel, or by one CSS pixel where that is more: (1, 0) is to the right. */
export function nudged(camera: Camera, kind: SliceKind, x: number, y: number, voxelSize: Vec3): Camera {
  const { right, down } = panelAxes(camera, kind)
  const by = (direction: Vec3) => Math.max(voxelAlong(direction, voxelSize), camera.nmPerPixel)
  const across = addScaled(camera.position, right, x * by(right))
  return clamped({ ...camera, position: addScaled(across, down, y * by(down)) }, camera)
}

/** The limits of every view. */
const ANY_ZOOM: ZoomLimits = { closest: MIN_NM_PER_PIXEL, widest: MAX_NM_PER_PIXEL }

/**
 * Divides the nanometres per pixel by `factor` (above 1 goes closer), within the limits, while the point (dx, dy) CSS
 * pixels from the panel's centre stays where it is on screen. A view that is beyond a limit comes back by zooming, and
 * goes no farther.
 */
export function zoomedAt(
  camera: Camera,
  kind: SliceKind,
  dx: number,
  dy: number,
  factor: number,
  { closest, widest }: ZoomLimits = ANY_ZOOM,
): Camera {
  const low = Math.min(closest, camera.nmPerPixel)
  const high = Math.max(widest, camera.nmPerPixel)
  const asked = camera.nmPerPixel / factor
  const wanted = Number.isFinite(asked) ? Math.max(low, Math.min(high, asked)) : camera.nmPerPixel
  const { nmPerPixel } = clamped({ ...camera, nmPerPixel: wanted }, camera)
  const { right, down } = panelAxes(camera, kind)
  const shift = camera.nmPerPixel - nmPerPixel
  const along = addScaled(camera.position, right, dx * shift)
  return clamped({ ...camera, nmPerPixel, position: addScaled(along, down, dy * shift) }, camera)
}

/** Radians about the axes of one panel. */
export interface Turn {
  /** About the panel's down axis, its right axis towards its normal. */
  readonly right?: number
  /** About the panel's right axis, its down axis towards its normal. */
  readonly down?: number
  /** Within the panel, its right axis towards its down axis: clockwise for the axes, so tissue turns the other way. */
  readonly inPlane?: number
}

/** Turns all planes together about the position, by angles in one panel. */
export function turned(camera: Camera, kind: SliceKind, turn: Turn): Camera {
  const { right, down, normal } = panelAxes(camera, kind)
  // The axes of xz are left-handed, in which a turn about an axis goes the other way.
  const hand = kind === 'xz' ? -1 : 1
  const inPlane = turnAbout(normal, hand * (turn.inPlane ?? 0))
  const about = multiply(turnAbout(down, -hand * (turn.right ?? 0)), turnAbout(right, hand * (turn.down ?? 0)))
  const orientation = normalised(multiply(multiply(inPlane, about), camera.orientation))
  return clamped({ ...camera, orientation }, camera)
}

/** Turns to the nearest of the 24 orientations whose planes all lie along the axes. */
export function snapped(camera: Camera): Camera {
  const q = normalised(camera.orientation)
  const bySize = [0, 1, 2, 3].sort((a, b) => Math.abs(q[b]!) - Math.abs(q[a]!))
  // These orientations are quaternions with one, two or four parts of equal size; the nearest keeps the largest parts.
  let best: Quaternion = [0, 0, 0, 1]
  let closest = 0
  for (const parts of [1, 2, 4]) {
    const kept = bySize.slice(0, parts)
    const closeness = kept.reduce((sum, part) => sum + Math.abs(q[part]!), 0) / Math.sqrt(parts)
    if (closeness <= closest + 1e-9) continue
    closest = closeness
    const part = (index: number): number => (kept.includes(index) ? Math.sign(q[index]!) / Math.sqrt(parts) : 0)
    best = [part(0), part(1), part(2), part(3)]
  }
  return { ...camera, orientation: best }
}

export function centredOn(camera: Camera, position: Vec3): Camera {
  return clamped({ ...camera, position }, camera)
}

/** A camera within the limits; a part that is no finite number comes from `fallback`. */
export function clamped(camera: Camera, fallback: Camera): Camera {
  const along = (axis: 0 | 1 | 2): number => {
    const nm = Number.isFinite(camera.position[axis]) ? camera.position[axis] : fallback.position[axis]
    return Math.max(-MAX_POSITION_NM, Math.min(MAX_POSITION_NM, nm))
  }
  const nmPerPixel = Number.isFinite(camera.nmPerPixel) ? camera.nmPerPixel : fallback.nmPerPixel
  const whole = camera.orientation.every(Number.isFinite)
  return {
    position: [along(0), along(1), along(2)],
    nmPerPixel: Math.max(MIN_NM_PER_PIXEL, Math.min(MAX_NM_PER_PIXEL, nmPerPixel)),
    orientation: whole ? camera.orientation : fallback.orientation,
  }
}
