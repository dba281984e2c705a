import type { Vec3 } from '../../../shared/geometry.ts'

/**
 * The connected components of a labelled volume (neighbours share a face), as runs along x. Run k covers the voxels
 * starts[k] to starts[k + 1] - 1 and belongs to component `component[k]`. Components are numbered in the order of their
 * first voxels.
 */
export interface Components {
  readonly starts: Int32Array
  readonly component: Int32Array
  /** By component: its number of voxels. */
  readonly sizes: Int32Array
  /** By component: its label. */
  readonly labels: Int32Array
}

/**
 * `table` gives the label of each value of `values` (x fastest). Components do not cross the borders of boxes of
 * `block` voxels.
 */
export function findComponents(values: Uint16Array, table: Int32Array, size: Vec3, block: Vec3): Components {
  const { starts, labels, rows, count } = findRuns(values, table, size, block[0])
  const parent = new Int32Array(count)
  for (let k = 0; k < count; k += 1) parent[k] = k
  const [, height, depth] = size
  for (let z = 0; z < depth; z += 1) {
    for (let y = 0; y < height; y += 1) {
      const row = y + height * z
      if (y % block[1] !== 0) joinRows(row - 1, row, size[0], starts, labels, rows, parent)
      if (z % block[2] !== 0) joinRows(row - height, row, size[0] * height, starts, labels, rows, parent)
    }
  }
  return numberComponents(starts, labels, parent, count)
}

interface Runs {
  readonly starts: Int32Array
  readonly labels: Int32Array
  /** By row: its first run. The last entry is the number of runs. */
  readonly rows: Int32Array
  readonly count: number
}

function findRuns(values: Uint16Array, table: Int32Array, size: Vec3, blockWidth: number): Runs {
  const [width, height, depth] = size
  let starts = new Int32Array(1 << 16)
  let labels = new Int32Array(1 << 16)
  const rows = new Int32Array(height * depth + 1)
  let count = 0
  for (let row = 0, i = 0; row < height * depth; row += 1) {
    rows[row] = count
    if (count + width + 1 > starts.length) {
      starts = grown(starts, width)
      labels = grown(labels, width)
    }
    let last = -1
    for (let x = 0; x < width; x += 1, i += 1) {
      const label = table[values[i]!]!
      if (label === last && x % blockWidth !== 0) continue
      starts[count] = i
      labels[count] = label
      count += 1
      last = label
    }
  }
  rows[height * depth] = count
  starts[count] = values.length
  return { starts, labels, rows, count }
}

function grown(array: Int32Array<ArrayBuffer>, room: number): Int32Array<ArrayBuffer> {
  const larger = new Int32Array(array.length * 2 + room)
  larger.set(array)
  return larger
}

/** Joins touching runs with equal labels of two rows. The second row lies `offset` voxels after the first. */
function joinRows(
  first: number,
  second: number,
  offset: number,
  starts: Int32Array,
  labels: Int32Array,
  rows: Int32Array,
  parent: Int32Array,
): void {
  let a = rows[first]!
  let b = rows[second]!
  const endA = rows[first + 1]!
  const endB = rows[second + 1]!
  while (a < endA && b < endB) {
    if (labels[a] === labels[b]) join(parent, a, b)
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

function numberComponents(starts: Int32Array, labels: Int32Array, parent: Int32Array, count: number): Components {
  const component = new Int32Array(count)
  let total = 0
  for (let k = 0; k < count; k += 1) {
    if (parent[k] === k) {
      component[k] = total
      total += 1
    } else component[k] = component[findRoot(parent, k)]!
  }
  const sizes = new Int32Array(total)
  const componentLabels = new Int32Array(total)
  for (let k = 0; k < count; k += 1) {
    sizes[component[k]!] = sizes[component[k]!]! + starts[k + 1]! - starts[k]!
    componentLabels[component[k]!] = labels[k]!
  }
  return { starts: starts.slice(0, count + 1), component, sizes, labels: componentLabels }
}
