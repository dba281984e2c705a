import type { Vec3 } from '../../geometry.ts'
import type { Scale, Volume } from '../../volume/volume.ts'
import type { Camera, PanelRect } from '../camera.ts'

/** Volumes and views for the tests of this folder. */
export function scaleOf(size: Vec3, resolution: Vec3, chunkSize: Vec3, voxelOffset: Vec3 = [0, 0, 0]): Scale {
  return { key: resolution.join('_'), size, resolution, voxelOffset, chunkSize }
}

/** A volume whose scales halve x and y, and z too once x and y are as coarse, like one made by `tools/`. */
export function pyramid(
  size: Vec3,
  resolution: Vec3,
  chunkSize: Vec3,
  scales: number,
  kind: Volume['kind'] = 'image',
): Volume {
  const first = scaleOf(size, resolution, chunkSize)
  const rest: Scale[] = []
  let before = first
  for (let index = 1; index < scales; index++) {
    const [x, , z] = before.resolution
    const factor: Vec3 = [2, 2, x >= z ? 2 : 1]
    const halved = (axis: 0 | 1 | 2): number => Math.ceil(before.size[axis] / factor[axis])
    const grown = (axis: 0 | 1 | 2): number => before.resolution[axis] * factor[axis]
    before = scaleOf([halved(0), halved(1), halved(2)], [grown(0), grown(1), grown(2)], chunkSize)
    rest.push(before)
  }
  return { kind, voxelType: kind === 'image' ? 'uint8' : 'uint64', scales: [first, ...rest] }
}

export function cameraAt(
  position: Vec3,
  nmPerPixel: number,
  orientation: Camera['orientation'] = [0, 0, 0, 1],
): Camera {
  return { position, nmPerPixel, orientation }
}

export function panel(width: number, height: number): PanelRect {
  return { x: 0, y: 0, width, height }
}
