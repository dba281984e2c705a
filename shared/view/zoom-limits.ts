import type { Box3, Vec3 } from '../geometry.ts'

/** Nanometres per CSS pixel between which the zoom stays. */
export interface ZoomLimits {
  readonly closest: number
  readonly widest: number
}

/** At the closest, the finest voxel is so many CSS pixels wide. */
const CLOSEST_VOXEL_PX = 64

/** At the widest, the volume's longest side takes this share of the panel's shorter side. */
const WIDEST_SHARE = 1 / 4

/** The limits for a volume: `voxels` are the finest of each layer (nanometres), `panel` is the largest one (CSS pixels). */
export function zoomLimits(
  voxels: readonly Vec3[],
  box: Box3,
  panel: { readonly width: number; readonly height: number },
): ZoomLimits {
  const closest = Math.min(...voxels.flat()) / CLOSEST_VOXEL_PX
  const longest = Math.max(...box.max.map((end, axis) => end - box.min[axis]!))
  const shorter = Math.max(1, Math.min(panel.width, panel.height))
  return { closest, widest: Math.max(closest, longest / (shorter * WIDEST_SHARE)) }
}
