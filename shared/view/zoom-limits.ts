import type { Box3, Vec3 } from '../geometry.ts'
import type { SliceKind } from './camera.ts'
import { PANEL_AXES } from './slice/slice-plane.ts'
import { dot, subtract } from './vectors.ts'

/** Nanometres per CSS pixel between which the zoom stays. */
export interface ZoomLimits {
  readonly closest: number
  readonly widest: number
}

/** At the closest, the finest voxel is this many CSS pixels wide. */
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

/** A whole volume takes at most this share of a panel, so that its outline shows. */
const WHOLE_SHARE = 0.95

/** Nanometres per CSS pixel at which each panel (CSS pixels) shows the whole volume, along the axes. */
export function wholeInPanels(
  box: Box3,
  panels: readonly { readonly kind: SliceKind; readonly width: number; readonly height: number }[],
): number {
  const size = subtract(box.max, box.min)
  const needed = panels.flatMap(({ kind, width, height }) => {
    const [right, down] = PANEL_AXES[kind]
    return [Math.abs(dot(size, right)) / Math.max(1, width), Math.abs(dot(size, down)) / Math.max(1, height)]
  })
  return Math.max(...needed) / WHOLE_SHARE
}
