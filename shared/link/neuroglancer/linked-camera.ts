import type { Quaternion, Vec3 } from '../../geometry.ts'
import type { Projection } from '../../view/scene/scene-camera.ts'
import type { LinkedScene, LinkedView } from './linked-view.ts'

/** What a link says of the camera, in nanometres. */
export interface LinkedCamera {
  readonly position?: Vec3 | undefined
  readonly nmPerPixel?: number | undefined
  readonly orientation?: Quaternion | undefined
  readonly scene?: LinkedSceneCamera | undefined
}

/** What a link says of the 3-D panel. */
export interface LinkedSceneCamera {
  readonly orientation?: Quaternion | undefined
  /** Over the height of the panel, at the depth of the position. */
  readonly nmPerHeight?: number | undefined
  readonly projection: Projection
  readonly showsSlices?: boolean | undefined
}

/** `firstVoxel`: nanometres of the finest voxel of the first layer, the unit of a link that names none. */
export function linkedCamera(view: LinkedView, firstVoxel: Vec3): LinkedCamera {
  const voxel = view.voxelNm ?? firstVoxel
  const { position, voxelsPerPixel, nmPerPixel, orientation } = view
  return {
    position: position && [position[0] * voxel[0], position[1] * voxel[1], position[2] * voxel[2]],
    nmPerPixel: voxelsPerPixel === undefined ? nmPerPixel : voxelsPerPixel * Math.min(...voxel),
    orientation,
    scene: view.scene && sceneOf(view.scene, Math.min(...voxel)),
  }
}

function sceneOf(scene: LinkedScene, voxelNm: number): LinkedSceneCamera {
  const { orientation, voxelsPerHeight, nmPerHeight, isOrthographic, showsSlices } = scene
  return {
    orientation,
    nmPerHeight: voxelsPerHeight === undefined ? nmPerHeight : voxelsPerHeight * voxelNm,
    projection: isOrthographic ? 'orthographic' : 'perspective',
    showsSlices,
  }
}
