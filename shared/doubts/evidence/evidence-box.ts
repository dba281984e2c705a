import type { Box3, Vec3 } from '../../geometry.ts'
import type { Scale } from '../../volume/volume.ts'
import { boxAround } from './surroundings.ts'

/** Evidence is of voxels about this long at their shortest side, in nanometres: those that models were fitted on have 8 and 10. */
const VOXEL_NM = 10

/** Voxels of one box. At 300 nm each way, voxels of 3 nm make 8 million. */
export const MAX_BOX_VOXELS = 2 ** 23

/** The scale whose voxels evidence is read of: the coarsest that is fine enough, or the finest. */
export function evidenceScale(scales: readonly Pick<Scale, 'resolution'>[]): number {
  let best = 0
  for (const [i, { resolution }] of scales.entries()) if (Math.min(...resolution) <= VOXEL_NM) best = i
  return best
}

/** The box of a place, counted from the first voxel of the volume. */
export function evidenceBox({ size, resolution, voxelOffset }: Scale, position: Vec3): Box3 {
  const at = position.map((value, axis) => value - voxelOffset[axis]! * resolution[axis]!)
  const { low, high } = boxAround([at[0]!, at[1]!, at[2]!], resolution, size)
  return { min: low, max: high }
}

export function voxelsOf({ min, max }: Box3): number {
  return Math.max(0, max[0] - min[0]) * Math.max(0, max[1] - min[1]) * Math.max(0, max[2] - min[2])
}

/**
 * By axis, the voxel of `image` that lies at the middle of each voxel of `box`, also where the image has none. Both are counted
 * from the first voxel of their volume.
 */
export function imageVoxels(labels: Scale, box: Box3, image: Scale): readonly [Int32Array, Int32Array, Int32Array] {
  const along = (axis: 0 | 1 | 2): Int32Array =>
    Int32Array.from({ length: box.max[axis] - box.min[axis] }, (_, i) => {
      const nm = (labels.voxelOffset[axis] + box.min[axis] + i + 0.5) * labels.resolution[axis]
      return Math.floor(nm / image.resolution[axis] - image.voxelOffset[axis])
    })
  return [along(0), along(1), along(2)]
}
