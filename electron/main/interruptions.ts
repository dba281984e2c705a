/** What to do when the page or the byte process stopped. */
export type Interruption = 'reload' | 'give-up'

/** ms: a second stop within a minute of the first comes of the same cause, and a third start would not help. */
export const INTERRUPTION_QUIET_MS = 60_000

/** Reloads once; gives up if the window was reloaded for the same kind of reason less than a minute ago. */
export function judgeInterruption(nowMs: number, lastMs: number | undefined): Interruption {
  return lastMs !== undefined && nowMs - lastMs < INTERRUPTION_QUIET_MS ? 'give-up' : 'reload'
}
