/** Bins of a feature, beside that of values that are not known. */
const BINS = 63

/**
 * Puts the values of each feature into bins with about as many rows each. Bin 0 is of what is no number. `edges[f][b]` is
 * the least value of bin b + 1, so that a value goes beyond bin b if it is at least that.
 */
export function quantileBins(
  rows: readonly ArrayLike<number>[],
  features: readonly number[],
): { readonly bins: readonly Uint8Array[]; readonly edges: readonly (readonly number[])[] } {
  const edges = features.map((feature) => edgesOf(rows, feature))
  const bins = features.map((feature, f) => Uint8Array.from(rows, (row) => binOf(edges[f]!, row[feature]!)))
  return { bins, edges }
}

function edgesOf(rows: readonly ArrayLike<number>[], feature: number): readonly number[] {
  const values = Float64Array.from(rows, (row) => row[feature]!)
    .filter((value) => !Number.isNaN(value))
    .sort()
  const edges: number[] = []
  for (let b = 0; b < BINS; b++) {
    const value = values[Math.floor((b * values.length) / BINS)]
    if (value !== undefined && value !== edges.at(-1)) edges.push(value)
  }
  return edges
}

function binOf(edges: readonly number[], value: number): number {
  if (Number.isNaN(value)) return 0
  let [low, high] = [0, edges.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if (edges[middle]! <= value) low = middle + 1
    else high = middle
  }
  return Math.max(1, low)
}
