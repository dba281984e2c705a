import type { PanelKind, SliceKind } from '../../../shared/view/camera.ts'
import { dragged, turned } from '../../../shared/view/camera-moves.ts'
import type { GlClient } from '../engine/gl-client.ts'
import { selectAt, stepSlices } from '../frame/commands.ts'
import type { LiveProofreading } from '../proofread/live-proofreading.ts'
import type { Pointing } from '../tools/pointing.ts'
import { toolOf } from '../tools/tool-list.ts'
import { createToolPointer } from '../tools/tool-pointer.ts'
import { type HoverTracker, type LiveHover, locate } from './hover.ts'
import type { LiveView } from './live-view.ts'
import { isSliceKind } from './panel-layout.ts'
import { centreAt, setCamera } from './recipes.ts'
import { centreOnSurface, dragInScene, zoomInScene } from './scene/scene-pointer.ts'
import { createWheelSteps, wheelPixels } from './wheel-steps.ts'
import { zoomedView } from './zoom-of-view.ts'

/** Shift+drag turns a quarter of a degree a pixel, as in Neuroglancer. */
const TURN_PER_PX = Math.PI / 720

/** Ctrl+wheel zooms by a factor e over this many pixels; a notch of 120 px is 1.27. */
const ZOOM_PX = 500

/** The most pixels that one wheel event counts for, so that a coarse wheel does not jump. */
const MAX_ZOOM_PX = 150

export interface PointerParts {
  readonly view: LiveView
  readonly hover: LiveHover
  readonly proof: LiveProofreading
  readonly pointing: Pointing
  readonly gl: GlClient
  readonly tracker: HoverTracker
}

/** Drag, wheel, right click and double click on the panels. `area` lies exactly over the canvas. */
export function listenToPointer(area: HTMLElement, parts: PointerParts): () => void {
  const { view, proof, gl } = parts
  const stop = new AbortController()
  const at = placesIn(area, view)
  listenToDrag(area, parts, at, stop.signal)
  // After a drag has moved the view.
  listenToHover(area, parts, at, stop.signal)
  listenToWheel(area, parts, at, stop.signal)
  area.addEventListener('contextmenu', (event) => event.preventDefault(), { signal: stop.signal })
  area.addEventListener(
    'dblclick',
    (event) => {
      // Both clicks of a double click are points of a tool that takes them.
      const { pointing } = toolOf(proof.getState().tool.inHand)
      const isPoints = pointing === 'click' || (pointing === 'ctrl-stroke' && (event.ctrlKey || event.metaKey))
      const panel = at.onPanel(event) && !isPoints ? at.panel(event) : undefined
      if (panel) void selectAt(view, gl, panel.spot)
    },
    { signal: stop.signal },
  )
  return () => stop.abort()
}

/** Where a pointer event is. */
type Places = ReturnType<typeof placesIn>

function placesIn(area: HTMLElement, view: LiveView) {
  /** In CSS pixels from the top left of the canvas. */
  const point = (event: MouseEvent): readonly [number, number] => {
    const box = area.getBoundingClientRect()
    return [event.clientX - box.left, event.clientY - box.top]
  }
  return {
    point,
    /** Undefined on the seams and outside. */
    panel: (event: MouseEvent) => locate(view, ...point(event)),
    /** Controls that lie over the panels (seams, buttons) keep their own pointer events. */
    onPanel: (event: Event) => !(event.target instanceof Element && event.target.closest('[data-over-panel]')),
  }
}

/** The pressed pointer moves or turns the view, or places points of the tool. */
function listenToDrag(area: HTMLElement, parts: PointerParts, at: Places, signal: AbortSignal): void {
  const { view, gl, proof, pointing } = parts
  const toolPointer = createToolPointer(proof, pointing)
  let drag: { kind: PanelKind; x: number; y: number; shift: boolean } | undefined
  const centreOn = ({ position, spot }: NonNullable<ReturnType<Places['panel']>>) => {
    if (position) view.setState(centreAt(position))
    else void centreOnSurface(view, gl, spot)
  }
  const endDrag = () => {
    drag = undefined
    toolPointer.cancel()
  }
  const on = <K extends keyof HTMLElementEventMap>(kind: K, listener: (event: HTMLElementEventMap[K]) => void) =>
    area.addEventListener(kind, listener, { signal })

  on('pointerdown', (event) => {
    const panel = at.onPanel(event) ? at.panel(event) : undefined
    if (!panel || !view.getState().dataset) return
    // A button that was pressed before keeps the focus, and with it Space and the arrows: the panels get them back.
    if (document.activeElement instanceof HTMLElement) document.activeElement.blur()
    if (event.button === 2) centreOn(panel)
    if (event.button !== 0) return
    area.setPointerCapture(event.pointerId)
    if (toolPointer.down(event, panel.spot)) return
    drag = { kind: panel.kind, x: event.clientX, y: event.clientY, shift: event.shiftKey }
  })
  on('pointermove', (event) => {
    toolPointer.move(event, () => at.panel(event)?.spot)
    if (drag) {
      const [dx, dy] = [event.clientX - drag.x, event.clientY - drag.y]
      drag = { ...drag, x: event.clientX, y: event.clientY }
      if (isSliceKind(drag.kind)) dragInSlice(view, drag.kind, dx, dy, drag.shift)
      else dragInScene(view, dx, dy, drag.shift)
    }
  })
  on('pointerup', () => {
    toolPointer.up()
    endDrag()
  })
  on('pointercancel', endDrag)
}

function dragInSlice(view: LiveView, kind: SliceKind, dx: number, dy: number, turns: boolean): void {
  if (dx === 0 && dy === 0) return
  const { camera } = view.getState()
  const moved = turns
    ? turned(camera, kind, { right: -dx * TURN_PER_PX, down: dy * TURN_PER_PX })
    : dragged(camera, kind, dx, dy)
  view.setState(setCamera(moved))
}

/** The tracker follows every move of the pointer, and the panels where they move under it. */
function listenToHover(area: HTMLElement, { view, tracker }: PointerParts, at: Places, signal: AbortSignal): void {
  /** Where the pointer is while it is on the panels. */
  let place: MouseEvent | undefined
  const onMove = (event: PointerEvent) => {
    place = at.onPanel(event) ? event : undefined
    if (place) tracker.moveTo(...at.point(place))
    else tracker.leave()
  }
  const onLeave = () => {
    place = undefined
    tracker.leave()
  }
  area.addEventListener('pointermove', onMove, { signal })
  area.addEventListener('pointerleave', onLeave, { signal })
  // A side bar that opens or closes moves the panels under a pointer that rests.
  const stopFollowing = view.subscribe((now, before) => {
    if (place && now.extent !== before.extent) tracker.moveTo(...at.point(place))
  })
  signal.addEventListener('abort', stopFollowing)
}

/** The wheel steps through slices; with Ctrl, and in the 3-D panel, it zooms at the cursor. */
function listenToWheel(area: HTMLElement, { view, hover }: PointerParts, at: Places, signal: AbortSignal): void {
  const steps = createWheelSteps()
  const onWheel = (event: WheelEvent) => {
    event.preventDefault()
    const found = at.panel(event)
    if (!found || !view.getState().dataset) return
    const { kind, panel } = found
    const { rect } = panel
    const pixels = Math.min(MAX_ZOOM_PX, Math.max(-MAX_ZOOM_PX, wheelPixels(event)))
    const factor = Math.exp(-pixels / ZOOM_PX)
    if (!isSliceKind(kind)) return zoomInScene(view, hover, { at: at.point(event), rect, factor })
    if (event.ctrlKey || event.metaKey) {
      const state = view.getState()
      const ratio = state.extent.devicePixelRatio
      const [x, y] = at.point(event)
      const dx = x - (rect.x + rect.width / 2) / ratio
      const dy = y - (rect.y + rect.height / 2) / ratio
      view.setState(setCamera(zoomedView(state, kind, dx, dy, factor)))
      return
    }
    const by = steps(event) * (event.shiftKey ? 10 : 1)
    if (by !== 0) stepSlices(view, kind, by)
  }
  area.addEventListener('wheel', onWheel, { signal, passive: false })
}
