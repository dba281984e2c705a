import type { Vec3 } from '../../geometry.ts'

/** A cloud of points as its number, middle, and axes: the longest first, with the variance along each. */
export interface Cloud {
  readonly count: number
  readonly middle: Vec3
  readonly axes: readonly [Vec3, Vec3, Vec3]
  readonly variances: Vec3
}

/** Adds up points, and gives their cloud. Units are those of the points. */
export function createCloud(): { add(x: number, y: number, z: number): void; read(): Cloud } {
  let count = 0
  const sum = [0, 0, 0]
  const products = [0, 0, 0, 0, 0, 0]
  return {
    add(x, y, z) {
      count++
      sum[0]! += x
      sum[1]! += y
      sum[2]! += z
      products[0]! += x * x
      products[1]! += x * y
      products[2]! += x * z
      products[3]! += y * y
      products[4]! += y * z
      products[5]! += z * z
    },
    read() {
      const middle: Vec3 = [sum[0]! / count, sum[1]! / count, sum[2]! / count]
      const of = (product: number, p: number, q: number) => products[product]! / count - middle[p]! * middle[q]!
      return {
        count,
        middle,
        ...principalAxes(of(0, 0, 0), of(1, 0, 1), of(2, 0, 2), of(3, 1, 1), of(4, 1, 2), of(5, 2, 2)),
      }
    },
  }
}

/** Sweeps of rotations: each makes what is off the diagonal much smaller, so that eight are exact enough. */
const SWEEPS = 8

/** The axes of a symmetric matrix by Jacobi's rotations. */
function principalAxes(
  xx: number,
  xy: number,
  xz: number,
  yy: number,
  yz: number,
  zz: number,
): Pick<Cloud, 'axes' | 'variances'> {
  const m = [xx, xy, xz, xy, yy, yz, xz, yz, zz]
  const v = [1, 0, 0, 0, 1, 0, 0, 0, 1]
  for (let sweep = 0; sweep < SWEEPS; sweep++) {
    for (const [p, q] of [
      [0, 1],
      [0, 2],
      [1, 2],
    ] as const) {
      const off = m[3 * p + q]!
      if (Math.abs(off) < 1e-12) continue
      const theta = (m[4 * q]! - m[4 * p]!) / (2 * off)
      const t = Math.sign(theta || 1) / (Math.abs(theta) + Math.sqrt(theta * theta + 1))
      const c = 1 / Math.sqrt(t * t + 1)
      const s = t * c
      for (let k = 0; k < 3; k++) rotate(m, 3 * k + p, 3 * k + q, c, s)
      for (let k = 0; k < 3; k++) rotate(m, 3 * p + k, 3 * q + k, c, s)
      for (let k = 0; k < 3; k++) rotate(v, 3 * k + p, 3 * k + q, c, s)
    }
  }
  const order = [0, 1, 2].sort((i, j) => m[4 * j]! - m[4 * i]! || i - j)
  const axis = (i: number): Vec3 => [v[order[i]!]!, v[3 + order[i]!]!, v[6 + order[i]!]!]
  const variance = (i: number) => Math.max(0, m[4 * order[i]!]!)
  return { axes: [axis(0), axis(1), axis(2)], variances: [variance(0), variance(1), variance(2)] }
}

function rotate(values: number[], i: number, j: number, c: number, s: number): void {
  const [p, q] = [values[i]!, values[j]!]
  values[i] = c * p - s * q
  values[j] = s * p + c * q
}
