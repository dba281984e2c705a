import type { Measurement } from '../../gl/messages.ts'
import type { ViewPoster } from '../view/view-poster.ts'
import type { GlClient, PresentedFrame } from './gl-client.ts'

export type { PresentedFrame } from './gl-client.ts'

/**
 * What bench/ reaches from outside as `window.SkeinBench`. It exists only in a window that the host started for
 * measuring; views are still driven by real input events.
 */
export interface SkeinBench {
  /** The gl worker's own measurements, such as draw times in ms. */
  readonly measure: (what: Measurement) => Promise<readonly number[]>
  /** The serial of the newest view that was posted; `presented` echoes it. */
  readonly latestSerial: () => number
  /** Calls `listener` with each presented frame, those since the start first. Returns how to stop. */
  readonly watch: (listener: (frame: PresentedFrame) => void) => () => void
}

declare global {
  interface Window {
    SkeinBench?: SkeinBench
  }
}

/** At most this many frames since the start are kept for a first `watch`. */
const KEPT_FRAMES = 1000

export interface BenchHook {
  readonly presented: (frame: PresentedFrame) => void
  readonly install: (gl: GlClient, poster: ViewPoster) => void
}

/** Does nothing until it is installed. */
export function createBenchHook(): BenchHook {
  const listeners = new Set<(frame: PresentedFrame) => void>()
  const kept: PresentedFrame[] = []
  let installed = false
  return {
    presented: (frame) => {
      if (!installed) return
      if (kept.length < KEPT_FRAMES) kept.push(frame)
      for (const listener of listeners) listener(frame)
    },
    install: (gl, poster) => {
      installed = true
      window.SkeinBench = {
        measure: gl.measure,
        latestSerial: poster.latest,
        watch: (listener) => {
          for (const frame of kept) listener(frame)
          listeners.add(listener)
          return () => listeners.delete(listener)
        },
      }
    },
  }
}
