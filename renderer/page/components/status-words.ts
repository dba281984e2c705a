/** Bytes per second for a person: `1.2 MB/s`. */
export function formatRate(bytesPerSecond: number): string {
  if (bytesPerSecond >= 1e6) return `${(bytesPerSecond / 1e6).toFixed(1)} MB/s`
  return `${Math.round(bytesPerSecond / 1e3)} kB/s`
}

/** When a failed chunk is tried again. */
export function describeRetry(retryInMs: number): string {
  if (!Number.isFinite(retryInMs)) return 'not retried'
  const seconds = Math.ceil(retryInMs / 1000)
  return seconds > 0 ? `retrying in ${seconds} s` : 'retrying now'
}
