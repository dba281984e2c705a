import type { Quaternion, Vec3 } from '../geometry.ts'

/**
 * Arithmetic on `Vec3` and unit quaternions; units are the caller's. Matrices are gl-matrix's: see scene/scene-matrices.ts.
 * Vectors are not: it fills arrays that the caller makes where these return tuples, and it was no faster (measured).
 */
export function dot(a: Vec3, b: Vec3): number {
  return a[0] * b[0] + a[1] * b[1] + a[2] * b[2]
}

/** a + b * factor. */
export function addScaled(a: Vec3, b: Vec3, factor: number): Vec3 {
  return [a[0] + b[0] * factor, a[1] + b[1] * factor, a[2] + b[2] * factor]
}

export function subtract(a: Vec3, b: Vec3): Vec3 {
  return [a[0] - b[0], a[1] - b[1], a[2] - b[2]]
}

/** `v` turned by the unit quaternion `q`. */
export function rotate(q: Quaternion, v: Vec3): Vec3 {
  const [x, y, z, w] = q
  const tx = 2 * (y * v[2] - z * v[1])
  const ty = 2 * (z * v[0] - x * v[2])
  const tz = 2 * (x * v[1] - y * v[0])
  return [v[0] + w * tx + (y * tz - z * ty), v[1] + w * ty + (z * tx - x * tz), v[2] + w * tz + (x * ty - y * tx)]
}

/** The turn that first does `b`, then `a`. */
export function multiply(a: Quaternion, b: Quaternion): Quaternion {
  return [
    a[3] * b[0] + a[0] * b[3] + a[1] * b[2] - a[2] * b[1],
    a[3] * b[1] - a[0] * b[2] + a[1] * b[3] + a[2] * b[0],
    a[3] * b[2] + a[0] * b[1] - a[1] * b[0] + a[2] * b[3],
    a[3] * b[3] - a[0] * b[0] - a[1] * b[1] - a[2] * b[2],
  ]
}

/** A turn by `radians` about the unit vector `axis`. */
export function turnAbout(axis: Vec3, radians: number): Quaternion {
  const s = Math.sin(radians / 2)
  return [axis[0] * s, axis[1] * s, axis[2] * s, Math.cos(radians / 2)]
}

/** Shorter than this a quaternion's parts have too few digits left to point anywhere. */
const MIN_LENGTH = 1e-150

/** `q` at length 1; no turn at all where it has no direction. */
export function normalised(q: Quaternion): Quaternion {
  const length = Math.hypot(q[0], q[1], q[2], q[3])
  if (!(length > MIN_LENGTH) || !Number.isFinite(length)) return [0, 0, 0, 1]
  return [q[0] / length, q[1] / length, q[2] / length, q[3] / length]
}
