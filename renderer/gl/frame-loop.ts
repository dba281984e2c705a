import type { ChunkLoader } from './chunks/chunk-loader.ts'
import type { DataContrast } from './data-contrast.ts'
import type { DrawingSurface } from './drawing-surface.ts'
import type { FrameClock } from './frame-clock.ts'
import { createFramePace, type FramePace, type Loaded } from './frame-pace.ts'
import type { Gpu } from './gpu.ts'
import type { Budgets, FromGl } from './messages.ts'
import type { AllPanels } from './panels/all-panels.ts'
import type { FrameNews } from './panels/panel-kind.ts'
import type { PostedView, ViewMessage } from './posted-view.ts'
import type { PresentView } from './present-view.ts'
import type { ProgressReport } from './progress-report.ts'
import { createRest } from './rest.ts'

/** Loads, draws and reports, once a frame at most and only when there is something to do. */
export interface FrameLoop {
  /** What is drawn has changed: the next frame shows it. */
  changed(): void
  /** The same, where nothing but the view of the 3-D panel has changed. */
  turned(): void
  /** The page has posted a view that is on screen already. It is told of a frame all the same, because it waits for one. */
  posted(): void
  chunksArrived(): void
  /** A frame of the clock has begun. */
  tick(): void
}

/** Whether a frame shows all that is wanted, and whether it shows all but the shapes in the scene. */
type Shown = Pick<Extract<FromGl, { kind: 'presented' }>, 'complete' | 'slices'>

export interface FrameLoopParts {
  readonly surface: DrawingSurface
  readonly view: PostedView
  readonly present: PresentView
  readonly panels: Pick<AllPanels, 'draw' | 'owesAt' | 'isRough'>
  readonly loader: ChunkLoader
  readonly report: ProgressReport
  readonly contrast: DataContrast
  readonly budgets: () => Budgets
  readonly clock: FrameClock
  readonly now: () => number
  readonly warmDecoders: () => void
  /** Whether the scene has a shape to draw. */
  readonly hasShape: () => boolean
  /** Called before a frame is drawn; what it returns is called once the compositor has the frame. `isRough`: see `AllPanels`. */
  readonly drawing: (shown: Shown) => (isRough: boolean) => void
}

export function createFrameLoop(parts: FrameLoopParts): FrameLoop {
  const { surface, view, present, panels, loader, report, contrast, budgets, clock, now, drawing } = parts
  const pace = createFramePace()
  const due: Due = { redraw: true, onlyTurned: false, arrived: false, posted: false }
  let [drawnMoving, drawnTurning] = [false, false]
  const [arrivals, wakeAt] = [createArrivals(parts), createAlarm(clock, now)]
  const changed = () => ask({ redraw: true, onlyTurned: false })
  const rest = createRest(surface.gpu, changed, parts.warmDecoders)

  function update(gpu: Gpu, current: ViewMessage): void {
    const at = now()
    const turn = loader.update(present.layers(), view.planes(), view.motion(at), budgets(), at, view.ahead())
    if (turn.isNewer) due.arrived = true
    // The first frame after a motion draws what was left out during the motion, whatever caused this tick.
    if (drawnMoving && !view.isMoving(at)) changed()
    if (drawnTurning && !view.isTurning(at)) ask({ redraw: true })
    const [loaded, isMoving, isTurning] = [arrivals.now(), view.isMoving(at), view.isTurning(at)]
    const times = dueTimes(due, pace, loaded, panels.owesAt(), at)
    const [isRedraw, isArrival] = [due.redraw && (isMoving || times.redrawMs <= at), times.arrivalMs <= at]
    const isOwed = !due.redraw && !isArrival && times.owedMs <= at
    if (isRedraw || isArrival || isOwed) {
      draw(gpu, current, loaded, { isMoving, isTurning, onlyTurned: isRedraw && due.onlyTurned && !isArrival, isOwed })
    } else if (due.posted) drawing(shownOf(loader, !due.arrived && !drawnMoving && !drawnTurning))(panels.isRough())
    due.posted = false
    if (turn.isWaiting) clock.request()
    report.offer(now())
  }

  /** Where the scene is only turned, what has arrived waits for a frame of its own. */
  function draw(gpu: Gpu, { width, height }: ViewMessage, loaded: Loaded, news: FrameNews): void {
    const { isMoving, isTurning, onlyTurned } = news
    // The canvas gets its extent here and not when the view arrives: a resized canvas is blank until it is drawn.
    gpu.resize(width, height)
    Object.assign(due, { redraw: false, onlyTurned: true })
    drawnTurning = isTurning
    if (!onlyTurned) {
      due.arrived = false
      pace.drawn(arrivals.drawn(loaded), now())
      drawnMoving = isMoving
      contrast.measure(isWhole(loaded))
    }
    const shown = shownOf(loader, !isMoving && !isTurning && !due.arrived)
    rest.drawn(gpu, shown.complete && loaded.wanted > 0)
    const presented = drawing(shown)
    panels.draw(gpu, news)
    const isRough = panels.isRough()
    clock.afterPresent(() => {
      pace.presented(now())
      // What was drawn on a canvas that has been lost since is on no screen.
      if (surface.gpu() === gpu) presented(isRough)
    })
  }

  function ask(more: Partial<Due>): void {
    Object.assign(due, more)
    clock.request()
  }

  return {
    changed,
    turned: () => ask({ redraw: true }),
    posted: () => ask({ posted: true }),
    chunksArrived: () => ask({ arrived: true }),
    tick: () => {
      const [gpu, current] = [surface.gpu(), view.current()]
      if (gpu === undefined || current === undefined) return
      // An error reaches the page as the worker's; what comes next is loaded and drawn all the same.
      try {
        update(gpu, current)
      } finally {
        wakeAt(Math.min(nextDueMs(parts, due, pace, arrivals.now()), nextWakeMs(parts, now())))
      }
    },
  }
}

/** What the next frame shows that the last one did not. */
interface Due {
  redraw: boolean
  /** Nothing but how the 3-D panel is looked at is drawn anew. */
  onlyTurned: boolean
  arrived: boolean
  /** The page waits to hear of a frame, although none need be drawn. */
  posted: boolean
}

/** When a frame is due for each cause, ms; Infinity for never. What a panel owes takes no time from chunks that arrive. */
function dueTimes(due: Due, pace: FramePace, loaded: Loaded, owesAt: number, nowMs: number) {
  const paceMs = pace.dueMs(loaded, nowMs)
  return {
    redrawMs: due.redraw ? pace.redrawDueMs(loaded, nowMs) : Number.POSITIVE_INFINITY,
    arrivalMs: due.arrived ? paceMs : Number.POSITIVE_INFINITY,
    owedMs: Math.max(owesAt, paceMs),
  }
}

/** What is there now. Whether there is a shape is looked for only until one is drawn. */
function createArrivals({ loader, hasShape }: FrameLoopParts) {
  let isShapeDrawn = false
  return {
    now: (): Loaded => ({ ...loadedOf(loader), hasShape: isShapeDrawn || hasShape() }),
    drawn(loaded: Loaded): Loaded {
      isShapeDrawn = hasShape()
      return { ...loaded, hasShape: isShapeDrawn }
    },
  }
}

/** Asks for a frame at a time; Infinity for never. One time is kept. */
function createAlarm(clock: FrameClock, now: () => number): (atMs: number) => void {
  let timer: ReturnType<typeof setTimeout> | undefined
  return (atMs) => {
    clearTimeout(timer)
    if (atMs < Number.POSITIVE_INFINITY) timer = setTimeout(clock.request, Math.max(1, atMs - now()))
  }
}

/** Of the slices, and of the scene where one is shown. */
function loadedOf(loader: ChunkLoader): Loaded {
  const slices = slicesOf(loader)
  const { meshes } = loader.scheduler.totals()
  return { wanted: slices.wanted + meshes.wanted, ready: slices.ready + meshes.ready + meshes.failed }
}

function slicesOf({ scheduler }: ChunkLoader): Loaded {
  const { wanted, ready, failed } = scheduler.totals()
  return { wanted, ready: ready + failed }
}

/** Nothing is whole unless the view is at rest. */
function shownOf(loader: ChunkLoader, isAtRest: boolean): Shown {
  return { complete: isAtRest && isWhole(loadedOf(loader)), slices: isAtRest && isWhole(slicesOf(loader)) }
}

function isWhole({ ready, wanted }: Loaded): boolean {
  return ready === wanted
}

function nextDueMs({ panels, now }: FrameLoopParts, due: Due, pace: FramePace, loaded: Loaded): number {
  return Math.min(...Object.values(dueTimes(due, pace, loaded, panels.owesAt(), now())))
}

/** The next thing that happens without a message: the end of a motion, a retry, the next report. */
function nextWakeMs({ view, report, loader }: FrameLoopParts, nowMs: number): number {
  const settles = view.isMoving(nowMs) ? view.settlesAt() : Number.POSITIVE_INFINITY
  const turned = view.isTurning(nowMs) ? view.turnSettlesAt() : Number.POSITIVE_INFINITY
  return Math.min(settles, turned, report.nextMs(nowMs), loader.scheduler.nextRetryMs())
}
