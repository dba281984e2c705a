/**
 * A sum of regression trees, each node in a row of the columns. A node with a feature sends values below its threshold to
 * the node `left`, others to `left + 1`, and what is no number where `missing` says. A node without a feature (-1) is a
 * leaf, and its value is added.
 */
export interface Trees {
  /** What is added to the sum of all trees: log odds. */
  readonly base: number
  /** The first node of each tree. */
  readonly roots: readonly number[]
  readonly features: readonly number[]
  readonly thresholds: readonly number[]
  readonly lefts: readonly number[]
  /** 0: to the left, 1: to the right. */
  readonly missing: readonly number[]
  readonly values: readonly number[]
}

/** Log odds by all trees. `read` gives a feature, NaN where it is not known. */
export function sumTrees(trees: Trees, read: (feature: number) => number): number {
  let sum = trees.base
  for (const root of trees.roots) {
    let node = root
    while (trees.features[node]! >= 0) {
      const value = read(trees.features[node]!)
      const isRight = Number.isNaN(value) ? trees.missing[node] === 1 : value >= trees.thresholds[node]!
      node = trees.lefts[node]! + (isRight ? 1 : 0)
    }
    sum += trees.values[node]!
  }
  return sum
}

/** What each feature on the way through the trees added to the sum, by feature. */
export function partsOfSum(trees: Trees, read: (feature: number) => number): ReadonlyMap<number, number> {
  const parts = new Map<number, number>()
  for (const root of trees.roots) {
    let node = root
    while (trees.features[node]! >= 0) {
      const feature = trees.features[node]!
      const value = read(feature)
      const isRight = Number.isNaN(value) ? trees.missing[node] === 1 : value >= trees.thresholds[node]!
      const next = trees.lefts[node]! + (isRight ? 1 : 0)
      parts.set(feature, (parts.get(feature) ?? 0) + trees.values[next]! - trees.values[node]!)
      node = next
    }
  }
  return parts
}
