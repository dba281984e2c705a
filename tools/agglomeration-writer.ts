import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { type AgglomerationArrays, ARRAY_COLUMNS } from '../shared/agglomeration/lay-out-agglomeration.ts'
import { gzip } from './gzip.ts'

/** The rows of a chunk of an array. A reader fetches at least that many. */
const CHUNK_ROWS = 16384

/** Writes the arrays into `folder`, as a Zarr v3 group of gzipped chunks with these `attributes`. */
export function writeAgglomeration(
  folder: string,
  arrays: AgglomerationArrays,
  attributes: Readonly<Record<string, unknown>>,
): void {
  writeJson(join(folder, 'zarr.json'), { zarr_format: 3, node_type: 'group', attributes })
  for (const [name, values] of Object.entries(arrays)) {
    const columns = Object.entries(ARRAY_COLUMNS).find(([key]) => key === name)?.[1] ?? 1
    writeZarrArray(join(folder, name), values, columns)
  }
}

type ZarrValues = BigUint64Array | Float32Array | Int32Array | Uint32Array

function writeZarrArray(folder: string, values: ZarrValues, columns: number): void {
  const rows = values.length / columns
  const chunkRows = Math.max(1, Math.min(CHUNK_ROWS, rows))
  const dataType = typeName(values)
  writeJson(join(folder, 'zarr.json'), {
    zarr_format: 3,
    node_type: 'array',
    shape: columns === 1 ? [rows] : [rows, columns],
    data_type: dataType,
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
    const file = join(folder, 'c', String(chunk), ...(columns === 1 ? [] : ['0']))
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, gzip(whole))
  }
}

function typeName(values: ZarrValues): string {
  if (values instanceof BigUint64Array) return 'uint64'
  if (values instanceof Float32Array) return 'float32'
  return values instanceof Int32Array ? 'int32' : 'uint32'
}

function writeJson(file: string, value: unknown): void {
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, `${JSON.stringify(value, null, 1)}\n`)
}
