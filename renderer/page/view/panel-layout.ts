import type { LayoutKind } from '../../../shared/contracts/host-api.ts'
import type { PanelKind, PanelRect, SliceKind } from '../../../shared/view/camera.ts'
import type { Extent, Splits, ViewState } from './view-state.ts'

export interface PlacedPanel {
  readonly kind: PanelKind
  /** Device pixels on the canvas. */
  readonly rect: PanelRect
}

/** The seam between two panels, in device pixels: one CSS pixel, but never thinner than one device pixel. */
export function seamWidth(devicePixelRatio: number): number {
  return Math.max(1, Math.round(devicePixelRatio))
}

/**
 * The panels of a layout and their places on the canvas, on whole device pixels. Four panels are XY | XZ above
 * 3D | YZ, and touch but for the seam. A panel that would be empty is left out.
 */
export function placePanels(
  layout: LayoutKind,
  maximised: PanelKind | null,
  splits: Splits,
  extent: Extent,
): readonly PlacedPanel[] {
  const { width, height, devicePixelRatio } = extent
  const single = layout === '4panel' ? maximised : layout
  const seam = seamWidth(devicePixelRatio)
  const rects: PlacedPanel[] = []
  if (single) {
    rects.push({ kind: single, rect: { x: 0, y: 0, width, height } })
  } else {
    const left = Math.round((width - seam) * splits.x)
    const top = Math.round((height - seam) * splits.y)
    const right = { x: left + seam, width: width - left - seam }
    const bottom = { y: top + seam, height: height - top - seam }
    rects.push({ kind: 'xy', rect: { x: 0, y: 0, width: left, height: top } })
    rects.push({ kind: 'xz', rect: { ...right, y: 0, height: top } })
    rects.push({ kind: '3d', rect: { x: 0, width: left, ...bottom } })
    rects.push({ kind: 'yz', rect: { ...right, ...bottom } })
  }
  return rects.filter(({ rect }) => rect.width > 0 && rect.height > 0)
}

/** The panel that holds a point given in device pixels of the canvas. */
export function panelAt(panels: readonly PlacedPanel[], x: number, y: number): PlacedPanel | undefined {
  return panels.find(({ rect }) => x >= rect.x && y >= rect.y && x < rect.x + rect.width && y < rect.y + rect.height)
}

/** The panels as they now lie on the canvas. */
export function panelsOf(state: Pick<ViewState, 'layout' | 'maximised' | 'splits' | 'extent'>): readonly PlacedPanel[] {
  return placePanels(state.layout, state.maximised, state.splits, state.extent)
}

export function isSliceKind(kind: PanelKind): kind is SliceKind {
  return kind !== '3d'
}
