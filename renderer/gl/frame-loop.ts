import type { ChunkLoader } from './chunks/chunk-loader.ts'
import type { DrawingSurface } from './drawing-surface.ts'
import type { FrameClock } from './frame-clock.ts'
import type { Gpu } from './gpu.ts'
import type { Budgets } from './messages.ts'
import type { PanelScene } from './painting/panel-scene.ts'
import type { PostedView, ViewMessage } from './posted-view.ts'
import type { PresentView } from './present-view.ts'
import type { ProgressReport } from './progress-report.ts'

/** While only chunks arrive and the view stands, a frame is drawn at most this often, ms: drawing costs what decoding needs. */
const ARRIVALS_MS = 90

/** Loads, draws and reports, once a frame at most and only when there is something to do. */
export interface FrameLoop {
  /** What is drawn has changed: the next frame shows it. */
  changed(): void
  chunksArrived(): void
  /** A frame of the clock has begun. */
  tick(): void
  /** What the last frame drew. */
  drawnScenes(): readonly PanelScene[]
}

export interface FrameLoopParts {
  readonly surface: DrawingSurface
  readonly view: PostedView
  readonly present: PresentView
  readonly loader: ChunkLoader
  readonly report: ProgressReport
  readonly budgets: () => Budgets
  readonly clock: FrameClock
  readonly now: () => number
  /** Called before a frame is drawn; what it returns is called once the compositor has the frame. */
  readonly drawing: (isComplete: boolean) => () => void
}

export function createFrameLoop(parts: FrameLoopParts): FrameLoop {
  const { surface, view, present, loader, report, budgets, clock, now, drawing } = parts
  let scenes: readonly PanelScene[] = []
  let redraw = true
  let arrived = false
  let drawnAt = Number.NEGATIVE_INFINITY
  let drawnMoving = false
  let timer: ReturnType<typeof setTimeout> | undefined

  function update(gpu: Gpu, current: ViewMessage): void {
    const at = now()
    const turn = loader.update(present.layers(), view.planes(), view.motion(at), budgets(), at)
    if (turn.isNewer) arrived = true
    // The first frame after a motion draws what was left out during the motion, whatever caused this tick.
    if (drawnMoving && !view.isMoving(at)) redraw = true
    const { wanted, ready, failed } = loader.scheduler.totals()
    const isLoaded = ready + failed === wanted
    if (redraw || (arrived && (isLoaded || at - drawnAt >= ARRIVALS_MS))) draw(gpu, current, isLoaded)
    if (turn.isWaiting || arrived) clock.request()
    report.offer(now())
  }

  function draw(gpu: Gpu, { width, height }: ViewMessage, isLoaded: boolean): void {
    // The canvas gets its extent here and not when the view arrives: a resized canvas is blank until it is drawn.
    gpu.resize(width, height)
    const isMoving = view.isMoving(now())
    redraw = false
    arrived = false
    drawnAt = now()
    drawnMoving = isMoving
    scenes = present.scenes()
    const presented = drawing(isLoaded && !isMoving)
    gpu.drawFrame(scenes, loader.texturesAt, isMoving)
    clock.afterPresent(() => {
      // What was drawn on a canvas that has been lost since is on no screen.
      if (surface.gpu() === gpu) presented()
    })
  }

  function wakeLater(): void {
    clearTimeout(timer)
    const at = now()
    const next = nextWakeMs(parts, at)
    if (next < Number.POSITIVE_INFINITY) timer = setTimeout(clock.request, Math.max(1, next - at))
  }

  return {
    changed: () => {
      redraw = true
      clock.request()
    },
    chunksArrived: () => {
      arrived = true
      clock.request()
    },
    tick: () => {
      const gpu = surface.gpu()
      const current = view.current()
      if (gpu === undefined || current === undefined) return
      // An error reaches the page as the worker's; what comes next is loaded and drawn all the same.
      try {
        update(gpu, current)
      } finally {
        wakeLater()
      }
    },
    drawnScenes: () => scenes,
  }
}

/** The next thing that happens without a message: the end of a motion, a retry, the next report. */
function nextWakeMs({ view, report, loader }: FrameLoopParts, nowMs: number): number {
  const settles = view.isMoving(nowMs) ? view.settlesAt() : Number.POSITIVE_INFINITY
  return Math.min(settles, report.nextMs(nowMs), loader.scheduler.nextRetryMs())
}
