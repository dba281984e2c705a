import type { HostApi } from '../../../shared/contracts/host-api.ts'
import type { PanelKind, SliceKind } from '../../../shared/view/camera.ts'
import { dragged, snapped, stepped, type Turn, turned, zoomedAt } from '../../../shared/view/camera-moves.ts'
import { plainPosition } from '../../../shared/view/labels/format-position.ts'
import type { DatasetSession } from '../datasets/dataset-session.ts'
import { fitCamera } from '../datasets/first-view.ts'
import type { proofActions } from '../proofread/proof-commands.ts'
import { type HoverStore, segmentOf } from '../view/hover.ts'
import { isSliceKind, panelsOf } from '../view/panel-layout.ts'
import * as recipes from '../view/recipes.ts'
import type { ViewStore } from '../view/view-store.ts'
import type { CommandId } from './shortcuts.ts'

/** One press of an arrow pans this many CSS pixels. */
const PAN_PX = 48

/** One press zooms by this factor: three presses double. */
const ZOOM_STEP = 2 ** (1 / 3)

/** One press turns this far: 5 degrees. */
const TURN_STEP = (5 * Math.PI) / 180

export interface CommandParts {
  readonly store: ViewStore
  readonly hover: HoverStore
  readonly host: HostApi
  readonly session: DatasetSession
  /** A random unsigned 32-bit number. */
  readonly newSeed: () => number
  readonly focusedPanel: () => string | undefined
  /** What the keys of proofreading do. */
  readonly proof: ReturnType<typeof proofActions>
}

/** Does what a key, button or menu item asks for. */
export type Commands = (id: CommandId) => void

export function createCommands(parts: CommandParts): Commands {
  const { store, hover, host, session, newSeed, focusedPanel, proof } = parts
  /** The panel under the cursor; else the one with the keyboard focus; else the first on screen. */
  const activePanel = (): PanelKind => {
    const panels = panelsOf(store.getState())
    const wanted = hover.getState().panel ?? focusedPanel()
    return (panels.find(({ kind }) => kind === wanted) ?? panels[0])?.kind ?? 'xy'
  }
  const activeSlice = (): SliceKind => {
    const panel = activePanel()
    return isSliceKind(panel) ? panel : 'xy'
  }
  const pan = (dx: number, dy: number) =>
    store.setState(recipes.setCamera(dragged(store.getState().camera, activeSlice(), -dx * PAN_PX, -dy * PAN_PX)))
  const step = (by: number) => stepSlices(store, activeSlice(), by)
  const zoom = (factor: number) =>
    store.setState(recipes.setCamera(zoomedAt(store.getState().camera, activeSlice(), 0, 0, factor)))
  const turn = (by: Turn) => store.setState(recipes.setCamera(turned(store.getState().camera, activeSlice(), by)))
  const layer = (index: number) => () => store.setState(recipes.toggleLayer(index))

  const actions: Readonly<Partial<Record<CommandId, () => void>>> = {
    ...proof,
    'pan-left': () => pan(-1, 0),
    'pan-right': () => pan(1, 0),
    'pan-up': () => pan(0, -1),
    'pan-down': () => pan(0, 1),
    'slice-back': () => step(-1),
    'slice-on': () => step(1),
    'slice-back-10': () => step(-10),
    'slice-on-10': () => step(10),
    'zoom-in': () => zoom(ZOOM_STEP),
    'zoom-out': () => zoom(1 / ZOOM_STEP),
    'go-to': () => store.setState(recipes.showDialog({ kind: 'go-to' })),
    'copy-position': () => copyPosition(store, host),
    home: () => fitView(store),
    'tilt-left': () => turn({ right: -TURN_STEP }),
    'tilt-right': () => turn({ right: TURN_STEP }),
    'tilt-up': () => turn({ down: TURN_STEP }),
    'tilt-down': () => turn({ down: -TURN_STEP }),
    'turn-left': () => turn({ inPlane: -TURN_STEP }),
    'turn-right': () => turn({ inPlane: TURN_STEP }),
    snap: () => store.setState(recipes.setCamera(snapped(store.getState().camera))),
    maximise: () => store.setState(recipes.toggleMaximised(activePanel())),
    crosshair: () => store.setState(recipes.toggleCrosshair()),
    'layer-1': layer(0),
    'layer-2': layer(1),
    'layer-3': layer(2),
    'layer-4': layer(3),
    'layer-5': layer(4),
    'layer-6': layer(5),
    'layer-7': layer(6),
    'layer-8': layer(7),
    'layer-9': layer(8),
    'previous-segment': () => store.setState(recipes.stepSelection(-1)),
    'next-segment': () => store.setState(recipes.stepSelection(1)),
    'copy-segment': () => copySegment(store, hover, host),
    'clear-selection': () => store.setState(recipes.clearSelection()),
    'selected-only': () =>
      store.setState(recipes.changeSegmentations(({ selectedOnly }) => ({ selectedOnly: !selectedOnly }))),
    boundaries: () => store.setState(recipes.changeSegmentations(({ boundaries }) => ({ boundaries: !boundaries }))),
    recolour: () => {
      const colourSeed = newSeed()
      store.setState(recipes.changeSegmentations(() => ({ colourSeed })))
    },
    'side-bars': () => store.setState(recipes.toggleSideBar('both')),
    'left-bar': () => store.setState(recipes.toggleSideBar('left')),
    'right-bar': () => store.setState(recipes.toggleSideBar('right')),
    'open-folder': () => void session.chooseFolder(),
    'open-url': () => store.setState(recipes.showDialog({ kind: 'open-url', text: '' })),
    help: () => store.setState(recipes.showDialog({ kind: 'help' })),
  }
  return (id) => actions[id]?.()
}

/** Steps slices of the first layer's finest scale; nothing without a dataset. */
export function stepSlices(store: ViewStore, kind: SliceKind, by: number): void {
  const { camera, dataset } = store.getState()
  const volume = dataset?.layers[0]?.volume
  if (volume) store.setState(recipes.setCamera(stepped(camera, kind, by, volume.scales[0].resolution)))
}

/** Copies the centre of the view in nanometres, and says so. */
function copyPosition(store: ViewStore, host: HostApi): void {
  const text = plainPosition(store.getState().camera.position)
  void host.copyText(text).then(() => store.setState(recipes.notify(`Copied ${text}`)))
}

/** Copies the id of the segment that the status bar shows, and says so. */
function copySegment(store: ViewStore, hover: HoverStore, host: HostApi): void {
  const segment = segmentOf(hover.getState().layers)
  if (segment === 0n) return
  const text = segment.toString()
  void host.copyText(text).then(() => store.setState(recipes.notify(`Copied ${text}`)))
}

function fitView(store: ViewStore): void {
  const state = store.getState()
  const panel = panelsOf(state)[0]
  if (!state.dataset || !panel) return
  const ratio = state.extent.devicePixelRatio
  const { width, height } = panel.rect
  store.setState(recipes.setCamera(fitCamera(state.dataset.layers, { width: width / ratio, height: height / ratio })))
}
