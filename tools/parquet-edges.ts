import { gunzipSync } from 'fflate'
import { parquetMetadata, parquetReadObjects } from 'hyparquet'
import { EDGE_COLUMNS, type EdgeRow, readEdgeRows } from '../shared/agglomeration/edge-rows.ts'
import { unzstd } from '../shared/codec/packed/zstd.ts'
import { ProblemError, type Result } from '../shared/problem.ts'

/** The most bytes of one page of a column, unpacked: 64 MiB. Writers make pages of 1 MiB. */
const MAX_PAGE_BYTES = 64 * 2 ** 20

/** Of the compressions that Parquet allows; snappy is in the library. */
const COMPRESSORS = {
  GZIP: (bytes: Uint8Array) => gunzipSync(bytes),
  ZSTD: (bytes: Uint8Array) => unzstd(bytes, MAX_PAGE_BYTES),
}

/**
 * Reads a table of edges from a Parquet file (parquet.apache.org) with the columns of `parseEdgeRows`. It fails with
 * `bad-description` or `too-large`, and names row and column. The library never returns for some damaged files (3 of 150 in a
 * trial), so that this runs where a person can stop it, and not in the app.
 */
export async function readParquetEdges(bytes: Uint8Array, file: string): Promise<Result<readonly EdgeRow[]>> {
  const buffer = new Uint8Array(bytes).buffer
  try {
    const metadata = parquetMetadata(buffer)
    const header = metadata.schema.map(({ name }) => name)
    const columns = EDGE_COLUMNS.filter((name) => header.includes(name))
    const rows =
      columns.length < EDGE_COLUMNS.length
        ? []
        : await parquetReadObjects({ file: buffer, metadata, columns, compressors: COMPRESSORS })
    return readEdgeRows(
      {
        header,
        count: rows.length,
        cellsOf: (row) => (name) => textOf(rows[row]?.[name]),
        nameOf: (row) => (row < 0 ? 'the schema' : `row ${row + 1}`),
      },
      file,
    )
  } catch (cause) {
    if (!(cause instanceof Error) || cause instanceof ProblemError) throw cause
    const message = `${file} cannot be read as Parquet: ${cause.message}`
    return { ok: false, problem: { kind: 'bad-description', message, file } }
  }
}

/** The library gives ids above 2^63 as negative numbers where the file does not say that they are unsigned. */
function textOf(value: unknown): string {
  if (typeof value === 'bigint') return BigInt.asUintN(64, value).toString()
  return typeof value === 'number' || typeof value === 'string' ? String(value) : ''
}
