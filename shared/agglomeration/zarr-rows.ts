import * as zarr from 'zarrita'
import type { ByteSource } from '../bytes/byte-source.ts'
import { ProblemError, problemOf } from '../problem.ts'
import { createChunkKeep } from './chunk-keep.ts'
import { setZarrCodecs, unknownCodec } from './zarr-codecs.ts'

/** The rows of one array of an agglomeration. They are read chunk by chunk, as they are needed. */
export interface ZarrRows {
  /** The location of the array, for messages. */
  readonly path: string
  readonly rows: number
  readonly columns: number
  readonly rowsAChunk: number
  /** A whole chunk as it is stored, with its rows flattened. Values beyond the last row are fill values. */
  chunk(index: number): Promise<ZarrData>
  /** The rows from `start` to `end` - 1, flattened, as numbers. 64-bit values must be less than 2^53. */
  numbers(start: number, end: number): Promise<Float64Array>
  /** The values of these rows, in their order, of an array with one column. Each chunk is read once. */
  pick(rows: ArrayLike<number>): Promise<Float64Array>
}

export type ZarrData = BigUint64Array | Uint32Array | Int32Array | Float32Array | Uint16Array | Uint8Array

const INTEGERS = ['uint64', 'uint32', 'int32', 'uint16', 'uint8']

/** The key of an array's description ends so. */
const DESCRIPTION = '/zarr.json'

/** The bytes of decoded chunks that are kept for all arrays of one agglomeration, because their neighbours come next. */
const MAX_KEPT_BYTES = 128 * 2 ** 20

/** Opens arrays of a Zarr v3 group; `file` is the group's location, for messages. */
export function createZarrGroup(store: ByteSource, file: string) {
  setZarrCodecs()
  const keep = createChunkKeep<ZarrData>(MAX_KEPT_BYTES)
  const descriptions = new Map<string, Uint8Array>()
  const root = zarr.root({
    get: async (key: string) => {
      const bytes = await store.get(key.replace(/^\//, ''))
      if (bytes !== undefined && key.endsWith(DESCRIPTION)) descriptions.set(key, bytes)
      return bytes
    },
  })
  return {
    /** Opens an array that must hold `type`. It fails with 'not-found', or with 'bad-description' for its shape or type. */
    async open(name: string, type: 'integer' | 'uint64' | 'float32', columns: number): Promise<ZarrRows> {
      const path = `${file}/${name}`
      const array = await openArray(root, name, path)
      checkCodecs(descriptions.get(`/${name}${DESCRIPTION}`), path)
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
      const [rowsAChunk = 1, chunkWidth = 1] = array.chunks
      if (chunkWidth !== columns) throw wrong(path, 'chunk_grid', 'has chunks that cut its rows')
      const chunk = (index: number) =>
        keep.get(`${name} ${index}`, () => readChunk(array, path, index, rowsAChunk, columns))
      return rowsOf({ path, rows, columns, rowsAChunk, chunk })
    },
  }
}

async function openArray(root: zarr.Location<zarr.Readable>, name: string, path: string) {
  try {
    return await zarr.open.v3(root.resolve(name), { kind: 'array' })
  } catch (cause) {
    if (problemOf(cause)) throw cause
    const message = `The array ${name} of the agglomeration cannot be read: ${wordsOf(cause)}`
    const kind = zarr.isZarritaError(cause, 'NotFoundError') ? 'not-found' : 'bad-description'
    throw new ProblemError({ kind, message, file: path }, { cause })
  }
}

/** Checks the codecs now, because zarrita does so only at the first chunk. */
function checkCodecs(description: Uint8Array | undefined, path: string): void {
  if (description === undefined) return
  // Names of codecs are ASCII. Other bytes stand only in other texts, so that it does not matter how they are read.
  const codec = unknownCodec(JSON.parse(Array.from(description, (byte) => String.fromCharCode(byte)).join('')))
  if (codec === undefined) return
  const message = `${path} is compressed by "${codec}", which Skein does not read; it reads gzip, zlib, zstd, blosc and lz4`
  throw new ProblemError({ kind: 'unsupported', message, file: path, field: 'codecs' })
}

function rowsOf(array: Pick<ZarrRows, 'path' | 'rows' | 'columns' | 'rowsAChunk' | 'chunk'>): ZarrRows {
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
      const chunks = new Map<number, ZarrData>()
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

function copyNumbers(into: Float64Array, at: number, data: ZarrData, from: number, count: number): void {
  if (!(data instanceof BigUint64Array)) {
    into.set(data.subarray(from, from + count), at)
    return
  }
  const words = new Uint32Array(data.buffer, data.byteOffset, 2 * data.length)
  for (let i = 0; i < count; i++) into[at + i] = words[2 * (from + i) + 1]! * 2 ** 32 + words[2 * (from + i)]!
}

async function readChunk(
  array: zarr.Array<zarr.DataType>,
  path: string,
  index: number,
  rowsAChunk: number,
  columns: number,
): Promise<ZarrData> {
  try {
    const { data } = await array.getChunk(columns === 1 ? [index] : [index, 0])
    if (!isData(data)) throw new Error(`its values are of the type ${array.dtype}`)
    // A chunk is stored as a whole, even if the array ends within it.
    const whole = rowsAChunk * columns
    if (data.length !== whole) throw new Error(`it has ${data.length} values of ${whole}`)
    return data
  } catch (cause) {
    if (problemOf(cause)) throw cause
    const message = `Chunk ${index} of ${path} cannot be decoded: ${wordsOf(cause)}`
    throw new ProblemError({ kind: 'bad-chunk', message, file: path }, { cause })
  }
}

function isData(data: unknown): data is ZarrData {
  return [BigUint64Array, Uint32Array, Int32Array, Float32Array, Uint16Array, Uint8Array].some(
    (kind) => data instanceof kind,
  )
}

/** The message of an error. That of a failed codec begins with the name of the codec. */
function wordsOf(cause: unknown): string {
  if (!(cause instanceof Error)) return String(cause)
  if (!zarr.isZarritaError(cause, 'CodecPipelineError') || !(cause.cause instanceof Error)) return cause.message
  return `${cause.codec}: ${cause.cause.message}`
}

/** A problem with the content of an array, which `file` names. */
export function wrong(file: string, field: string, what: string): ProblemError {
  return new ProblemError({ kind: 'bad-description', message: `${file} ${what}`, file, field })
}
