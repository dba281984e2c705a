import type { Measurement } from '../../gl/messages.ts'
import type { GlClient } from './gl-client.ts'
import type { ViewPoster } from './view-poster.ts'

/**
 * What bench/ reaches from outside as `window.SkeinBench`. It exists only in a window that the host started for
 * measuring; views are still driven by real input events.
 */
export interface SkeinBench {
  /** The gl worker's own measurements, such as draw times in ms. */
  readonly measure: (what: Measurement) => Promise<readonly number[]>
  /** The serial of the newest view that was posted; `presented` echoes it. */
  readonly latestSerial: () => number
}

declare global {
  interface Window {
    SkeinBench?: SkeinBench
  }
}

export function installBenchHook(gl: GlClient, poster: ViewPoster): void {
  window.SkeinBench = { measure: gl.measure, latestSerial: poster.latest }
}
