import type { Quaternion, Vec3 } from '../../geometry.ts'
import type { LinkedView } from './linked-view.ts'

/** What a link says of the camera, in nanometres. */
export interface LinkedCamera {
  readonly position?: Vec3 | undefined
  readonly nmPerPixel?: number | undefined
  readonly orientation?: Quaternion | undefined
}

/** `firstVoxel`: nanometres of the finest voxel of the first layer, the unit of a link that names none. */
export function linkedCamera(view: LinkedView, firstVoxel: Vec3): LinkedCamera {
  const voxel = view.voxelNm ?? firstVoxel
  const { position, voxelsPerPixel, nmPerPixel, orientation } = view
  return {
    position: position && [position[0] * voxel[0], position[1] * voxel[1], position[2] * voxel[2]],
    nmPerPixel: voxelsPerPixel === undefined ? nmPerPixel : voxelsPerPixel * Math.min(...voxel),
    orientation,
  }
}
