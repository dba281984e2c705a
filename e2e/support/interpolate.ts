import { type Grid, valueAt } from '../../fixtures/small-reader.ts'
import type { Vec3 } from './screen.ts'

/**
 * The image between the centres of four voxels of a plane, linearly; undefined within half a voxel of the volume's end.
 * `axes` are those of the plane. As a real number.
 */
export function interpolated(image: Grid, nm: Vec3, axes: readonly [number, number]): number | undefined {
  const [right, down] = axes
  const place = (axis: number) => nm[axis]! / image.resolution[axis]! - 0.5
  const [u, v] = [place(right), place(down)]
  const [u0, v0] = [Math.floor(u), Math.floor(v)]
  const voxel = (i: number, j: number) => {
    const at = [...nm]
    at[right] = (u0 + i + 0.5) * image.resolution[right]!
    at[down] = (v0 + j + 0.5) * image.resolution[down]!
    const value = valueAt(image, at)
    return value === undefined ? undefined : Number(value)
  }
  const [a, b, c, d] = [voxel(0, 0), voxel(1, 0), voxel(0, 1), voxel(1, 1)]
  if (a === undefined || b === undefined || c === undefined || d === undefined) return undefined
  const [s, t] = [u - u0, v - v0]
  return (a * (1 - s) + b * s) * (1 - t) + (c * (1 - s) + d * s) * t
}
