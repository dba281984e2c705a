/** Errors among the first this many, for each of `firsts`. `errors` is in the order of the queue. */
export function errorsAmong(errors: readonly boolean[], firsts: readonly number[]): readonly number[] {
  return firsts.map((first) => errors.slice(0, first).filter(Boolean).length)
}

/**
 * The area under the curve of precision over recall: the mean precision at each error (average precision). 0 where there
 * are no errors.
 */
export function areaUnderPrecisionRecall(errors: readonly boolean[]): number {
  let found = 0
  let sum = 0
  for (const [i, isError] of errors.entries()) {
    if (!isError) continue
    found++
    sum += found / (i + 1)
  }
  return found === 0 ? 0 : sum / found
}

/** Doubts that were given about the same probability. */
export interface CalibrationBin {
  readonly count: number
  /** The mean of the probabilities that were given. */
  readonly given: number
  /** The share of errors. */
  readonly found: number
}

/** Ten bins of equal width, of which the empty ones are left out. */
export function calibrationBins(probabilities: readonly number[], errors: readonly boolean[]): CalibrationBin[] {
  const bins = Array.from({ length: 10 }, () => ({ count: 0, given: 0, found: 0 }))
  for (const [i, probability] of probabilities.entries()) {
    const bin = bins[Math.min(9, Math.max(0, Math.floor(10 * probability)))]!
    bin.count++
    bin.given += probability
    bin.found += errors[i] ? 1 : 0
  }
  return bins
    .filter(({ count }) => count > 0)
    .map(({ count, given, found }) => ({ count, given: given / count, found: found / count }))
}

/** The mean distance between what was given and what was found, weighted by the doubts of each bin: 0 is perfect. */
export function calibrationError(bins: readonly CalibrationBin[]): number {
  const count = bins.reduce((sum, bin) => sum + bin.count, 0)
  return bins.reduce((sum, { count: n, given, found }) => sum + (n * Math.abs(given - found)) / Math.max(1, count), 0)
}
