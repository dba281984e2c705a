import type { Box3 } from '../../geometry.ts'
import type { SlicePlane } from '../camera.ts'
import { axisOf } from './slice-plane.ts'

/** The twelve edges of a box as pairs of corners; bit 0, 1, 2 of a corner says whether it is at max along x, y, z. */
const EDGES = new Uint8Array([0, 1, 2, 3, 4, 5, 6, 7, 0, 2, 1, 3, 4, 6, 5, 7, 0, 4, 1, 5, 2, 6, 3, 7])

/** Points nearer than this are one vertex (device pixels). */
const SAME_POINT = 1e-6

// Working memory of one call; never kept between calls. A box has at most six cut edges, or twelve ends of them in a plane.
const distances = new Float64Array(8)
const pointX = new Float64Array(12)
const pointY = new Float64Array(12)
const angles = new Float64Array(12)

/**
 * Where a plane cuts a box: a convex polygon as x, y pairs in device pixels from the panel's top left (x right, y
 * down), clockwise on screen, 3 to 6 vertices; undefined where they do not meet. Not clipped to the panel. A box
 * owns a plane on its lower face and not one on its upper face, so of two neighbours exactly one is cut.
 */
export function polygonOf(box: Box3, plane: SlicePlane): Float64Array | undefined {
  const across = axisOf(plane.right)
  const along = axisOf(plane.down)
  if (across >= 0 && along >= 0) return alignedRectangle(box, plane, across, along)
  return obliquePolygon(box, plane)
}

function alignedRectangle(box: Box3, plane: SlicePlane, across: number, along: number): Float64Array | undefined {
  const n = 3 - across - along
  const level = plane.centre[n]!
  if (level < box.min[n]! || level >= box.max[n]!) return undefined
  const scaleX = plane.right[across]! / plane.nmPerDevicePixel
  const scaleY = plane.down[along]! / plane.nmPerDevicePixel
  const xa = (box.min[across]! - plane.centre[across]!) * scaleX + plane.width / 2
  const xb = (box.max[across]! - plane.centre[across]!) * scaleX + plane.width / 2
  const ya = (box.min[along]! - plane.centre[along]!) * scaleY + plane.height / 2
  const yb = (box.max[along]! - plane.centre[along]!) * scaleY + plane.height / 2
  const x0 = Math.min(xa, xb)
  const x1 = Math.max(xa, xb)
  const y0 = Math.min(ya, yb)
  const y1 = Math.max(ya, yb)
  const out = new Float64Array(8)
  out[0] = x0
  out[1] = y0
  out[2] = x1
  out[3] = y0
  out[4] = x1
  out[5] = y1
  out[6] = x0
  out[7] = y1
  return out
}

function obliquePolygon(box: Box3, plane: SlicePlane): Float64Array | undefined {
  if (!measureCorners(box, plane)) return undefined
  let count = 0
  for (let edge = 0; edge < 24; edge += 2) {
    const from = EDGES[edge]!
    const to = EDGES[edge + 1]!
    const d0 = distances[from]!
    const d1 = distances[to]!
    if (d0 > 0 === d1 > 0) continue
    if (addPoint(box, plane, from, to, d0 / (d0 - d1), count)) count++
  }
  return count < 3 ? undefined : ordered(count)
}

/** Fills `distances`; whether the plane has corners on both sides. On the plane counts as below: lower faces are owned. */
function measureCorners(box: Box3, plane: SlicePlane): boolean {
  const { centre, normal } = plane
  // A normal that points down the axes would own upper faces.
  const sense = normal[0] + normal[1] + normal[2] < 0 ? -1 : 1
  let above = 0
  for (let corner = 0; corner < 8; corner++) {
    const x = (corner & 1 ? box.max[0] : box.min[0]) - centre[0]
    const y = (corner & 2 ? box.max[1] : box.min[1]) - centre[1]
    const z = (corner & 4 ? box.max[2] : box.min[2]) - centre[2]
    const d = (x * normal[0] + y * normal[1] + z * normal[2]) * sense
    distances[corner] = d
    if (d > 0) above++
  }
  return above > 0 && above < 8
}

/** Puts the point at fraction `t` of an edge into place `count`, unless it is there already. */
function addPoint(box: Box3, plane: SlicePlane, from: number, to: number, t: number, count: number): boolean {
  const { centre, right, down } = plane
  let u = 0
  let v = 0
  for (let axis = 0; axis < 3; axis++) {
    const bit = 1 << axis
    const start = from & bit ? box.max[axis]! : box.min[axis]!
    const end = to & bit ? box.max[axis]! : box.min[axis]!
    const offset = start + (end - start) * t - centre[axis]!
    u += offset * right[axis]!
    v += offset * down[axis]!
  }
  const x = u / plane.nmPerDevicePixel + plane.width / 2
  const y = v / plane.nmPerDevicePixel + plane.height / 2
  for (let i = 0; i < count; i++) {
    if (Math.abs(pointX[i]! - x) < SAME_POINT && Math.abs(pointY[i]! - y) < SAME_POINT) return false
  }
  pointX[count] = x
  pointY[count] = y
  return true
}

/** The first `count` points by their angle about their middle: clockwise on screen, since y points down. */
function ordered(count: number): Float64Array {
  let middleX = 0
  let middleY = 0
  for (let i = 0; i < count; i++) {
    middleX += pointX[i]! / count
    middleY += pointY[i]! / count
  }
  for (let i = 0; i < count; i++) angles[i] = Math.atan2(pointY[i]! - middleY, pointX[i]! - middleX)
  for (let i = 1; i < count; i++) {
    const angle = angles[i]!
    const x = pointX[i]!
    const y = pointY[i]!
    let j = i - 1
    for (; j >= 0 && angles[j]! > angle; j--) {
      angles[j + 1] = angles[j]!
      pointX[j + 1] = pointX[j]!
      pointY[j + 1] = pointY[j]!
    }
    angles[j + 1] = angle
    pointX[j + 1] = x
    pointY[j + 1] = y
  }
  const out = new Float64Array(count * 2)
  for (let i = 0; i < count; i++) {
    out[2 * i] = pointX[i]!
    out[2 * i + 1] = pointY[i]!
  }
  return out
}
