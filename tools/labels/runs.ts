import type { Vec3 } from '../../shared/geometry.ts'

/** A labelled volume as runs along x. Run k covers the voxels starts[k] to starts[k + 1] - 1 (x fastest). */
export interface Runs {
  readonly starts: Int32Array
  readonly labels: Int32Array
  /** By row (y + height * z): its first run. The last entry is the number of runs. */
  readonly rows: Int32Array
  readonly count: number
}

/**
 * Joins runs of one label that touch by a face, in a union-find forest whose roots are the first runs. Nothing is
 * joined across the borders of boxes of `block` voxels along y and z; runs end at those along x. Runs with a label under
 * `first` stay alone.
 */
export function joinRuns(runs: Runs, size: Vec3, block: Vec3, first: number): Int32Array {
  const parent = new Int32Array(runs.count)
  for (let k = 0; k < runs.count; k += 1) parent[k] = k
  const [, height, depth] = size
  for (let z = 0; z < depth; z += 1) {
    for (let y = 0; y < height; y += 1) {
      const row = y + height * z
      if (y % block[1] !== 0) joinRows(runs, row - 1, row, size[0], parent, first)
      if (z % block[2] !== 0) joinRows(runs, row - height, row, size[0] * height, parent, first)
    }
  }
  return parent
}

/** Joins touching runs with equal labels of two rows. The second row lies `offset` voxels after the first. */
function joinRows(
  { starts, labels, rows }: Runs,
  firstRow: number,
  secondRow: number,
  offset: number,
  parent: Int32Array,
  least: number,
): void {
  let a = rows[firstRow]!
  let b = rows[secondRow]!
  const endA = rows[firstRow + 1]!
  const endB = rows[secondRow + 1]!
  while (a < endA && b < endB) {
    if (labels[a] === labels[b] && labels[a]! >= least) join(parent, a, b)
    const nextA = starts[a + 1]! + offset
    const nextB = starts[b + 1]!
    if (nextA <= nextB) a += 1
    if (nextB <= nextA) b += 1
  }
}

function join(parent: Int32Array, a: number, b: number): void {
  const rootA = findRoot(parent, a)
  const rootB = findRoot(parent, b)
  // The lower run stays the root, so that components are in the order of their first voxels.
  if (rootA < rootB) parent[rootB] = rootA
  else parent[rootA] = rootB
}

/** The root of `node` in a union-find forest. It halves the path to the root. */
export function findRoot(parent: Int32Array, node: number): number {
  let at = node
  while (parent[at] !== at) {
    parent[at] = parent[parent[at]!]!
    at = parent[at]!
  }
  return at
}
