import { createStore } from 'zustand/vanilla'
import type { Vec3 } from '../../../shared/geometry.ts'
import type { PanelKind } from '../../../shared/view/camera.ts'
import { nmAt, planeOf } from '../../../shared/view/slice/slice-plane.ts'
import type { PickedLayer } from '../../gl/messages.ts'
import type { GlClient } from '../engine/gl-client.ts'
import type { LiveView } from './live-view.ts'
import { isSliceKind, panelAt, panelsOf } from './panel-layout.ts'
import { type PickedSpot, pickSpot, placeSpot, type Spot } from './scene/spot.ts'

/** How often a failed chunk under the cursor is picked again, so that "retrying in 8 s" counts down. */
const FAILED_REFRESH_MS = 1000

/**
 * The point that the status bar describes. It is not part of the view state, so that a move of the mouse renders the
 * status bar alone. It is the point under the cursor. With the cursor off the panels it is the centre of the view, where
 * the crosshair is: that is what the keys then copy and mark.
 */
export interface Hover {
  /** The panel under the cursor. */
  readonly panel: PanelKind | null
  readonly of: 'cursor' | 'centre'
  /** Nanometres; null while the cursor is in the 3-D panel where nothing is seen. */
  readonly position: Vec3 | null
  /** What the newest pick found. */
  readonly layers: readonly PickedLayer[]
  /** The segment under the cursor; 0 for none. */
  readonly segment: bigint
}

export function createLiveHover() {
  return createStore<Hover>()(() => ({ panel: null, of: 'centre', position: null, layers: [], segment: 0n }))
}

export type LiveHover = ReturnType<typeof createLiveHover>

export interface HoverTracker {
  /** The cursor is at a point of the canvas, in CSS pixels from its top left. */
  readonly moveTo: (x: number, y: number) => void
  readonly leave: () => void
  /** The view moved under the cursor. */
  readonly viewMoved: () => void
  /** Chunks arrived, so a pick may find more now. */
  readonly chunksArrived: () => void
}

/** The panel at a point of the canvas in CSS pixels, what the point means there and, in a slice panel, its position in nanometres. */
export function locate(view: LiveView, x: number, y: number) {
  const state = view.getState()
  const ratio = state.extent.devicePixelRatio
  const panel = panelAt(panelsOf(state), x * ratio, y * ratio)
  if (!panel) return undefined
  if (!isSliceKind(panel.kind)) {
    const spot: Spot = { kind: 'pixel', x: x * ratio, y: y * ratio }
    return { panel, kind: panel.kind, position: null, spot }
  }
  const plane = planeOf(state.camera, panel.kind, panel.rect, ratio)
  const position = nmAt(plane, x * ratio - panel.rect.x, y * ratio - panel.rect.y)
  return { panel, kind: panel.kind, position, spot: placeSpot(position) }
}

/** Keeps the hover state up to date. One pick is under way at a time, and the newest position wins. */
export function createHoverTracker(
  view: LiveView,
  hover: LiveHover,
  gl: Pick<GlClient, 'pick' | 'pickPixel'>,
): HoverTracker {
  let cursor: readonly [number, number] | undefined
  let picking = false
  let again = false
  let timer: ReturnType<typeof setTimeout> | undefined

  /** What is picked: under the cursor, or the centre of the view. */
  let spot: Spot | undefined

  const found = ({ position, layers }: PickedSpot) => {
    const { panel, of } = hover.getState()
    const segment = of === 'cursor' ? segmentOf(layers) : 0n
    // In a slice the cursor's own position is newer than the pick.
    hover.setState(panel === '3d' ? { position, layers, segment } : { layers, segment })
  }

  const pick = () => {
    const asked = spot
    if (!asked || !view.getState().dataset) return
    if (picking) {
      again = true
      return
    }
    picking = true
    again = false
    clearTimeout(timer)
    void pickSpot(gl, asked).then((picked) => {
      const { layers } = picked
      picking = false
      if (spot?.kind === asked.kind) found(picked)
      if (layers.some(({ value }) => value.kind === 'failed')) timer = setTimeout(pick, FAILED_REFRESH_MS)
      if (again) pick()
    })
  }

  const place = () => {
    const at = cursor && locate(view, cursor[0], cursor[1])
    if (at) {
      const { position, kind: panel } = at
      spot = at.spot
      // What is seen in the 3-D panel is known with the pick; until then what it showed before stands there.
      const cameIn = hover.getState().panel !== panel
      if (position) hover.setState({ panel, of: 'cursor', position })
      else if (cameIn) hover.setState({ panel, of: 'cursor', position, ...NOTHING })
    } else {
      const { position } = view.getState().camera
      spot = placeSpot(position)
      hover.setState({ panel: null, of: 'centre', position, segment: 0n })
    }
    pick()
  }

  return {
    moveTo: (x, y) => {
      cursor = [x, y]
      place()
    },
    leave: () => {
      cursor = undefined
      place()
    },
    viewMoved: place,
    chunksArrived: pick,
  }
}

const NOTHING = { layers: [], segment: 0n }

/** The segment of the topmost layer that has one at a picked point; 0 for none. */
export function segmentOf(layers: readonly PickedLayer[]): bigint {
  for (const { value } of [...layers].reverse()) {
    if ((value.kind === 'label' || value.kind === 'surface') && value.segment !== null) return value.segment
  }
  return 0n
}
