/** Frames of the worker's canvas. In a hidden window, where `requestAnimationFrame` never calls, a slow timer keeps loading going. */
export interface FrameClock {
  /** Calls `tick` once at the next frame, however many requests come before it. */
  request(): void
  /** Calls `then` at the next frame. What was drawn in the present frame is with the compositor by then. */
  afterPresent(then: () => void): void
}

/** Without a frame for this long the window is taken to be hidden, ms. */
const HIDDEN_MS = 500

export function createFrameClock(tick: () => void): FrameClock {
  let requested = false
  const waiting: (() => void)[] = []
  let frame = 0
  let timer: ReturnType<typeof setTimeout> | undefined

  function run(): void {
    cancelAnimationFrame(frame)
    clearTimeout(timer)
    requested = false
    for (const then of waiting.splice(0)) then()
    tick()
  }

  function request(): void {
    if (requested) return
    requested = true
    frame = requestAnimationFrame(run)
    timer = setTimeout(run, HIDDEN_MS)
  }

  return {
    request,
    afterPresent: (then) => {
      waiting.push(then)
      request()
    },
  }
}
