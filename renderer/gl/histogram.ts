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

/** An odd stride does not fall into step with rows whose length is a power of two. */
function oddStep(step: number): number {
  return step <= 1 ? 1 : step | 1
}
