import { castDraft } from 'immer'
import type { Vec3 } from '../../../shared/geometry.ts'
import type { LayoutKind } from '../../../shared/host-api.ts'
import type { Problem } from '../../../shared/problem.ts'
import type { Camera, PanelKind } from '../../../shared/view/camera.ts'
import { centredOn } from '../../../shared/view/camera-moves.ts'
import type { ImageView, SegmentationView } from '../../../shared/view/layer-view.ts'
import type { Dataset, DialogState, SelectedSegment, Splits, View } from './view-state.ts'
import type { Recipe } from './view-store.ts'

/** A seam stays this far from the edge, as a fraction of the canvas, so that no panel is lost behind it. */
export const MIN_SPLIT = 0.12

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

export function changeSegmentation(layerId: string, change: Partial<SegmentationView>): Recipe {
  return (state) => {
    const view = state.dataset?.layers.find((layer) => layer.id === layerId)?.view
    if (view?.kind === 'segmentation') Object.assign(view, change)
  }
}

/** The same change to every segmentation layer: what a key does. */
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
  return (state) => {
    state.selection = []
    state.current = -1
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
    if (segment) state.camera.position = segment.pickedAt
  }
}

export function flyToSegment(index: number): Recipe {
  return (state) => {
    const segment = state.selection[index]
    if (!segment) return
    state.current = index
    state.camera.position = segment.pickedAt
  }
}

/** An opening succeeded: its layers and view take the place of what was open. */
export function opened(dataset: Dataset, view: View): Recipe {
  return (state) => {
    Object.assign(state, castDraft(view))
    state.dataset = castDraft(dataset)
    state.opening = null
    state.openProblem = null
    state.progress = null
  }
}

/** An opening failed: what was open stays open. A cancelled one says nothing. */
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

export function notify(text: string): Recipe {
  return (state) => {
    state.notice = { text, count: (state.notice?.count ?? 0) + 1 }
  }
}

export function showDialog(dialog: DialogState | null): Recipe {
  return (state) => {
    state.dialog = dialog
  }
}
