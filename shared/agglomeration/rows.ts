import { ProblemError } from '../problem.ts'

/** The rows of one array of an agglomeration. They are read chunk by chunk, as they are needed. */
export interface Rows {
  /** The location of the array, for messages. */
  readonly path: string
  readonly rows: number
  readonly columns: number
  readonly rowsAChunk: number
  /** A whole chunk as it is stored, with its rows flattened. Values beyond the last row are fill values. */
  chunk(index: number): Promise<RowValues>
  /** The rows from `start` to `end` - 1, flattened, as numbers. 64-bit values must be less than 2^53. */
  numbers(start: number, end: number): Promise<Float64Array>
  /** The values of these rows, in their order, of an array with one column. Each chunk is read once. */
  pick(rows: ArrayLike<number>): Promise<Float64Array>
}

export type RowValues = BigUint64Array | Uint32Array | Int32Array | Float32Array | Uint16Array | Uint8Array

/** Reads rows through the chunks of an array. */
export function rowsOfChunks(array: Pick<Rows, 'path' | 'rows' | 'columns' | 'rowsAChunk' | 'chunk'>): Rows {
  const { path, rows, columns, rowsAChunk, chunk } = array
  const checkRow = (row: number) => {
    if (row < 0 || row >= rows) throw wrong(path, 'shape', `has ${rows} rows, but row ${row} is asked for`)
  }
  return {
    ...array,
    async numbers(start, end) {
      if (end <= start) return new Float64Array(0)
      for (const row of [start, end - 1]) checkRow(row)
      const values = new Float64Array((end - start) * columns)
      const first = Math.floor(start / rowsAChunk)
      const last = Math.floor((end - 1) / rowsAChunk)
      const chunks = await Promise.all(Array.from({ length: last - first + 1 }, (_, i) => chunk(first + i)))
      for (const [i, data] of chunks.entries()) {
        const begins = (first + i) * rowsAChunk
        const from = Math.max(start, begins)
        const to = Math.min(end, begins + rowsAChunk)
        copyNumbers(values, (from - start) * columns, data, (from - begins) * columns, (to - from) * columns)
      }
      return values
    },
    async pick(picked) {
      const wanted = new Set<number>()
      for (let i = 0; i < picked.length; i++) {
        checkRow(picked[i]!)
        wanted.add(Math.floor(picked[i]! / rowsAChunk))
      }
      const chunks = new Map<number, RowValues>()
      await Promise.all([...wanted].map(async (index) => chunks.set(index, await chunk(index))))
      const values = new Float64Array(picked.length)
      for (let i = 0; i < picked.length; i++) {
        const index = Math.floor(picked[i]! / rowsAChunk)
        values[i] = Number(chunks.get(index)![picked[i]! - index * rowsAChunk])
      }
      return values
    },
  }
}

function copyNumbers(into: Float64Array, at: number, data: RowValues, from: number, count: number): void {
  if (!(data instanceof BigUint64Array)) {
    into.set(data.subarray(from, from + count), at)
    return
  }
  const words = new Uint32Array(data.buffer, data.byteOffset, 2 * data.length)
  for (let i = 0; i < count; i++) into[at + i] = words[2 * (from + i) + 1]! * 2 ** 32 + words[2 * (from + i)]!
}

/** The rows of an array that is in memory. `path` names it in messages. */
export function rowsOfValues(path: string, values: RowValues, columns: number): Rows {
  const rows = values.length / columns
  return rowsOfChunks({ path, rows, columns, rowsAChunk: Math.max(1, rows), chunk: async () => values })
}

/** A problem with the content of an array, which `file` names. */
export function wrong(file: string, field: string, what: string): ProblemError {
  return new ProblemError({ kind: 'bad-description', message: `${file} ${what}`, file, field })
}
