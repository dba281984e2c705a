import type { Vec3 } from '../geometry.ts'

/** How the camera flies: its velocity in nanometres per second. */
export interface Motion {
  readonly velocity: Vec3
}

/** One remembered camera position (nanometres) and when it was taken, on the caller's clock. */
export interface PastPosition {
  readonly atMs: number
  readonly position: Vec3
}

/** Older positions say nothing about the present motion, ms. It is long enough for a few wheel steps or key repeats. */
export const MOTION_WINDOW_MS = 600

/**
 * The mean velocity over the last MOTION_WINDOW_MS; undefined when the camera has stood still that long. `history` is
 * in the order of time. The position at the start of the window is the last one taken before it.
 */
export function estimateMotion(history: readonly PastPosition[], nowMs: number): Motion | undefined {
  const newest = history.at(-1)
  if (newest === undefined) return undefined
  const from = nowMs - MOTION_WINDOW_MS
  if (newest.atMs <= from) return undefined
  let start = history[0]!
  for (const past of history) {
    if (past.atMs > from) break
    start = past
  }
  if (start === newest) return undefined
  const seconds = (nowMs - Math.max(from, start.atMs)) / 1000
  if (!(seconds > 0)) return undefined
  const velocity: Vec3 = [
    (newest.position[0] - start.position[0]) / seconds,
    (newest.position[1] - start.position[1]) / seconds,
    (newest.position[2] - start.position[2]) / seconds,
  ]
  return velocity.some((part) => part !== 0) ? { velocity } : undefined
}
