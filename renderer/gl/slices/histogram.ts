import type { GreyVoxels } from '../../../shared/codec/decoded-chunk.ts'

/** Bins of a histogram at most. */
export const HISTOGRAM_BINS = 256

/** Voxels looked at for one histogram: a few ms of work. Beyond this, every n-th voxel is taken. */
const MAX_VOXELS = 2_000_000

/**
 * Voxels looked at for automatic contrast. The frame that shows a dataset whole waits for it, in code that runs for the
 * first time. Half a percent of them are still 2,500 voxels, which hold an end to within a grey value.
 */
const MAX_CONTRAST_VOXELS = 500_000

/** Counts of voxel values between two values, both included. */
export interface ValueCounts {
  /** The first one of `from`, the last one of `to`. */
  readonly bins: Uint32Array
  readonly from: number
  readonly to: number
}

/**
 * Counts of voxel values: those of 8 bits over their whole range, others over the range that they have. Whole numbers are
 * counted one by one where they are few. Null where there are none. What is no number, or infinite, is left out.
 */
export function histogramOf(parts: readonly GreyVoxels[]): ValueCounts | null {
  const [first] = parts
  if (first === undefined) return null
  const step = stepOver(parts, MAX_VOXELS)
  const range = rangeOf(parts, step)
  if (range === null) return null
  const [from, to] = range
  const isWhole = !(first instanceof Float32Array || first instanceof Float64Array)
  const bins = new Uint32Array(isWhole ? Math.min(HISTOGRAM_BINS, to - from + 1) : HISTOGRAM_BINS)
  const perValue = to > from ? (bins.length - 1) / (to - from) : 0
  for (const part of parts) {
    if (isWhole && perValue === 1) countEach(part, step, from, bins)
    else countIn(part, step, from, perValue, bins)
  }
  return { bins, from, to }
}

/** Where each value has a bin: in half the time of `countIn`. */
function countEach(part: GreyVoxels, step: number, from: number, bins: Uint32Array): void {
  for (let i = 0; i < part.length; i += step) bins[part[i]! - from]! += 1
}

function countIn(part: GreyVoxels, step: number, from: number, perValue: number, bins: Uint32Array): void {
  for (let i = 0; i < part.length; i += step) {
    const bin = Math.round((part[i]! - from) * perValue)
    // Not so where the value is no number or infinite.
    if (bin >= 0 && bin < bins.length) bins[bin]! += 1
  }
}

function rangeOf(parts: readonly GreyVoxels[], step: number): readonly [number, number] | null {
  const [first] = parts
  if (first instanceof Uint8Array) return [0, 255]
  if (first instanceof Int8Array) return [-128, 127]
  let least = Number.POSITIVE_INFINITY
  let most = Number.NEGATIVE_INFINITY
  for (const part of parts) {
    for (let i = 0; i < part.length; i += step) {
      const value = part[i]!
      if (value < least && value > Number.NEGATIVE_INFINITY) least = value
      if (value > most && value < Number.POSITIVE_INFINITY) most = value
    }
  }
  return least <= most ? [least, most] : null
}

/** Shares of the darkest and brightest voxels that automatic contrast lets go black and white. */
const CLIPPED_SHARE = 0.005

/** Voxel values to draw as black and as white. */
export interface ContrastRange {
  readonly black: number
  readonly white: number
}

/**
 * Black and white for these voxels: half a percent of them is left beyond each. Exact to the value with 8 and 16 bits and no
 * more than `MAX_CONTRAST_VOXELS`, else as exact as a sample. Value 0 is not counted: missing chunks and the outside of a
 * volume hold it. Null when no voxel has another value.
 */
export function robustRange(parts: readonly GreyVoxels[]): ContrastRange | null {
  const ends = isShort(parts) ? shortEnds(parts) : sampledEnds(parts)
  if (ends === null) return null
  const [black, white] = ends
  // All voxels are alike: they are shown against black, or before white where they lie below it.
  if (black < white) return { black, white }
  return white > 0 ? { black: 0, white } : { black, white: 0 }
}

type ShortVoxels = Uint8Array | Uint16Array | Int8Array | Int16Array

function isShort(parts: readonly GreyVoxels[]): parts is readonly ShortVoxels[] {
  return parts.every((part) => part.BYTES_PER_ELEMENT <= 2)
}

const SHORT_VALUES = 2 ** 16

function shortEnds(parts: readonly ShortVoxels[]): readonly [number, number] | null {
  const counts = new Uint32Array(SHORT_VALUES)
  // Signed values are counted from their least one on.
  const least = parts[0] instanceof Int8Array || parts[0] instanceof Int16Array ? -SHORT_VALUES / 2 : 0
  const step = stepOver(parts, MAX_CONTRAST_VOXELS)
  let total = 0
  for (const part of parts) {
    for (let i = 0; i < part.length; i += step) {
      const value = part[i]!
      if (value === 0) continue
      counts[value - least]! += 1
      total += 1
    }
  }
  if (total === 0) return null
  const beyond = total * CLIPPED_SHARE
  return [countTo(counts, beyond, 0, 1) + least, countTo(counts, beyond, counts.length - 1, -1) + least]
}

/** The place at which more than `beyond` voxels have been counted. */
function countTo(counts: Uint32Array, beyond: number, start: number, step: 1 | -1): number {
  let sum = 0
  for (let place = start; place >= 0 && place < counts.length; place += step) {
    sum += counts[place]!
    if (sum > beyond) return place
  }
  return start
}

/** Voxels that are sorted for the contrast of wide types: some 20 ms of work. */
const MAX_SORTED = 200_000

function sampledEnds(parts: readonly GreyVoxels[]): readonly [number, number] | null {
  const step = stepOver(parts, MAX_SORTED)
  const values = new Float64Array(parts.reduce((sum, part) => sum + Math.ceil(part.length / step), 0))
  let count = 0
  for (const part of parts) {
    for (let i = 0; i < part.length; i += step) {
      const value = part[i]!
      if (value === 0 || !Number.isFinite(value)) continue
      values[count] = value
      count += 1
    }
  }
  if (count === 0) return null
  const sorted = values.subarray(0, count).sort()
  const beyond = Math.floor(count * CLIPPED_SHARE)
  return [sorted[beyond]!, sorted[count - 1 - beyond]!]
}

/** How many voxels to go on by, so that about `most` are looked at. */
function stepOver(parts: readonly GreyVoxels[], most: number): number {
  const voxels = parts.reduce((sum, part) => sum + part.length, 0)
  return oddStep(Math.ceil(voxels / most))
}

/** An odd stride does not fall into step with rows whose length is a power of two. */
function oddStep(step: number): number {
  return step <= 1 ? 1 : step | 1
}
