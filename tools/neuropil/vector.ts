import type { Vec3 } from '../../shared/geometry.ts'
import type { Random } from './random.ts'

export function add(a: Vec3, b: Vec3, scale = 1): Vec3 {
  return [a[0] + b[0] * scale, a[1] + b[1] * scale, a[2] + b[2] * scale]
}

export function subtract(a: Vec3, b: Vec3): Vec3 {
  return [a[0] - b[0], a[1] - b[1], a[2] - b[2]]
}

export function dot(a: Vec3, b: Vec3): number {
  return a[0] * b[0] + a[1] * b[1] + a[2] * b[2]
}

export function cross(a: Vec3, b: Vec3): Vec3 {
  return [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]]
}

export function length(a: Vec3): number {
  return Math.sqrt(dot(a, a))
}

/** The unit vector along `a`; that along x if `a` is zero. */
export function unit(a: Vec3): Vec3 {
  const size = length(a)
  return size === 0 ? [1, 0, 0] : [a[0] / size, a[1] / size, a[2] / size]
}

/** A random direction. All directions are equally likely. */
export function anyDirection(random: Random): Vec3 {
  for (;;) {
    const v: Vec3 = [random.between(-1, 1), random.between(-1, 1), random.between(-1, 1)]
    const square = dot(v, v)
    if (square > 0.01 && square <= 1) return unit(v)
  }
}

/** A unit vector at right angles to the unit vector `a`. */
export function perpendicular(a: Vec3): Vec3 {
  return unit(cross(a, Math.abs(a[2]) < 0.9 ? [0, 0, 1] : [1, 0, 0]))
}
