import type { SliceKind } from '../../../shared/view/camera.ts'
import { dragged, turned, zoomedAt } from '../../../shared/view/camera-moves.ts'
import type { GlClient } from '../engine/gl-client.ts'
import { stepSlices } from '../frame/commands.ts'
import type { LiveProofreading } from '../proofread/live-proofreading.ts'
import type { Pointing } from '../tools/pointing.ts'
import { toolOf } from '../tools/tool-list.ts'
import { createToolPointer } from '../tools/tool-pointer.ts'
import { type HoverTracker, locate } from './hover.ts'
import type { LiveView } from './live-view.ts'
import { isSliceKind } from './panel-layout.ts'
import { centreAt, notify, setCamera, toggleSegment } from './recipes.ts'
import { createWheelSteps, wheelPixels } from './wheel-steps.ts'

/** Shift+drag turns a quarter of a degree a pixel, as in Neuroglancer. */
const TURN_PER_PX = Math.PI / 720

/** Ctrl+wheel zooms by a factor e over this many pixels; a notch of 120 px is 1.27. */
const ZOOM_PX = 500

/** The most that one wheel event zooms, so that a coarse wheel does not jump. */
const MAX_ZOOM_PX = 150

export interface PointerParts {
  readonly view: LiveView
  readonly proof: LiveProofreading
  readonly pointing: Pointing
  readonly gl: GlClient
  readonly tracker: HoverTracker
}

/** Drag, wheel, right click and double click on the panels. `area` lies exactly over the canvas. */
export function listenToPointer(area: HTMLElement, parts: PointerParts): () => void {
  const { view, proof, pointing, gl, tracker } = parts
  const steps = createWheelSteps()
  let drag: { kind: SliceKind; x: number; y: number; turning: boolean } | undefined
  const hand = createToolPointer(proof, pointing)
  const stop = new AbortController()
  const { signal } = stop
  const pointOf = (event: MouseEvent): readonly [number, number] => {
    const box = area.getBoundingClientRect()
    return [event.clientX - box.left, event.clientY - box.top]
  }
  const sliceAt = (event: MouseEvent) => {
    const at = locate(view, ...pointOf(event))
    return at?.position && isSliceKind(at.kind) ? { ...at, kind: at.kind, position: at.position } : undefined
  }
  // Controls that lie over the panels (seams, buttons) keep their own pointer events.
  const onPanel = (event: Event) => !(event.target instanceof Element && event.target.closest('[data-over-panel]'))

  area.addEventListener(
    'pointerdown',
    (event) => {
      const at = onPanel(event) ? sliceAt(event) : undefined
      if (!at || !view.getState().dataset) return
      // A button that was pressed before gives its Space and arrows back to the panels.
      if (document.activeElement instanceof HTMLElement) document.activeElement.blur()
      if (event.button === 2) view.setState(centreAt(at.position))
      if (event.button !== 0) return
      area.setPointerCapture(event.pointerId)
      if (hand.down(event, at.position)) return
      drag = { kind: at.kind, x: event.clientX, y: event.clientY, turning: event.shiftKey }
    },
    { signal },
  )
  area.addEventListener(
    'pointermove',
    (event) => {
      hand.move(event, () => sliceAt(event)?.position)
      if (drag) {
        const [dx, dy] = [event.clientX - drag.x, event.clientY - drag.y]
        drag = { ...drag, x: event.clientX, y: event.clientY }
        const { camera } = view.getState()
        const moved = drag.turning
          ? turned(camera, drag.kind, { right: -dx * TURN_PER_PX, down: dy * TURN_PER_PX })
          : dragged(camera, drag.kind, dx, dy)
        if (dx !== 0 || dy !== 0) view.setState(setCamera(moved))
      }
      if (onPanel(event)) tracker.moveTo(...pointOf(event))
      else tracker.leave()
    },
    { signal },
  )
  const endDrag = () => {
    drag = undefined
    hand.cancel()
  }
  area.addEventListener(
    'pointerup',
    () => {
      hand.up()
      endDrag()
    },
    { signal },
  )
  area.addEventListener('pointercancel', endDrag, { signal })
  area.addEventListener('pointerleave', () => tracker.leave(), { signal })
  area.addEventListener('contextmenu', (event) => event.preventDefault(), { signal })
  area.addEventListener(
    'dblclick',
    (event) => {
      // Both clicks of a double click are points of a tool that takes clicks.
      const at =
        onPanel(event) && toolOf(proof.getState().tool.inHand).pointing !== 'click' ? sliceAt(event) : undefined
      if (at) void selectAt(view, gl, at.position)
    },
    { signal },
  )
  area.addEventListener(
    'wheel',
    (event) => {
      event.preventDefault()
      const at = sliceAt(event)
      if (!at || !view.getState().dataset) return
      if (event.ctrlKey || event.metaKey) {
        const { rect } = at.panel
        const ratio = view.getState().extent.devicePixelRatio
        const [x, y] = pointOf(event)
        const pixels = Math.min(MAX_ZOOM_PX, Math.max(-MAX_ZOOM_PX, wheelPixels(event)))
        const dx = x - (rect.x + rect.width / 2) / ratio
        const dy = y - (rect.y + rect.height / 2) / ratio
        view.setState(setCamera(zoomedAt(view.getState().camera, at.kind, dx, dy, Math.exp(-pixels / ZOOM_PX))))
        return
      }
      const by = steps(event) * (event.shiftKey ? 10 : 1)
      if (by !== 0) stepSlices(view, at.kind, by)
    },
    { signal, passive: false },
  )
  return () => stop.abort()
}

/** Selects the segment at a point, of the topmost layer that has one there; or deselects it. */
async function selectAt(view: LiveView, gl: GlClient, position: readonly [number, number, number]): Promise<void> {
  const layers = await gl.pick(position)
  for (const { layerId, value } of [...layers].reverse()) {
    if (value.kind === 'label') {
      const { segment: id, supervoxel } = value
      if (id === null) return view.setState(notify('What segment this is has not been read'))
      view.setState(toggleSegment({ id, supervoxel, supervoxels: null, layerId, pickedAt: position }))
      return
    }
  }
}
