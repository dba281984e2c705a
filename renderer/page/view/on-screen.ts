import type { Vec3 } from '../../../shared/geometry.ts'
import { panelAxes, pixelAt, planeOf } from '../../../shared/view/slice/slice-plane.ts'
import { isSliceKind, panelsOf } from './panel-layout.ts'
import type { ViewState } from './view-state.ts'

/** What changed within this many slices of a plane is seen in it: a segment is thicker than that. */
const NEAR_SLICES = 4

/** Where Show of a message flies that tells of this place; undefined while the place is in view, or another was told of. */
export function showOf(state: ViewState, place: Vec3 | null): 'there' | 'back' | undefined {
  const { told } = state
  if (place === null || told === null || !isSame(told.of, place)) return undefined
  if (!isSame(told.goes, place)) return 'back'
  return isOnScreen(state, place) ? undefined : 'there'
}

function isSame(a: Vec3, b: Vec3): boolean {
  return a.every((part, axis) => part === b[axis])
}

/** Whether a slice panel shows the place, in nanometres, so that a change there is seen. */
export function isOnScreen(state: ViewState, place: Vec3): boolean {
  const { camera, extent, dataset } = state
  const voxel = dataset?.layers[0]?.volume.scales[0].resolution ?? [1, 1, 1]
  return panelsOf(state).some(({ kind, rect }) => {
    if (!isSliceKind(kind)) return false
    const { normal } = panelAxes(camera, kind)
    const slice = 1 / Math.hypot(normal[0] / voxel[0], normal[1] / voxel[1], normal[2] / voxel[2])
    const { x, y, off } = pixelAt(planeOf(camera, kind, rect, extent.devicePixelRatio), place)
    return x >= 0 && y >= 0 && x < rect.width && y < rect.height && Math.abs(off) <= NEAR_SLICES * slice
  })
}
