import type { LayerView } from '../../../shared/view/layer-view.ts'
import { INITIAL_SCENE_LOOK, type SceneLook } from '../../../shared/view/scene/scene-camera.ts'
import type { GlPanel } from '../../gl/messages.ts'
import type { GlClient } from '../engine/gl-client.ts'
import type { LiveHover } from './hover.ts'
import type { LiveView } from './live-view.ts'
import { isSliceKind, type PlacedPanel, panelsOf } from './panel-layout.ts'
import type { ViewState } from './view-state.ts'

export interface ViewPoster {
  /** The serial of the newest message that changes what is drawn; 0 before the first. */
  readonly latest: () => number
  /** Whether a frame drawn after the message with this serial shows the present state: nothing waits to be posted. */
  readonly isPresent: (serial: number) => boolean
  /** Something other than the state changed what is drawn, such as the edit worker. The next frame is waited for. */
  readonly again: () => void
  /** Calls `listener` at once when what is drawn is no longer what is wanted. The post may come with the next frame. */
  readonly onStale: (listener: () => void) => void
  /** Calls `listener` after each posted view, that is at most once a frame. */
  readonly onPosted: (listener: () => void) => void
}

/**
 * Carries the state to the gl worker, outside React. A change is posted at once when this frame has posted no view
 * yet, so that a key press waits for no frame; what follows within the same frame goes as one post with the next.
 * `nextFrame` is requestAnimationFrame.
 */
export function startViewPoster(
  view: LiveView,
  hover: LiveHover,
  gl: Pick<GlClient, 'send'>,
  nextFrame: (callback: () => void) => void,
): ViewPoster {
  let serial = 0
  let queued = false
  let postedThisFrame = false
  /** What the gl worker has not been told yet. */
  let owed: { readonly view: boolean } | undefined
  const staleListeners: (() => void)[] = []
  const postedListeners: (() => void)[] = []
  let sent: ViewState | undefined
  let sentHovered = 0n

  const post = () => {
    queued = false
    const state = view.getState()
    if (owed === undefined || state.extent.width === 0) return
    const { view: isViewOwed } = owed
    owed = undefined
    serial += 1
    const hovered = hover.getState().segment
    postLayers(gl, sent, state)
    const isSameSelection = sent?.selection === state.selection && sent.alsoPicked === state.alsoPicked
    if (!isViewOwed || !isSameSelection || sentHovered !== hovered) {
      gl.send({ kind: 'segments', ...segmentsOf(state), hovered, serial })
    }
    sent = state
    sentHovered = hovered
    if (!isViewOwed) return
    const { width, height, devicePixelRatio } = state.extent
    const look = lookOf(state)
    const panels = panelsOf(state).map((panel) => glPanel(panel, look))
    const { camera, scene } = state
    gl.send({ kind: 'view', camera, scene, width, height, panels, devicePixelRatio, serial })
    for (const listener of postedListeners) listener()
    postedThisFrame = true
    nextFrame(() => {
      postedThisFrame = false
      if (queued) post()
    })
  }

  const owe = (view: boolean) => {
    owed = { view: view || owed?.view === true }
    for (const listener of staleListeners) listener()
    if (queued) return
    queued = true
    if (!postedThisFrame) queueMicrotask(post)
  }
  view.subscribe((now, before) => {
    if (viewParts.some((part) => now[part] !== before[part])) owe(true)
    else if (now.alsoPicked !== before.alsoPicked) owe(false)
  })
  hover.subscribe((now, before) => {
    if (now.segment !== before.segment) owe(false)
  })
  owe(true)
  return {
    latest: () => serial,
    isPresent: (drawn) => owed === undefined && drawn === serial,
    again: () => owe(false),
    onStale: (listener) => staleListeners.push(listener),
    onPosted: (listener) => postedListeners.push(listener),
  }
}

/** A change of one of these needs a new view. `dataset` is among them, so that `complete` is about the new layers. */
const viewParts = [
  'camera',
  'scene',
  'sceneSlices',
  'sceneShapes',
  'crosshair',
  'layout',
  'maximised',
  'splits',
  'extent',
  'dataset',
  'selection',
  'showsSupervoxels',
  'dimsOthers',
  'bare',
] as const

function postLayers(gl: Pick<GlClient, 'send'>, sent: ViewState | undefined, state: ViewState) {
  if (layerParts.every((part) => sent?.[part] === state[part])) return
  const edited = state.dataset?.editable?.layerId
  const layers = (state.dataset?.layers ?? []).map((layer) => {
    const { id, sourceId, location, volume, described, meshes, skeletons, view } = layer
    const drawn = drawnView(view, id === edited, state)
    return { id, sourceId, location, volume, described, meshes, skeletons, view: drawn }
  })
  const kind = state.dataset?.editable?.agglomeration.kind
  const grouped = kind !== undefined && kind !== 'identity'
  gl.send({ kind: 'layers', layers, grouped, edited })
}

const layerParts = ['dataset', 'showsSupervoxels', 'dimsOthers', 'bare'] as const

/** The share of its opacity that a segment keeps which steps back: its colour is still told, and it draws no eye. */
const DIMMED = 0.35

/** How a layer is drawn now, which may be otherwise than it is kept. A layer that is bare can still be picked. */
function drawnView(view: LayerView, isEdited: boolean, state: ViewState): LayerView {
  if (view.kind !== 'segmentation') return view
  const { showsSupervoxels, dimsOthers, bare } = state
  const dimmed = dimsOthers ? { ...view, opacity: view.opacity * DIMMED } : view
  const bordered = isEdited && showsSupervoxels ? { ...dimmed, supervoxelBorders: true } : dimmed
  return bare ? { ...bordered, opacity: 0, selectedOpacity: 0 } : bordered
}

function glPanel({ kind, rect }: PlacedPanel, look: SceneLook): GlPanel {
  return isSliceKind(kind) ? { kind, rect } : { kind, rect, look }
}

/** The lines along the axes are the crosshair of the 3-D panel. */
function lookOf({ sceneSlices: slices, sceneShapes: shapes, crosshair: axes }: ViewState): SceneLook {
  return { ...INITIAL_SCENE_LOOK, slices, shapes, axes }
}

/** The selected segments, and what they were picked by. What was picked in a segment that is selected no more does not count. */
function segmentsOf({ selection, alsoPicked }: Pick<ViewState, 'selection' | 'alsoPicked'>) {
  const selected = BigUint64Array.from(selection, ({ id }) => id)
  const also = alsoPicked.filter(({ id }) => selected.includes(id))
  return { selected, picked: BigUint64Array.from([...selection, ...also], ({ supervoxel }) => supervoxel) }
}
