import * as zarr from 'zarrita'
import type { AnyRange } from '../bytes/byte-range.ts'
import type { ByteSource } from '../bytes/byte-source.ts'
import { ProblemError, problemOf } from '../problem.ts'
import { createChunkKeep } from './chunk-keep.ts'
import { type Rows, type RowValues, rowsOfChunks, wrong } from './rows.ts'
import { setZarrCodecs, unknownCodec } from './zarr-codecs.ts'

/** What zarrita asks a store for. */
type RangeQuery = Parameters<NonNullable<zarr.AsyncReadable['getRange']>>[1]

const INTEGERS = ['uint64', 'uint32', 'int32', 'uint16', 'uint8']

/** The key of an array's description ends so. */
const DESCRIPTION = '/zarr.json'

/** The bytes of decoded chunks that are kept for all arrays of one agglomeration, because their neighbours come next. */
const MAX_KEPT_BYTES = 128 * 2 ** 20

export interface ZarrGroup {
  /** Opens an array that must hold `type`. It fails with 'not-found', or with 'bad-description' for its shape or type. */
  open(name: string, type: 'integer' | 'uint64' | 'float32', columns: number): Promise<Rows>
  /** The same; undefined where there is no such array. */
  openIfThere(name: string, type: 'integer' | 'uint64' | 'float32', columns: number): Promise<Rows | undefined>
}

/** Opens arrays of a Zarr v3 group; `file` is the group's location, for messages. */
export function createZarrGroup(store: ByteSource, file: string): ZarrGroup {
  setZarrCodecs()
  const keep = createChunkKeep<RowValues>(MAX_KEPT_BYTES)
  const descriptions = new Map<string, Uint8Array>()
  const read = async (key: string, range?: AnyRange) => store.get(key.replace(/^\//, ''), { range })
  const root = zarr.root({
    get: async (key: string) => {
      const bytes = await read(key)
      if (bytes !== undefined && key.endsWith(DESCRIPTION)) descriptions.set(key, bytes)
      return bytes
    },
    getRange: (key: string, range: RangeQuery) => read(key, rangeOf(range)),
  })
  const group: ZarrGroup = {
    async open(name, type, columns) {
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
      return rowsOfChunks({ path, rows, columns, rowsAChunk, chunk })
    },
    async openIfThere(name, type, columns) {
      return (await store.get(`${name}${DESCRIPTION}`)) === undefined ? undefined : group.open(name, type, columns)
    },
  }
  return group
}

function rangeOf(range: RangeQuery): AnyRange {
  if ('suffixLength' in range) return { last: range.suffixLength }
  return { start: range.offset, end: range.offset + range.length }
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

async function readChunk(
  array: zarr.Array<zarr.DataType>,
  path: string,
  index: number,
  rowsAChunk: number,
  columns: number,
): Promise<RowValues> {
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

function isData(data: unknown): data is RowValues {
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
