/**
 * Frames that only show arriving chunks take at most this share of the time. What a frame takes is missing to decoding:
 * where GL runs in software, one frame takes as long as many chunks.
 */
const MOST_SHARE = 1 / 3
/** However fast a machine draws, arrivals are shown at most this often, ms. */
const LEAST_MS = 90

/** What is left of a dear frame's cost after each cheaper one: costs vary widely where cores are few. */
const KEPT_COST = 0.5

/** How many of the chunks that the view wants are there. */
export interface Loaded {
  readonly ready: number
  readonly wanted: number
  /** A shape of the scene is there. */
  readonly hasShape?: boolean
}

/** Decides when arriving chunks are shown, by what frames cost on this machine. Has no clock. */
export interface FramePace {
  /** A frame is drawn. */
  drawn(loaded: Loaded, nowMs: number): void
  /** The compositor has the frame that was drawn last. */
  presented(nowMs: number): void
  /**
   * When a frame is due that shows arrivals. The last chunk of a view is due at once, and so are the first where nothing
   * was shown and the first shape where none was. Anything else waits until the last frame is paid for, and as long again where the rest of the chunks is
   * expected by then. No frame is due before the last one is presented.
   */
  dueMs(loaded: Loaded, nowMs: number): number
  /**
   * When a frame is due that shows another change: at once, but where it would be as blank as the last one. While a
   * dataset opens, its layers, its view and its segments come one after the other, before its first chunk.
   */
  redrawDueMs(loaded: Loaded, nowMs: number): number
}

export function createFramePace(): FramePace {
  let drawnAt = Number.NEGATIVE_INFINITY
  let isPresented = true
  let costMs = 0
  let shown: Loaded = { ready: 0, wanted: 0 }
  /** When the present view began to load, and with how many chunks. */
  let began = { atMs: 0, ready: 0 }

  function restMs({ ready, wanted }: Loaded, nowMs: number): number {
    const came = ready - began.ready
    return came > 0 ? ((nowMs - began.atMs) * (wanted - ready)) / came : Number.POSITIVE_INFINITY
  }

  const everyMs = (): number => Math.max(LEAST_MS, costMs / MOST_SHARE)

  return {
    drawn: (loaded, nowMs) => {
      if (loaded.wanted !== shown.wanted || loaded.ready < shown.ready) began = { atMs: nowMs, ready: loaded.ready }
      shown = loaded
      drawnAt = nowMs
      isPresented = false
    },
    presented: (nowMs) => {
      if (!isPresented) costMs = Math.max(nowMs - drawnAt, costMs * KEPT_COST)
      isPresented = true
    },
    dueMs: (loaded, nowMs) => {
      if (!isPresented) return Number.POSITIVE_INFINITY
      if (loaded.ready >= loaded.wanted || isFirst(shown, loaded)) return nowMs
      return drawnAt + (restMs(loaded, nowMs) < everyMs() ? 2 : 1) * everyMs()
    },
    redrawDueMs: (loaded, nowMs) => (isBlank(shown) && isBlank(loaded) ? drawnAt + everyMs() : nowMs),
  }
}

/** The first chunk or the first shape has come. */
function isFirst(shown: Loaded, { ready, hasShape = false }: Loaded): boolean {
  return (shown.ready === 0 && ready > 0) || (hasShape && shown.hasShape !== true)
}

/** Chunks are wanted, and none is there. */
function isBlank({ ready, wanted }: Loaded): boolean {
  return wanted > 0 && ready === 0
}
