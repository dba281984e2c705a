/** Shares of the darkest and brightest voxels that automatic contrast lets go black and white. */
const CLIPPED_SHARE = 0.005

/** The largest value of a voxel type, which is the end of its histogram. */
export function maxValueOf(voxelType: string): number {
  return voxelType === 'uint8' ? 255 : 65535
}

/**
 * Black and white for a histogram of equal bins over 0 to `maxValue`: half a percent of the voxels are left beyond each.
 * Value 0 is not counted, since that is what missing chunks and the outside of a volume hold. Undefined when there
 * is nothing to go by.
 */
export function autoContrast(bins: Uint32Array, maxValue: number): { black: number; white: number } | undefined {
  let total = 0
  for (let i = 1; i < bins.length; i++) total += bins[i] ?? 0
  if (total === 0) return undefined
  const binWidth = (maxValue + 1) / bins.length
  const beyond = total * CLIPPED_SHARE
  const first = countTo(bins, beyond, 1, 1)
  const last = countTo(bins, beyond, bins.length - 1, -1)
  const black = Math.floor(first * binWidth)
  const white = Math.min(maxValue, Math.ceil((last + 1) * binWidth) - 1)
  return white > black ? { black, white } : undefined
}

function countTo(bins: Uint32Array, wanted: number, start: number, step: 1 | -1): number {
  let sum = 0
  for (let i = start; i >= 1 && i < bins.length; i += step) {
    sum += bins[i] ?? 0
    if (sum > wanted) return i
  }
  return start
}

/** The outline of a histogram as an SVG path in a box of 256 x 1, on a square-root scale so that tails are seen. */
export function histogramPath(bins: Uint32Array): string {
  let most = 1
  // The lowest and highest bins hold background and saturated voxels, which would flatten all others.
  for (let i = 1; i < bins.length - 1; i++) most = Math.max(most, bins[i] ?? 0)
  const points = Array.from(bins, (count, i) => `L${i} ${(1 - Math.sqrt(Math.min(1, count / most))).toFixed(3)}`)
  return `M0 1${points.join('')}L256 1Z`
}
