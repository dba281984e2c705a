import { emptyLabelTable, type LabelTable, placeOfLabel } from '../../../shared/codec/label-table.ts'
import type { Vec3 } from '../../../shared/geometry.ts'
import { ProblemError } from '../../../shared/problem.ts'
import type { Runs } from '../../labels/runs.ts'
import { bytesOf, type InputType, type VoxelArray } from '../voxels/voxel-type.ts'

/** Runs that the first arrays have room for; they double as needed. */
const FIRST_ROOM = 1 << 18

/** Reads the voxels of a box of labels, some sections at a time, into runs of equal labels. */
export interface RunReader {
  /** Appends sections. `voxels` are x fastest. */
  read(voxels: VoxelArray): void
  /** All runs. Their labels are places in `table`; place 0 is the label 0, which is background. */
  runs(): Runs & { readonly table: LabelTable }
}

/**
 * `type` is a type of whole numbers. A negative label is a problem that names `file`. 64-bit labels are compared as two
 * halves, so they stay exact.
 */
export function createRunReader(size: Vec3, type: InputType, file: string): RunReader {
  const [width, height, depth] = size
  const table = emptyLabelTable()
  placeOfLabel(table, 0, 0)
  let starts = new Int32Array(FIRST_ROOM)
  let labels = new Int32Array(FIRST_ROOM)
  const rows = new Int32Array(height * depth + 1)
  let count = 0
  let row = 0
  const makeRoom = (): void => {
    if (count + width + 1 <= starts.length) return
    starts = grown(starts, width)
    labels = grown(labels, width)
  }
  /** Narrow labels: `values` holds one number a voxel. */
  const readNarrow = (values: ArrayLike<number>): void => {
    for (let i = 0; i < values.length; row += 1) {
      rows[row] = count
      makeRoom()
      let last = -1
      for (const end = i + width, shift = row * width - i; i < end; i += 1) {
        const value = values[i]!
        if (value === last) continue
        last = value
        starts[count] = shift + i
        labels[count] = placeOfLabel(table, value >>> 0, 0)
        count += 1
      }
    }
  }
  const readWide = (halves: Uint32Array): void => {
    for (let i = 0; i < halves.length; row += 1) {
      rows[row] = count
      makeRoom()
      let lastLow = -1
      let lastHigh = -1
      for (const end = i + 2 * width, shift = row * width - i / 2; i < end; i += 2) {
        const low = halves[i]!
        const high = halves[i + 1]!
        if (low === lastLow && high === lastHigh) continue
        lastLow = low
        lastHigh = high
        starts[count] = shift + i / 2
        labels[count] = placeOfLabel(table, low, high)
        count += 1
      }
    }
  }
  return {
    read(voxels) {
      if (voxels instanceof BigUint64Array || voxels instanceof BigInt64Array) {
        const bytes = bytesOf(voxels)
        readWide(new Uint32Array(bytes.buffer, bytes.byteOffset, 2 * voxels.length))
      } else readNarrow(voxels)
    },
    runs() {
      refuseNegative(table, type, file)
      rows[height * depth] = count
      starts[count] = width * height * depth
      return { starts, labels, rows, count, table }
    },
  }
}

function grown(array: Int32Array<ArrayBuffer>, room: number): Int32Array<ArrayBuffer> {
  const larger = new Int32Array(array.length * 2 + room)
  larger.set(array)
  return larger
}

function refuseNegative(table: LabelTable, type: InputType, file: string): void {
  if (!type.startsWith('int')) return
  const halves = type === 'int64' ? table.high : table.low
  for (let place = 1; place < table.count; place += 1) {
    if (halves[place]! < 2 ** 31) continue
    const label =
      type === 'int64'
        ? BigInt.asIntN(64, (BigInt(table.high[place]!) << 32n) | BigInt(table.low[place]!))
        : halves[place]! | 0
    const message = `${file} holds the label ${label}; labels are whole numbers from 0 on, and 0 is background`
    throw new ProblemError({ kind: 'bad-chunk', message, file })
  }
}
