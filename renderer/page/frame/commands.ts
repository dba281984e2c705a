import type { HostApi } from '../../../shared/contracts/host-api.ts'
import type { Camera, PanelKind, SliceKind } from '../../../shared/view/camera.ts'
import { dragged, nudged, snapped, stepped, type Turn, turned } from '../../../shared/view/camera-moves.ts'
import { plainPosition } from '../../../shared/view/labels/format-position.ts'
import { copyLink } from '../datasets/copy-link.ts'
import type { DatasetSession } from '../datasets/dataset-session.ts'
import type { GlClient } from '../engine/gl-client.ts'
import { bringBackColours, recolour } from '../layers/recolouring.ts'
import type { proofActions } from '../proofread/proof-commands.ts'
import { type LiveHover, segmentOf } from '../view/hover.ts'
import type { LiveView } from '../view/live-view.ts'
import { isSliceKind, panelsOf } from '../view/panel-layout.ts'
import * as recipes from '../view/recipes.ts'
import { sceneActions } from '../view/scene/scene-commands.ts'
import { pickSpot, placeSpot, type Spot } from '../view/scene/spot.ts'
import { wholeView, zoomedView } from '../view/zoom-of-view.ts'
import { NORMAL_SCALE, scaleWords, setInterfaceScale, stepScale } from '../window/interface-scale.ts'
import type { CommandId } from './shortcuts.ts'

/** One press of an arrow pans this many CSS pixels. */
const PAN_PX = 48

/** One press zooms by this factor: three presses double. */
const ZOOM_STEP = 2 ** (1 / 3)

/** One press turns this far: 5 degrees. */
const TURN_STEP = (5 * Math.PI) / 180

export interface CommandParts {
  readonly view: LiveView
  readonly hover: LiveHover
  readonly host: HostApi
  readonly session: DatasetSession
  /** A random unsigned 32-bit number. */
  readonly newSeed: () => number
  readonly focusedPanel: () => string | undefined
  /** Moves the keyboard focus into the inspector, once it is on screen. */
  readonly toInspector: () => void
  readonly gl: Pick<GlClient, 'pick' | 'pickPixel'>
  /** What the keys of proofreading do. */
  readonly proof: ReturnType<typeof proofActions>
}

/** Does what a key, button or menu item asks for. */
export type Commands = (id: CommandId) => void

type Actions = Readonly<Partial<Record<CommandId, () => void>>>

export function createCommands(parts: CommandParts): Commands {
  const { view, hover, focusedPanel } = parts
  /** The panel under the cursor; else the one with the keyboard focus; else the first on screen. */
  const activePanel = (): PanelKind => {
    const panels = panelsOf(view.getState())
    const wanted = hover.getState().panel ?? focusedPanel()
    return (panels.find(({ kind }) => kind === wanted) ?? panels[0])?.kind ?? 'xy'
  }
  const scene = sceneActions(view)
  const actions: Actions = {
    ...parts.proof,
    ...cameraActions(parts, activePanel),
    ...scene.own,
    ...layerActions(parts),
    ...windowActions(parts),
    maximise: () => view.setState(recipes.toggleMaximised(activePanel())),
  }
  return (id) => {
    const action = (activePanel() === '3d' ? scene.active[id] : undefined) ?? actions[id]
    action?.()
  }
}

function cameraActions({ view, host }: CommandParts, activePanel: () => PanelKind): Actions {
  const activeSlice = (): SliceKind => {
    const panel = activePanel()
    return isSliceKind(panel) ? panel : 'xy'
  }
  const move = (by: (camera: Camera, panel: SliceKind) => Camera) => () =>
    view.setState(recipes.setCamera(by(view.getState().camera, activeSlice())))
  const pan = (dx: number, dy: number) => move((camera, panel) => dragged(camera, panel, -dx * PAN_PX, -dy * PAN_PX))
  const nudge = (x: number, y: number) => () => {
    const { camera, dataset } = view.getState()
    const volume = dataset?.layers[0]?.volume
    if (volume) view.setState(recipes.setCamera(nudged(camera, activeSlice(), x, y, volume.scales[0].resolution)))
  }
  const step = (by: number) => () => stepSlices(view, activeSlice(), by)
  const zoom = (factor: number) => move((_camera, panel) => zoomedView(view.getState(), panel, 0, 0, factor))
  const turn = (by: Turn) => move((camera, panel) => turned(camera, panel, by))
  return {
    'pan-left': pan(-1, 0),
    'pan-right': pan(1, 0),
    'pan-up': pan(0, -1),
    'pan-down': pan(0, 1),
    'nudge-left': nudge(-1, 0),
    'nudge-right': nudge(1, 0),
    'nudge-up': nudge(0, -1),
    'nudge-down': nudge(0, 1),
    'slice-back': step(-1),
    'slice-on': step(1),
    'slice-back-10': step(-10),
    'slice-on-10': step(10),
    'zoom-in': zoom(ZOOM_STEP),
    'zoom-out': zoom(1 / ZOOM_STEP),
    'copy-position': () => copyPosition(view, host),
    home: () => fitView(view),
    'tilt-left': turn({ right: -TURN_STEP }),
    'tilt-right': turn({ right: TURN_STEP }),
    'tilt-up': turn({ down: TURN_STEP }),
    'tilt-down': turn({ down: -TURN_STEP }),
    'turn-left': turn({ inPlane: -TURN_STEP }),
    'turn-right': turn({ inPlane: TURN_STEP }),
    snap: move(snapped),
  }
}

function layerActions({ view, hover, host, newSeed, gl }: CommandParts): Actions {
  const layer = (index: number) => () => view.setState(recipes.toggleLayer(index))
  return {
    'layer-1': layer(0),
    'layer-2': layer(1),
    'layer-3': layer(2),
    'layer-4': layer(3),
    'layer-5': layer(4),
    'layer-6': layer(5),
    'layer-7': layer(6),
    'layer-8': layer(7),
    'layer-9': layer(8),
    'select-here': () => void selectAt(view, gl, placeSpot(view.getState().camera.position)),
    'previous-segment': () => view.setState(recipes.stepSelection(-1)),
    'next-segment': () => view.setState(recipes.stepSelection(1)),
    'copy-segment': () => copySegment(view, hover, host),
    'clear-selection': () => view.setState(recipes.clearSelection()),
    'selected-only': () =>
      view.setState(recipes.changeSegmentations(({ selectedOnly }) => ({ selectedOnly: !selectedOnly }))),
    boundaries: () => view.setState(recipes.changeSegmentations(({ boundaries }) => ({ boundaries: !boundaries }))),
    recolour: () => view.setState(recolour(newSeed())),
    'last-colours': () => {
      const isFirst = view.getState().pastColours.length === 0
      view.setState(isFirst ? recipes.notify('These are the first colours') : bringBackColours())
    },
  }
}

function windowActions({ view, host, session, toInspector }: CommandParts): Actions {
  return {
    'to-inspector': () => {
      if (!view.getState().sideBars.right) view.setState(recipes.toggleSideBar('right'))
      toInspector()
    },
    'go-to': () => view.setState(recipes.showDialog({ kind: 'go-to' })),
    crosshair: () => view.setState(recipes.toggleCrosshair()),
    'side-bars': () => view.setState(recipes.toggleSideBar('both')),
    'left-bar': () => view.setState(recipes.toggleSideBar('left')),
    'right-bar': () => view.setState(recipes.toggleSideBar('right')),
    'open-folder': () => void session.chooseFolder(),
    'copy-link': () => copyLink(view, host),
    'open-url': () => view.setState(recipes.showDialog({ kind: 'open-url', text: '' })),
    'interface-larger': () => scaleInterface(view, stepScale(view.getState().interfaceScale, 1)),
    'interface-smaller': () => scaleInterface(view, stepScale(view.getState().interfaceScale, -1)),
    'interface-normal': () => scaleInterface(view, NORMAL_SCALE),
    help: () => view.setState(recipes.showDialog({ kind: 'help' })),
  }
}

function scaleInterface(view: LiveView, scale: number): void {
  view.setState(setInterfaceScale(scale))
  view.setState(recipes.notify(`Interface at ${scaleWords(scale)}`))
}

/** Steps slices of the first layer's finest scale. Does nothing without a dataset. */
export function stepSlices(view: LiveView, kind: SliceKind, by: number): void {
  const { camera, dataset } = view.getState()
  const volume = dataset?.layers[0]?.volume
  if (volume) view.setState(recipes.setCamera(stepped(camera, kind, by, volume.scales[0].resolution)))
}

/** Copies the centre of the view in nanometres, and says so. */
function copyPosition(view: LiveView, host: HostApi): void {
  const text = plainPosition(view.getState().camera.position)
  void host.copyText(text).then(() => view.setState(recipes.notify(`Copied ${text}`)))
}

/** Copies the id of the segment that the status bar shows, and says so. */
function copySegment(view: LiveView, hover: LiveHover, host: HostApi): void {
  const segment = segmentOf(hover.getState().layers)
  if (segment === 0n) return
  const text = segment.toString()
  void host.copyText(text).then(() => view.setState(recipes.notify(`Copied ${text}`)))
}

function fitView(view: LiveView): void {
  const camera = wholeView(view.getState())
  if (camera) view.setState(recipes.setCamera(camera))
}

/** Selects or deselects the segment at a point, in the topmost layer that has one there. */
export async function selectAt(view: LiveView, gl: Pick<GlClient, 'pick' | 'pickPixel'>, spot: Spot): Promise<void> {
  const { position, layers } = await pickSpot(gl, spot)
  for (const { layerId, value } of [...layers].reverse()) {
    if (value.kind === 'label' || value.kind === 'surface') {
      const { segment: id } = value
      // The id of a segment is a supervoxel in it.
      const supervoxel = value.kind === 'label' ? value.supervoxel : id
      if (id === null || supervoxel === null)
        return view.setState(recipes.notify('What segment this is has not been read.'))
      view.setState(recipes.toggleSegment({ id, supervoxel, supervoxels: null, layerId, pickedAt: position }))
      return
    }
  }
}
