import type { LabelTable } from '../../../shared/codec/label-table.ts'
import type { Vec3 } from '../../../shared/geometry.ts'
import { findRoot, joinRuns, type Runs } from '../../labels/runs.ts'

/** The supervoxels of one block, numbered from 1 in the order of their first voxels; 0 is background. */
export interface BlockSupervoxels {
  readonly runs: Runs
  /** By run: its supervoxel. */
  readonly numberOf: Int32Array
  /** Number of supervoxels; the arrays below have one entry more, for background. */
  readonly count: number
  /** By supervoxel: its label. */
  readonly labels: BigUint64Array
  /** By supervoxel: its voxels. */
  readonly voxels: Uint32Array
  /** By supervoxel: the index in the block of a voxel of it, in the middle of its longest run. */
  readonly insides: Uint32Array
}

/** Supervoxels are the connected parts (by faces) of one label inside a block. The label 0 is background. */
export function findSupervoxels(runs: Runs & { readonly table: LabelTable }, size: Vec3): BlockSupervoxels {
  const { starts, labels, count, table } = runs
  const parent = joinRuns(runs, size, size, 1)
  const numberOf = new Int32Array(count)
  let supervoxels = 0
  for (let k = 0; k < count; k += 1) {
    if (labels[k] === 0) continue
    if (parent[k] === k) {
      supervoxels += 1
      numberOf[k] = supervoxels
    } else numberOf[k] = numberOf[findRoot(parent, k)]!
  }
  const labelOf = new BigUint64Array(supervoxels + 1)
  const voxels = new Uint32Array(supervoxels + 1)
  const insides = new Uint32Array(supervoxels + 1)
  const longest = new Uint32Array(supervoxels + 1)
  for (let k = 0; k < count; k += 1) {
    const number = numberOf[k]!
    const length = starts[k + 1]! - starts[k]!
    if (number === 0) continue
    const place = labels[k]!
    if (voxels[number] === 0) labelOf[number] = (BigInt(table.high[place]!) << 32n) | BigInt(table.low[place]!)
    voxels[number] = voxels[number]! + length
    if (length <= longest[number]!) continue
    longest[number] = length
    insides[number] = starts[k]! + (length >> 1)
  }
  return { runs, numberOf, count: supervoxels, labels: labelOf, voxels, insides }
}

/** Writes by voxel its supervoxel's number. */
export function numberVoxels({ runs, numberOf }: BlockSupervoxels, numbers: Uint32Array): void {
  for (let k = 0; k < runs.count; k += 1) {
    const number = numberOf[k]!
    for (let i = runs.starts[k]!, end = runs.starts[k + 1]!; i < end; i += 1) numbers[i] = number
  }
}

/** By supervoxel: the sum of the grey values of its voxels. */
export function sumGrey({ runs, numberOf, count }: BlockSupervoxels, grey: ArrayLike<number>): Float64Array {
  const sums = new Float64Array(count + 1)
  for (let k = 0; k < runs.count; k += 1) {
    const number = numberOf[k]!
    if (number === 0) continue
    let sum = 0
    for (let i = runs.starts[k]!, end = runs.starts[k + 1]!; i < end; i += 1) sum += grey[i]!
    sums[number] = sums[number]! + sum
  }
  return sums
}
