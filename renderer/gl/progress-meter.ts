import type { Progress } from './messages.ts'

/** Bytes per second are a mean over this long, ms. */
const RATE_WINDOW_MS = 1000
/** `progress` is sent at most this often, ms. */
const REPORT_MS = 100

export interface ProgressMeter {
  /** The rate of transfer, given all bytes since start. */
  rate(bytesTotal: number, nowMs: number): number
  /** Whether this progress differs from the last one sent and is due; then it counts as sent. */
  due(progress: Progress, nowMs: number): boolean
  /** When a progress that came too early for `due` is to be offered again; Infinity when none did. */
  dueAtMs(): number
}

export function createProgressMeter(): ProgressMeter {
  const samples: { atMs: number; bytes: number }[] = [{ atMs: 0, bytes: 0 }]
  let last = ''
  let lastAt = Number.NEGATIVE_INFINITY
  let dueAt = Number.POSITIVE_INFINITY
  return {
    rate: (bytesTotal, nowMs) => {
      if (samples.at(-1)!.bytes !== bytesTotal) samples.push({ atMs: nowMs, bytes: bytesTotal })
      // The newest sample from before the window stays: it says where the window began.
      while (samples.length > 1 && samples[1]!.atMs <= nowMs - RATE_WINDOW_MS) samples.shift()
      return ((bytesTotal - samples[0]!.bytes) * 1000) / RATE_WINDOW_MS
    },
    due: (progress, nowMs) => {
      const text = JSON.stringify(progress)
      const isNew = text !== last
      const isEarly = nowMs - lastAt < REPORT_MS
      dueAt = isNew && isEarly ? lastAt + REPORT_MS : Number.POSITIVE_INFINITY
      if (isEarly || !isNew) return false
      last = text
      lastAt = nowMs
      return true
    },
    dueAtMs: () => dueAt,
  }
}
