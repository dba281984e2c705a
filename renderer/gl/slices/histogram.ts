/** Bins of a histogram, over the whole range of the voxel type. */
export const HISTOGRAM_BINS = 256

/** Voxels looked at for one histogram: a few ms of work. Beyond this, every n-th voxel is taken. */
const MAX_VOXELS = 2_000_000

/** Counts of voxel values: 8-bit values as they are, 16-bit ones by their high byte. */
export function histogramOf(parts: readonly (Uint8Array | Uint16Array)[]): Uint32Array {
  const bins = new Uint32Array(HISTOGRAM_BINS)
  const voxels = parts.reduce((sum, part) => sum + part.length, 0)
  const step = oddStep(Math.ceil(voxels / MAX_VOXELS))
  for (const part of parts) {
    const shift = part.BYTES_PER_ELEMENT === 2 ? 8 : 0
    for (let i = 0; i < part.length; i += step) bins[part[i]! >> shift]! += 1
  }
  return bins
}

/** Shares of the darkest and brightest voxels that automatic contrast lets go black and white. */
const CLIPPED_SHARE = 0.005

/** Voxel values to draw as black and as white. */
export interface ContrastRange {
  readonly black: number
  readonly white: number
}

/**
 * Black and white for these voxels, exact to the value: half a percent of them is left beyond each. Value 0 is not
 * counted, since that is what missing chunks and the outside of a volume hold. Null when no voxel is above 0.
 */
export function robustRange(parts: readonly (Uint8Array | Uint16Array)[]): ContrastRange | null {
  const counts = new Uint32Array(2 ** 16)
  const voxels = parts.reduce((sum, part) => sum + part.length, 0)
  const step = oddStep(Math.ceil(voxels / MAX_VOXELS))
  let total = 0
  for (const part of parts) {
    for (let i = 0; i < part.length; i += step) {
      const value = part[i]!
      if (value === 0) continue
      counts[value]! += 1
      total += 1
    }
  }
  if (total === 0) return null
  const beyond = total * CLIPPED_SHARE
  const black = countTo(counts, beyond, 1, 1)
  const white = countTo(counts, beyond, counts.length - 1, -1)
  // All voxels are alike: they are shown against black.
  return black < white ? { black, white } : { black: 0, white }
}

/** The value at which more than `beyond` voxels have been counted. */
function countTo(counts: Uint32Array, beyond: number, start: number, step: 1 | -1): number {
  let sum = 0
  for (let value = start; value > 0 && value < counts.length; value += step) {
    sum += counts[value]!
    if (sum > beyond) return value
  }
  return start
}

/** An odd stride does not fall into step with rows whose length is a power of two. */
function oddStep(step: number): number {
  return step <= 1 ? 1 : step | 1
}
