import type { Box3, Vec3 } from '../../geometry.ts'
import type { SlicePlane } from '../camera.ts'
import { dot, subtract } from '../vectors.ts'
import { polygonOf } from './plane-polygon.ts'

/** Where the end of a volume is in a panel. */
export type VolumeEdge =
  /** The volume fills the panel. */
  | { readonly kind: 'beyond' }
  /** Its outline crosses the panel: x, y pairs in device pixels. */
  | { readonly kind: 'outline'; readonly points: Float64Array }
  /** The panel shows nothing of it. */
  | {
      readonly kind: 'away'
      /** Nanometres to its nearest point. */
      readonly distance: number
      /** The way there in the panel, as a unit vector; undefined where it lies straight before or behind the plane. */
      readonly way: readonly [number, number] | undefined
      /** Whether it lies on (along the normal) or back. */
      readonly side: 'on' | 'back'
    }

/** `gap`: device pixels by which the outline stays clear of the volume, so that it lies over no tissue. */
export function volumeEdge(box: Box3, plane: SlicePlane, gap: number): VolumeEdge {
  const points = polygonOf(grown(box, plane, gap), plane)
  if (points === undefined || !overlaps(points, plane)) return away(box, plane)
  return coversPanel(points, plane) ? { kind: 'beyond' } : { kind: 'outline', points }
}

/** Grows in the plane alone: a plane that just misses the volume shows no outline. */
function grown(box: Box3, { right, down, nmPerDevicePixel }: SlicePlane, gap: number): Box3 {
  const by = (axis: number) => gap * nmPerDevicePixel * Math.min(1, Math.abs(right[axis]!) + Math.abs(down[axis]!))
  const moved = (corner: Vec3, sign: 1 | -1): Vec3 => {
    const along = (axis: 0 | 1 | 2) => corner[axis] + sign * by(axis)
    return [along(0), along(1), along(2)]
  }
  return { min: moved(box.min, -1), max: moved(box.max, 1) }
}

/** A polygon counts as the rectangle round it. */
function overlaps(points: Float64Array, { width, height }: SlicePlane): boolean {
  const x = points.filter((_, i) => i % 2 === 0)
  const y = points.filter((_, i) => i % 2 === 1)
  return Math.max(...x) > 0 && Math.min(...x) < width && Math.max(...y) > 0 && Math.min(...y) < height
}

/** Whether all corners of the panel lie inside the convex polygon, whose points go clockwise on screen. */
function coversPanel(points: Float64Array, { width, height }: SlicePlane): boolean {
  const corners = [
    [0, 0],
    [width, 0],
    [width, height],
    [0, height],
  ] as const
  for (let i = 0; i < points.length; i += 2) {
    const next = (i + 2) % points.length
    const [dx, dy] = [points[next]! - points[i]!, points[next + 1]! - points[i + 1]!]
    for (const [x, y] of corners) if (dx * (y - points[i + 1]!) - dy * (x - points[i]!) < 0) return false
  }
  return true
}

/** Nearer than this, in device pixels, a volume lies straight before or behind the plane. */
const STRAIGHT_PX = 1

function away(box: Box3, plane: SlicePlane): VolumeEdge {
  const { centre, right, down, normal, nmPerDevicePixel } = plane
  const near = (axis: 0 | 1 | 2) => Math.max(box.min[axis], Math.min(box.max[axis], centre[axis]))
  const to = subtract([near(0), near(1), near(2)], centre)
  const [x, y] = [dot(to, right), dot(to, down)]
  const length = Math.hypot(x, y)
  return {
    kind: 'away',
    distance: Math.hypot(...to),
    way: length < STRAIGHT_PX * nmPerDevicePixel ? undefined : [x / length, y / length],
    side: dot(to, normal) >= 0 ? 'on' : 'back',
  }
}
