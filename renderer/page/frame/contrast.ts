/** The largest value of a voxel type, which is the end of its histogram. */
export function maxValueOf(voxelType: string): number {
  return voxelType === 'uint8' ? 255 : 65535
}

/** The outline of a histogram as an SVG path in a box of 256 x 1, on a square-root scale so that tails are seen. */
export function histogramPath(bins: Uint32Array): string {
  let most = 1
  // The lowest and highest bins hold background and saturated voxels, which would flatten all others.
  for (let i = 1; i < bins.length - 1; i++) most = Math.max(most, bins[i] ?? 0)
  const points = Array.from(bins, (count, i) => `L${i} ${(1 - Math.sqrt(Math.min(1, count / most))).toFixed(3)}`)
  return `M0 1${points.join('')}L256 1Z`
}
