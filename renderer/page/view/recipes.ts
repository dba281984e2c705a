import { castDraft, type Draft } from 'immer'
import type { LayoutKind } from '../../../shared/contracts/host-api.ts'
import type { Vec3 } from '../../../shared/geometry.ts'
import type { Problem } from '../../../shared/problem.ts'
import type { Camera, PanelKind } from '../../../shared/view/camera.ts'
import { centredOn } from '../../../shared/view/camera-moves.ts'
import type { ImageView, SegmentationView } from '../../../shared/view/layer-view.ts'
import type { SegmentNow } from '../../edit/messages.ts'
import type { Recipe } from './live-view.ts'
import type { Dataset, DialogState, SelectedSegment, Splits, View, ViewState } from './view-state.ts'

/** A seam stays this far from the edge, as a fraction of the canvas, so that no panel is lost behind it. */
export const MIN_SPLIT = 0.12

/** This many past selections can be brought back. */
export const MAX_PAST_SELECTIONS = 50

/** Cameras come from `camera-moves`, which keeps them within the limits. */
export function setCamera(camera: Camera): Recipe {
  return (state) => {
    state.camera = castDraft(camera)
  }
}

export function centreAt(position: Vec3): Recipe {
  return (state) => {
    state.camera = castDraft(centredOn(state.camera, position))
  }
}

export function setLayout(layout: LayoutKind): Recipe {
  return (state) => {
    state.layout = layout
    state.maximised = null
  }
}

/** Maximises a panel, or brings the other panels back when it already is. */
export function toggleMaximised(panel: PanelKind): Recipe {
  return (state) => {
    // With one panel on screen there is nothing to hide; Space then opens all four.
    if (state.layout !== '4panel') state.layout = '4panel'
    else state.maximised = state.maximised === panel ? null : panel
  }
}

export function setSplits(splits: Partial<Splits>): Recipe {
  const clamp = (value: number) => Math.min(1 - MIN_SPLIT, Math.max(MIN_SPLIT, value))
  return (state) => {
    if (splits.x !== undefined) state.splits.x = clamp(splits.x)
    if (splits.y !== undefined) state.splits.y = clamp(splits.y)
  }
}

export function toggleCrosshair(): Recipe {
  return (state) => {
    state.crosshair = !state.crosshair
  }
}

export function toggleSideBar(side: 'left' | 'right' | 'both'): Recipe {
  return (state) => {
    if (side === 'both') {
      const open = !(state.sideBars.left || state.sideBars.right)
      state.sideBars = { left: open, right: open }
    } else {
      state.sideBars[side] = !state.sideBars[side]
    }
  }
}

export function changeImage(layerId: string, change: Partial<ImageView>): Recipe {
  return (state) => {
    const view = state.dataset?.layers.find((layer) => layer.id === layerId)?.view
    if (view?.kind === 'image') Object.assign(view, change)
  }
}

/** Sets black and white that somebody chose. */
export function setContrast(layerId: string, contrast: { readonly black: number; readonly white: number }): Recipe {
  return changeImage(layerId, { ...contrast, fromData: false })
}

export function changeSegmentation(layerId: string, change: Partial<SegmentationView>): Recipe {
  return (state) => {
    const view = state.dataset?.layers.find((layer) => layer.id === layerId)?.view
    if (view?.kind === 'segmentation') Object.assign(view, change)
  }
}

/** Makes the same change to every segmentation layer, as a key does. */
export function changeSegmentations(change: (view: SegmentationView) => Partial<SegmentationView>): Recipe {
  return (state) => {
    for (const layer of state.dataset?.layers ?? []) {
      if (layer.view.kind === 'segmentation') Object.assign(layer.view, change(layer.view))
    }
  }
}

/** Shows or hides the layer at a place in the list, counted from 0. */
export function toggleLayer(index: number): Recipe {
  return (state) => {
    const layer = state.dataset?.layers[index]
    if (layer) layer.view.visible = !layer.view.visible
  }
}

/** Adds the segment to the selection, or takes it out when it is there. */
export function toggleSegment(segment: SelectedSegment): Recipe {
  return (state) => {
    remember(state)
    const at = state.selection.findIndex((one) => one.id === segment.id)
    if (at >= 0) {
      state.selection.splice(at, 1)
      if (state.current >= at) state.current = Math.min(Math.max(0, state.current - 1), state.selection.length - 1)
    } else {
      state.selection.push(castDraft(segment))
      state.current = state.selection.length - 1
    }
  }
}

export function clearSelection(): Recipe {
  return selectOnly([])
}

/** Selects these segments instead of the selection, which can be brought back. */
export function selectOnly(segments: readonly SelectedSegment[]): Recipe {
  return (state) => {
    remember(state)
    replaceSelection(segments)(state)
  }
}

/** Selects these segments instead of a selection that nobody needs again. */
export function replaceSelection(segments: readonly SelectedSegment[]): Recipe {
  return (state) => {
    state.selection = castDraft(oneOfEach(segments))
    state.current = state.selection.length - 1
  }
}

/** Brings back the selection before the present one (-1), or the one that was gone back from (1). */
export function bringBackSelection(by: 1 | -1): Recipe {
  return (state) => {
    const [from, to] = by === -1 ? [state.past, state.future] : [state.future, state.past]
    const selection = from.pop()
    if (!selection) return
    to.push(state.selection)
    state.selection = selection
    state.current = selection.length - 1
  }
}

/** Brings back one of the past selections, by its place in `past`. */
export function bringBackPast(index: number): Recipe {
  return (state) => {
    const selection = state.past[index]
    if (!selection) return
    remember(state)
    state.selection = selection
    state.current = selection.length - 1
  }
}

/** Puts the present selection among the past ones, before it changes. An empty selection is left out. */
function remember(state: Draft<ViewState>): void {
  state.future = []
  if (state.selection.length === 0) return
  state.past.push(state.selection.map((one) => ({ ...one })))
  if (state.past.length > MAX_PAST_SELECTIONS) state.past.shift()
}

/** These lie in selected segments and are selected with them when an edit parts them. */
export function alsoPick(picked: readonly SelectedSegment[]): Recipe {
  return (state) => {
    const selected = new Set(state.selection.map(({ id }) => id))
    state.alsoPicked = castDraft([...state.alsoPicked, ...picked].filter(({ id }) => selected.has(id)))
  }
}

/**
 * Edits were made: the selected supervoxels are in these segments now. Segments that became one are listed once, and what
 * was picked in one that came apart is listed again.
 */
export function followSegments(segments: readonly SegmentNow[]): Recipe {
  const now = new Map(segments.map((one) => [one.supervoxel, one]))
  return (state) => {
    const current = state.selection[state.current]?.supervoxel
    // What was deselected since stays so.
    const selected = new Set(state.selection.map(({ id }) => id))
    const also = state.alsoPicked.filter(({ id }) => selected.has(id))
    for (const one of [...state.selection, ...also]) {
      const segment = now.get(one.supervoxel)
      if (!segment) continue
      one.id = segment.segment
      one.supervoxels = segment.supervoxels
    }
    const id = state.selection.find(({ supervoxel }) => supervoxel === current)?.id
    const all = [...state.selection, ...also]
    const listed = oneOfEach(all)
    state.alsoPicked = castDraft(all.filter((one) => !listed.includes(one)))
    if (listed.length === state.selection.length && listed.every((one, i) => one === state.selection[i])) return
    state.selection = castDraft([...listed])
    state.current = state.selection.findIndex((one) => one.id === id)
  }
}

function oneOfEach(segments: readonly SelectedSegment[]): readonly SelectedSegment[] {
  return segments.filter((one, i) => segments.findIndex(({ id }) => id === one.id) === i)
}

export function showSupervoxels(shows: boolean): Recipe {
  return (state) => {
    state.showsSupervoxels = shows
  }
}

export function dimOthers(dims: boolean): Recipe {
  return (state) => {
    state.dimsOthers = dims
  }
}

export function showBare(bare: boolean): Recipe {
  return (state) => {
    state.bare = bare
  }
}

export function toggleSupervoxels(): Recipe {
  return (state) => {
    state.showsSupervoxels = !state.showsSupervoxels
  }
}

/** Makes the segment `by` places further the current one, round the end, and centres where it was picked. */
export function stepSelection(by: number): Recipe {
  return (state) => {
    const count = state.selection.length
    if (count === 0) return
    const from = state.current < 0 && by > 0 ? -1 : Math.max(0, state.current)
    state.current = (((from + by) % count) + count) % count
    const segment = state.selection[state.current]
    if (segment?.pickedAt) state.camera.position = segment.pickedAt
  }
}

export function flyToSegment(index: number): Recipe {
  return (state) => {
    const segment = state.selection[index]
    if (!segment) return
    state.current = index
    if (segment.pickedAt) state.camera.position = segment.pickedAt
  }
}

/** An opening succeeded: its layers and view take the place of what was open. */
export function opened(dataset: Dataset, view: View): Recipe {
  return (state) => {
    Object.assign(state, castDraft(view))
    state.dataset = castDraft(dataset)
    state.past = []
    state.future = []
    state.alsoPicked = []
    state.told = null
    state.pastColours = []
    state.opening = null
    state.linkCard = dataset.link?.leftOut.some(({ weight }) => weight !== 'setting') ?? false
    state.openProblem = null
    state.stumbled = null
    state.progress = null
    state.isShown = false
  }
}

/** An opening failed: what was open stays open. A cancelled opening shows no problem. */
export function openingFailed(problem: Problem): Recipe {
  return (state) => {
    state.opening = null
    state.openProblem = problem.kind === 'cancelled' ? null : problem
  }
}

export function openingStep(name: string, step: string): Recipe {
  return (state) => {
    state.opening = { name, step }
    state.openProblem = null
  }
}

/** Says something for a moment. Where it tells of a `place`, it has *Show* while that is off screen. */
export function notify(text: string, place: Vec3 | null = null): Recipe {
  return (state) => {
    state.notice = { text, count: (state.notice?.count ?? 0) + 1, of: place && castDraft(place) }
    if (place) tellPlace(place)(state)
  }
}

/** A message told of this place, in nanometres. */
export function tellPlace(place: Vec3): Recipe {
  return (state) => {
    state.told = castDraft({ of: place, goes: place })
  }
}

/** Flies to the place that a message told of last; the next time, back to where the view was. */
export function showTold(): Recipe {
  return (state) => {
    const { told, camera } = state
    if (!told) return
    const { position } = camera
    state.camera = castDraft(centredOn(camera, told.goes))
    told.goes = position
  }
}

export function showDialog(dialog: DialogState | null): Recipe {
  return (state) => {
    state.dialog = dialog
  }
}
