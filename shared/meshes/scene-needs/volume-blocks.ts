import type { Scale, Volume } from '../../volume/volume.ts'
import { blockAt, blockBoxNm, surfaceGridOf } from '../surfaces/surface-grid.ts'
import type { BlockScale } from './block-scale.ts'

/** The blocks in which the meshes of a volume are made, finest scale first. */
export function blockScalesOf(volume: Volume): BlockScale[] {
  return volume.scales.map((scale, index) => ({
    scale: index,
    counts: surfaceGridOf(scale).counts,
    errorNm: voxelEdge(scale),
    boxOf: (cell) => blockBoxNm(scale, cell),
    cellAt: (nm) => blockAt(scale, nm),
  }))
}

/** The edge of a cube of a voxel's volume, nanometres. */
function voxelEdge({ resolution: [x, y, z] }: Scale): number {
  return Math.cbrt(x * y * z)
}
