import type { Box3, Vec3 } from '../../../shared/geometry.ts'
import type { Camera, SliceKind } from '../../../shared/view/camera.ts'
import { centredOn, zoomedAt } from '../../../shared/view/camera-moves.ts'
import { wholeInPanels, type ZoomLimits, zoomLimits } from '../../../shared/view/zoom-limits.ts'
import { fitCamera, wholeBox } from '../datasets/first-view.ts'
import { isSliceKind, panelsOf } from './panel-layout.ts'
import type { ViewState } from './view-state.ts'

/** The limits for what is open, in the panels as they lie now; undefined without a dataset or a panel. */
export function zoomLimitsOf(state: ViewState): ZoomLimits | undefined {
  const layers = state.dataset?.layers ?? []
  const ratio = state.extent.devicePixelRatio
  const shorter = Math.max(0, ...panelsOf(state).map(({ rect }) => Math.min(rect.width, rect.height) / ratio))
  if (layers.length === 0 || shorter === 0) return undefined
  const voxels = layers.map(({ volume }) => volume.scales[0].resolution)
  return zoomLimits(voxels, wholeBox(layers), { width: shorter, height: shorter })
}

/** The camera after a zoom of the view by `factor` at a point of a panel, within the limits of what is open. */
export function zoomedView(state: ViewState, kind: SliceKind, dx: number, dy: number, factor: number): Camera {
  return zoomedAt(state.camera, kind, dx, dy, factor, zoomLimitsOf(state))
}

/** Round a box: what it is known by, such as contacts, may lie inside of what it holds. */
const MARGIN = 1.15

/**
 * The camera that shows a box of nanometres in every panel, as it is turned now, within the limits of what is open;
 * undefined without a slice panel.
 */
export function viewOfBox(state: ViewState, box: Box3): Camera | undefined {
  const ratio = state.extent.devicePixelRatio
  const panels = panelsOf(state).flatMap(({ kind, rect }) =>
    isSliceKind(kind) ? [{ kind, width: rect.width / ratio, height: rect.height / ratio }] : [],
  )
  const limits = zoomLimitsOf(state)
  if (panels.length === 0 || limits === undefined) return undefined
  const middle = (axis: 0 | 1 | 2) => (box.min[axis] + box.max[axis]) / 2
  const wanted = wholeInPanels(box, panels) * MARGIN
  const nmPerPixel = Math.min(limits.widest, Math.max(limits.closest, wanted))
  return { ...centredOn(state.camera, [middle(0), middle(1), middle(2)]), nmPerPixel }
}

/**
 * The camera in whose middle a place is, and which shows at least `reach` nanometres to each side of it in every slice
 * panel, within the limits of what is open. Without a slice panel it keeps its zoom.
 */
export function viewAround(state: ViewState, place: Vec3, reach: number): Camera {
  const ratio = state.extent.devicePixelRatio
  const sides = panelsOf(state).flatMap(({ kind, rect }) => (isSliceKind(kind) ? [rect.width, rect.height] : []))
  const limits = zoomLimitsOf(state)
  const there = centredOn(state.camera, place)
  if (sides.length === 0 || limits === undefined) return there
  const nmPerPixel = (2 * reach) / Math.max(1, Math.min(...sides) / ratio)
  return { ...there, nmPerPixel: Math.min(limits.widest, Math.max(limits.closest, nmPerPixel)) }
}

/** The camera that shows the whole of what is open in every panel; undefined without a dataset or a slice panel. */
export function wholeView(state: ViewState): Camera | undefined {
  const layers = state.dataset?.layers ?? []
  const ratio = state.extent.devicePixelRatio
  const panels = panelsOf(state).flatMap(({ kind, rect }) =>
    isSliceKind(kind) ? [{ kind, width: rect.width / ratio, height: rect.height / ratio }] : [],
  )
  const [first] = panels
  if (layers.length === 0 || !first) return undefined
  return { ...fitCamera(layers, first), nmPerPixel: wholeInPanels(wholeBox(layers), panels) }
}
