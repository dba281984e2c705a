import type { Problem } from '../../../shared/problem.ts'

/** Bytes per second for a person: `1.2 MB/s`. */
export function formatRate(bytesPerSecond: number): string {
  if (bytesPerSecond >= 1e6) return `${(bytesPerSecond / 1e6).toFixed(1)} MB/s`
  return `${Math.round(bytesPerSecond / 1e3)} kB/s`
}

/** Why a chunk is hatched, and when it is tried again. */
export function describeFailure(layer: string, problem: Problem, retryInMs: number): string {
  const seconds = Math.ceil(retryInMs / 1000)
  const retry = Number.isFinite(retryInMs) ? (seconds > 0 ? `retrying in ${seconds} s` : 'retrying now') : 'not retried'
  return `${layer}: ${problem.message}, ${retry}`
}
