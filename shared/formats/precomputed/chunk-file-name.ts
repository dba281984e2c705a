import type { Vec3 } from '../../geometry.ts'
import { cellBoxVoxels } from '../../volume/chunk-grid.ts'
import type { Scale } from '../../volume/volume.ts'

/** The key of an unsharded chunk, relative to the volume: `8_8_40/0-64_-64-0_128-150`. */
export function chunkFileName(scale: Scale, cell: Vec3): string {
  const { min, max } = cellBoxVoxels(scale, cell)
  return `${scale.key}/${min[0]}-${max[0]}_${min[1]}-${max[1]}_${min[2]}-${max[2]}`
}
