/** Time for uploads within one frame, ms. */
const UPLOAD_MS = 6
/** What an upload is taken to cost before any was done, ms. */
const FIRST_UPLOAD_MS = 0.4
/**
 * What an upload costs the GPU's own process at least, ms per byte (measured in software GL: 0.35 ms for 64^3 bytes). That
 * cost is not seen here: the call returns at once, and the next frame is late.
 */
const UPLOAD_MS_PER_BYTE = 0.35 / 64 ** 3
/** Weight of the newest upload in the running mean. */
const UPLOAD_WEIGHT = 0.1
/**
 * One upload counts for this many times the mean at most. The first one into a slab allocates it, which takes as long as a
 * hundred uploads and says nothing of the next.
 */
const MOST_TIMES_MEAN = 5

/** How many uploads a frame has time for, by what the last ones took. */
export interface UploadPace {
  uploadsPerFrame(): number
  uploaded(bytes: number, ms: number): void
}

export function createUploadPace(): UploadPace {
  let meanMs = FIRST_UPLOAD_MS
  return {
    uploadsPerFrame: () => Math.max(1, Math.floor(UPLOAD_MS / Math.max(0.01, meanMs))),
    uploaded: (bytes, ms) => {
      const cost = Math.max(ms, bytes * UPLOAD_MS_PER_BYTE)
      meanMs += (Math.min(cost, meanMs * MOST_TIMES_MEAN) - meanMs) * UPLOAD_WEIGHT
    },
  }
}
