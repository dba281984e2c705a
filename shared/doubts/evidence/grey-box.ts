import type { GreyChunk } from '../../codec/decoded-chunk.ts'
import type { Box3, Vec3 } from '../../geometry.ts'

/** The voxels of an image that lie at those of a box, x fastest. NaN until a chunk has them. */
export interface GreyBox {
  /** By axis, the image's voxel at each voxel of the box; rising. */
  readonly axes: readonly [Int32Array, Int32Array, Int32Array]
  readonly values: Float32Array
  /** True while all chunks had whole numbers of 8 bits. */
  isBytes: boolean
}

export function openGreyBox(axes: GreyBox['axes']): GreyBox {
  const values = new Float32Array(axes[0].length * axes[1].length * axes[2].length).fill(Number.NaN)
  return { axes, values, isBytes: true }
}

/** The box of the image's voxels that are read. */
export function boxOfGrey({ axes: [x, y, z] }: GreyBox): Box3 {
  return { min: [x[0]!, y[0]!, z[0]!], max: [x.at(-1)! + 1, y.at(-1)! + 1, z.at(-1)! + 1] }
}

/** Puts in what a chunk has of the box. `at` is the chunk's first voxel. */
export function addGreyChunk(box: GreyBox, at: Vec3, { size, voxels }: GreyChunk): void {
  const [xs, ys, zs] = box.axes
  box.isBytes &&= voxels instanceof Uint8Array
  let to = 0
  for (const z of zs) {
    for (const y of ys) {
      const isIn = z >= at[2] && z < at[2] + size[2] && y >= at[1] && y < at[1] + size[1]
      if (!isIn) {
        to += xs.length
        continue
      }
      const row = size[0] * (y - at[1] + size[1] * (z - at[2])) - at[0]
      for (const x of xs) {
        if (x >= at[0] && x < at[0] + size[0]) box.values[to] = voxels[row + x]!
        to++
      }
    }
  }
}

/**
 * Grey levels from 0 to 255. Values that are no bytes are spread from the lowest to the highest of the box. Undefined where
 * a voxel is not known: no chunk had it, or it is no number.
 */
export function greysOf({ values, isBytes }: GreyBox): Uint8Array | undefined {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!
    if (!Number.isFinite(value)) return undefined
    if (value < low) low = value
    if (value > high) high = value
  }
  if (isBytes) return new Uint8Array(values)
  const scale = high > low ? 255 / (high - low) : 0
  return Uint8Array.from(values, (value) => Math.round((value - low) * scale))
}
