import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { type AgglomerationArrays, ARRAY_COLUMNS } from '../shared/agglomeration/lay-out-agglomeration.ts'
import { gzip } from './gzip.ts'

/** The rows of a chunk of an array. A reader fetches at least that many. */
const CHUNK_ROWS = 16384

/** One file of an agglomeration; its path has `/` between its parts. */
export interface AgglomerationFile {
  readonly path: string
  readonly bytes: Uint8Array
}

/** Writes the arrays into `folder`, as a Zarr v3 group of gzipped chunks with these `attributes`. */
export function writeAgglomeration(
  folder: string,
  arrays: AgglomerationArrays,
  attributes: Readonly<Record<string, unknown>>,
): void {
  for (const { path, bytes } of agglomerationFiles(arrays, attributes)) {
    const file = join(folder, ...path.split('/'))
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, bytes)
  }
}

/** The files of a Zarr v3 group of gzipped chunks with these `attributes`. `more` are further arrays of one column. */
export function* agglomerationFiles(
  arrays: AgglomerationArrays,
  attributes: Readonly<Record<string, unknown>>,
  more: Readonly<Record<string, ZarrValues>> = {},
): Generator<AgglomerationFile> {
  yield jsonFile('zarr.json', { zarr_format: 3, node_type: 'group', attributes })
  for (const [name, values] of Object.entries<ZarrValues>({ ...arrays, ...more })) {
    const columns = Object.entries(ARRAY_COLUMNS).find(([key]) => key === name)?.[1] ?? 1
    yield* zarrFiles(name, values, columns)
  }
}

type ZarrValues = BigUint64Array | Float32Array | Int32Array | Uint32Array

function* zarrFiles(name: string, values: ZarrValues, columns: number): Generator<AgglomerationFile> {
  const rows = values.length / columns
  const chunkRows = Math.max(1, Math.min(CHUNK_ROWS, rows))
  yield jsonFile(`${name}/zarr.json`, {
    zarr_format: 3,
    node_type: 'array',
    shape: columns === 1 ? [rows] : [rows, columns],
    data_type: typeName(values),
    chunk_grid: {
      name: 'regular',
      configuration: { chunk_shape: columns === 1 ? [chunkRows] : [chunkRows, columns] },
    },
    chunk_key_encoding: { name: 'default', configuration: { separator: '/' } },
    fill_value: 0,
    codecs: [
      { name: 'bytes', configuration: { endian: 'little' } },
      { name: 'gzip', configuration: { level: 6 } },
    ],
    attributes: {},
  })
  const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength)
  const chunkBytes = chunkRows * columns * values.BYTES_PER_ELEMENT
  for (let at = 0, chunk = 0; at < bytes.length; at += chunkBytes, chunk += 1) {
    // The last chunk is stored as a whole, filled up with zeros.
    const whole = new Uint8Array(chunkBytes)
    whole.set(bytes.subarray(at, at + chunkBytes))
    yield { path: `${name}/c/${chunk}${columns === 1 ? '' : '/0'}`, bytes: gzip(whole) }
  }
}

function typeName(values: ZarrValues): string {
  if (values instanceof BigUint64Array) return 'uint64'
  if (values instanceof Float32Array) return 'float32'
  return values instanceof Int32Array ? 'int32' : 'uint32'
}

function jsonFile(path: string, value: unknown): AgglomerationFile {
  return { path, bytes: new TextEncoder().encode(`${JSON.stringify(value, null, 1)}\n`) }
}
