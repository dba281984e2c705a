import * as zarr from 'zarrita'
import type { ByteStore } from '../bytes/byte-store.ts'
import { ProblemError, problemOf } from '../problem.ts'

/** Rows of one array of an agglomeration, read chunk by chunk as they are asked for. */
export interface ZarrRows {
  readonly rows: number
  readonly columns: number
  /** Rows [start, end), flattened, as numbers (64-bit values must be below 2^53 here). */
  numbers(start: number, end: number): Promise<Float64Array>
  /** Rows [start, end) of a uint64 array, exact. */
  ids(start: number, end: number): Promise<BigUint64Array>
}

/** Decoded chunks that are kept, in bytes over all arrays of one agglomeration: neighbours are asked for next. */
const MAX_KEPT_BYTES = 128 * 2 ** 20

const INTEGERS = ['uint64', 'uint32', 'int32', 'uint16', 'uint8']

type Data = BigUint64Array | Uint32Array | Int32Array | Float32Array | Uint16Array | Uint8Array

/** Opens arrays of a Zarr v3 group; `file` is the group's location, for messages. */
export function createZarrGroup(store: ByteStore, file: string) {
  const keep = createKeep()
  const root = zarr.root({
    get: async (key: string) => await store.get(key.replace(/^\//, '')),
  })
  return {
    /** `type`: what it must hold. Problems: 'not-found' when it is absent, 'bad-description' when its shape or type is wrong. */
    async open(name: string, type: 'integer' | 'uint64' | 'float32', columns: number): Promise<ZarrRows> {
      const path = `${file}/${name}`
      const array = await openArray(root, name, path)
      const [rows, width = 1] = array.shape
      if (rows === undefined || array.shape.length > 2 || width !== columns) {
        throw wrong(
          path,
          'shape',
          `has the shape [${array.shape.join(', ')}], not ${columns === 1 ? '[n]' : `[n, ${columns}]`}`,
        )
      }
      const fits = type === 'integer' ? INTEGERS.includes(array.dtype) : array.dtype === type
      if (!fits)
        throw wrong(path, 'data_type', `holds ${array.dtype}, not ${type === 'integer' ? 'whole numbers' : type}`)
      return rowsOf(array, path, rows, columns, keep)
    },
  }
}

async function openArray(root: zarr.Location<zarr.Readable>, name: string, path: string) {
  try {
    return await zarr.open.v3(root.resolve(name), { kind: 'array' })
  } catch (cause) {
    const problem = problemOf(cause)
    if (problem) throw cause
    const words = cause instanceof Error ? cause.message : String(cause)
    throw new ProblemError(
      {
        kind: 'bad-description',
        message: `The array ${name} of the agglomeration cannot be read: ${words}`,
        file: path,
      },
      { cause },
    )
  }
}

function rowsOf(array: zarr.Array<zarr.DataType>, path: string, rows: number, columns: number, keep: Keep): ZarrRows {
  const [rowsAChunk = 1, width = 1] = array.chunks
  if (width !== columns) throw wrong(path, 'chunk_grid', 'has chunks that cut its rows')
  const chunk = (index: number): Promise<Data> =>
    keep.get(`${path}#${index}`, () => readChunk(array, path, index, columns))
  async function gather<T extends Float64Array | BigUint64Array>(
    into: T,
    start: number,
    end: number,
    put: (into: T, at: number, data: Data, from: number) => void,
  ): Promise<T> {
    if (start < 0 || end > rows)
      throw wrong(path, 'shape', `has ${rows} rows, but row ${start < 0 ? start : end - 1} is asked for`)
    for (let row = start; row < end; ) {
      const index = Math.floor(row / rowsAChunk)
      const stop = Math.min(end, (index + 1) * rowsAChunk)
      const data = await chunk(index)
      for (let i = row * columns; i < stop * columns; i++)
        put(into, i - start * columns, data, i - index * rowsAChunk * columns)
      row = stop
    }
    return into
  }
  return {
    rows,
    columns,
    numbers: (start, end) =>
      gather(new Float64Array(Math.max(0, end - start) * columns), start, end, (into, at, data, from) => {
        into[at] = Number(data[from])
      }),
    ids: (start, end) =>
      gather(new BigUint64Array(Math.max(0, end - start) * columns), start, end, (into, at, data, from) => {
        into[at] = BigInt(data[from]!)
      }),
  }
}

async function readChunk(
  array: zarr.Array<zarr.DataType>,
  path: string,
  index: number,
  columns: number,
): Promise<Data> {
  try {
    const { data } = await array.getChunk(columns === 1 ? [index] : [index, 0])
    if (!isData(data)) throw new Error(`its values are of the type ${array.dtype}`)
    return data
  } catch (cause) {
    if (problemOf(cause)) throw cause
    const words = cause instanceof Error ? cause.message : String(cause)
    throw new ProblemError(
      { kind: 'bad-chunk', message: `Chunk ${index} of ${path} cannot be decoded: ${words}`, file: path },
      { cause },
    )
  }
}

function isData(data: unknown): data is Data {
  return [BigUint64Array, Uint32Array, Int32Array, Float32Array, Uint16Array, Uint8Array].some(
    (kind) => data instanceof kind,
  )
}

export function wrong(file: string, field: string, what: string): ProblemError {
  return new ProblemError({ kind: 'bad-description', message: `${file} ${what}`, file, field })
}

interface Keep {
  get(key: string, read: () => Promise<Data>): Promise<Data>
}

/** The chunks asked for last, each read once however many ask. A failed read is forgotten. */
function createKeep(): Keep {
  const kept = new Map<string, { readonly data: Promise<Data>; bytes: number }>()
  let bytes = 0
  const drop = (key: string) => {
    bytes -= kept.get(key)?.bytes ?? 0
    kept.delete(key)
  }
  return {
    get(key, read) {
      const known = kept.get(key)
      if (known) {
        kept.delete(key)
        kept.set(key, known)
        return known.data
      }
      const entry = { data: read(), bytes: 0 }
      kept.set(key, entry)
      entry.data.then(
        (data) => {
          if (kept.get(key) !== entry) return
          entry.bytes = data.byteLength
          bytes += data.byteLength
          for (const [oldest] of kept) {
            if (bytes <= MAX_KEPT_BYTES) break
            drop(oldest)
          }
        },
        () => drop(key),
      )
      return entry.data
    },
  }
}
