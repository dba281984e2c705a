import type { Vec3 } from '../../../shared/geometry.ts'
import { findRoot, joinRuns, type Runs } from '../../labels/runs.ts'

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
  const runs = findRuns(values, table, size, block[0])
  return numberComponents(runs, joinRuns(runs, size, block, 0))
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

function numberComponents({ starts, labels, count }: Runs, parent: Int32Array): Components {
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
