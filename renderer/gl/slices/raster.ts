import { assert } from '../../../shared/assert.ts'
import type { Vec3 } from '../../../shared/geometry.ts'
import type { SlicePlane } from '../../../shared/view/camera.ts'
import { axisOf } from '../../../shared/view/slice/slice-plane.ts'
import type { Scale } from '../../../shared/volume/volume.ts'

/**
 * How the pixels of a target lie along one axis of space. Pixel k covers [k, k + 1); its coordinate u stands for the
 * position origin + sign * step * u, nanometres. A target is the panel itself (step: one device pixel) or a
 * framebuffer whose pixels are the voxels of a scale.
 *
 * The rule of what a pixel shows: the voxel [v, v + 1) that holds the pixel's centre. A centre that falls on the border of
 * two voxels, or short of it by less than TIE of a voxel, shows the upper voxel; so no rounding decides, neither here (double
 * precision) nor in the shader (single precision, where coordinates within a chunk are exact to about TIE / 50).
 * Rectangles of chunks are cut at whole pixels by this rule, so that each pixel belongs to exactly one of two neighbours.
 */
export interface RasterAxis {
  readonly axis: 0 | 1 | 2
  readonly sign: 1 | -1
  readonly origin: number
  readonly step: number
  /** Pixels. */
  readonly count: number
}

/** A target for axis-aligned planes. `normal` and `depth`: the axis across the plane, and where on it, nanometres. */
export interface Raster {
  readonly right: RasterAxis
  readonly down: RasterAxis
  readonly normal: 0 | 1 | 2
  readonly depth: number
}

/** See `RasterAxis`; voxels. */
export const TIE = 1 / 1024

/** Voxels by which a position along the normal may fall short of a voxel through rounding and still count as inside. */
const DEPTH_TIE = 1e-6

function deviceAxis(plane: SlicePlane, direction: Vec3, extent: number, margin: number): RasterAxis {
  const axis = axisOf(direction)
  assert(axis >= 0, 'a raster needs an axis-aligned plane')
  const along = axis === 0 ? 0 : axis === 1 ? 1 : 2
  const sign = direction[along]! > 0 ? 1 : -1
  const step = plane.nmPerDevicePixel
  return { axis: along, sign, origin: plane.centre[along]! - (sign * step * extent) / 2, step, count: extent + margin }
}

/** The panel's own pixels, and `margin` more to the right and below. */
export function deviceRaster(plane: SlicePlane, margin = 0): Raster {
  const right = deviceAxis(plane, plane.right, plane.width, margin)
  const down = deviceAxis(plane, plane.down, plane.height, margin)
  const normal = right.axis + down.axis === 1 ? 2 : right.axis + down.axis === 2 ? 1 : 0
  return { right, down, normal, depth: plane.centre[normal]! }
}

/** Whether a voxel of this scale is larger than a device pixel along an axis of the raster. */
export function isMagnified(device: RasterAxis, scale: Scale): boolean {
  return scale.resolution[device.axis]! > device.step * (1 + TIE)
}

/** Pixels around the visible voxels, for interpolation and for the neighbours of boundaries. */
const VOXEL_MARGIN = 1

/** One pixel per voxel of `scale` where that is larger than a device pixel; else the device's pixels as they are. */
function voxelAxis(device: RasterAxis, scale: Scale): RasterAxis {
  if (!isMagnified(device, scale)) return device
  const step = scale.resolution[device.axis]!
  const near = device.origin / step
  const far = near + (device.sign * device.step * device.count) / step
  const first = Math.floor(Math.min(near, far)) - VOXEL_MARGIN
  const end = Math.ceil(Math.max(near, far)) + VOXEL_MARGIN
  return { ...device, step, origin: (device.sign > 0 ? first : end) * step, count: end - first }
}

export function voxelRaster(device: Raster, scale: Scale): Raster {
  return { ...device, right: voxelAxis(device.right, scale), down: voxelAxis(device.down, scale) }
}

/** [first, end) of the pixels whose centres lie in [low, high) nanometres, within the target; `tie` in nanometres. */
export function pixelsOf(raster: RasterAxis, low: number, high: number, tie: number): readonly [number, number] {
  const { sign, origin, step, count } = raster
  const t = tie / step
  const atLow = (sign * (low - origin)) / step - 0.5
  const atHigh = (sign * (high - origin)) / step - 0.5
  const first = sign > 0 ? Math.ceil(atLow - t) : Math.floor(atHigh + t) + 1
  const end = sign > 0 ? Math.ceil(atHigh - t) : Math.floor(atLow + t) + 1
  return [Math.min(count, Math.max(0, first)), Math.min(count, Math.max(0, end))]
}

/** A rectangle of whole pixels of a target: [x0, x1) x [y0, y1). */
export interface PixelRect {
  readonly x0: number
  readonly y0: number
  readonly x1: number
  readonly y1: number
}

export function isEmpty(rect: PixelRect): boolean {
  return rect.x1 <= rect.x0 || rect.y1 <= rect.y0
}

/** The pixels of a box given in nanometres. `tie`: nanometres along x, y, z, the same for all tiles of a panel. */
export function rectOf(raster: Raster, min: Vec3, max: Vec3, tie: Vec3): PixelRect {
  const { right, down } = raster
  const [x0, x1] = pixelsOf(right, min[right.axis]!, max[right.axis]!, tie[right.axis]!)
  const [y0, y1] = pixelsOf(down, min[down.axis]!, max[down.axis]!, tie[down.axis]!)
  return { x0, y0, x1, y1 }
}

/** TIE of the smallest voxel among the wanted scales of a panel's layers, nanometres along x, y, z. */
export function tieOf(wanted: readonly Scale[]): Vec3 {
  const along = (axis: number): number => TIE * Math.min(...wanted.map((scale) => scale.resolution[axis]!))
  return [along(0), along(1), along(2)]
}

/** A linear function of a pixel coordinate: offset + slope * u. */
export interface Linear {
  readonly offset: number
  readonly slope: number
}

/**
 * The voxel coordinate along a raster axis within a chunk that begins at `start` (voxels of the scale, offset included)
 * and holds `size` voxels, as a function of the pixel coordinate. For every pixel centre of [first, end) its floor is in
 * [0, size): the tie is made smaller where the rectangle was cut by the tie of a finer scale.
 */
export function voxelsAlong(
  raster: RasterAxis,
  resolution: number,
  start: number,
  size: number,
  first: number,
  end: number,
): Linear {
  const slope = (raster.sign * raster.step) / resolution
  const offset = raster.origin / resolution - start
  const a = offset + slope * (first + 0.5)
  const b = offset + slope * (end - 0.5)
  const low = Math.min(a, b)
  const high = Math.max(a, b)
  let tie = TIE
  if (high + tie >= size) tie = (size - high) / 2
  if (low + tie < 0) tie = TIE / 4 - low
  return { offset: offset + tie, slope }
}

/** The centre of the voxel, counted from the chunk's first, that holds the raster's depth. */
export function voxelAtDepth(raster: Raster, resolution: number, start: number, size: number): number {
  const voxel = Math.floor(raster.depth / resolution - start + DEPTH_TIE)
  return Math.min(size - 1, Math.max(0, voxel)) + 0.5
}

/** The coordinate in `target` as a function of the coordinate in `device`, both along the same axis. */
export function between(device: RasterAxis, target: RasterAxis): Linear {
  return {
    offset: (target.sign * (device.origin - target.origin)) / target.step,
    slope: device.step / target.step,
  }
}
