import { Readable } from 'node:stream'
import { NOTIFY, type Query, type Row, type Sql, textIn, wholeIn } from '../database/sql.ts'
import { formatNotice } from '../sync/notices.ts'

export interface Snapshot {
  readonly seq: number
  /** The bytes of the fold in gzip, which is half as long on disk and on the way to clients. */
  readonly gzip: Uint8Array
}

/** The seq of the latest snapshot; 0 if there is none. */
export async function snapshotSeq(sql: Sql, dataset: number): Promise<number> {
  const [row] = await sql.query('select seq from snapshots where dataset = $1', [dataset])
  return row === undefined ? 0 : wholeIn(row, 'seq')
}

export async function readSnapshot(sql: Sql, dataset: number): Promise<Snapshot | undefined> {
  const text = "select seq, encode(gzip, 'base64') as gzip from snapshots where dataset = $1"
  const [row] = await sql.query(text, [dataset])
  return row === undefined ? undefined : { seq: wholeIn(row, 'seq'), gzip: base64In(row, 'gzip') }
}

/** A snapshot on its way out of the database. */
export interface SnapshotStream {
  readonly seq: number
  /** The length of `gzip`. */
  readonly bytes: number
  /** It fails where the database does. Destroying it ends the reading. */
  readonly gzip: Readable
}

/** Bytes that one statement reads. The first ones are on their way to a client while the next are read. */
const SLICE_BYTES = 2 ** 20

/** Begins to read the latest snapshot. All of it is of one moment, whatever is written meanwhile. */
export function streamSnapshot(sql: Sql, dataset: number): Promise<SnapshotStream | undefined> {
  return new Promise((resolve, reject) => {
    // It takes whatever the database gives: a slow client must not hold a connection and its transaction.
    const gzip = new Readable({ read: () => undefined })
    const read = async (query: Query): Promise<void> => {
      await query('set transaction isolation level repeatable read, read only')
      const [row] = await query('select seq, octet_length(gzip)::bigint as bytes from snapshots where dataset = $1', [
        dataset,
      ])
      if (row === undefined) return resolve(undefined)
      const bytes = wholeIn(row, 'bytes')
      resolve({ seq: wholeIn(row, 'seq'), bytes, gzip })
      for (let at = 0; at < bytes && !gzip.destroyed; at += SLICE_BYTES) {
        const text =
          "select encode(substring(gzip from $2 for $3), 'base64') as slice from snapshots where dataset = $1"
        const [slice] = await query(text, [dataset, at + 1, SLICE_BYTES])
        gzip.push(base64In(slice, 'slice'))
      }
    }
    sql.transaction(read).then(
      () => gzip.push(null),
      (error: unknown) => {
        reject(error)
        gzip.destroy(error instanceof Error ? error : new Error(String(error)))
      },
    )
    // Whoever reads the stream hears of its failure as well; until then it must not end the process.
    gzip.on('error', () => undefined)
  })
}

/** Keeps only the latest snapshot, and notifies the processes of the store. */
export async function writeSnapshot(sql: Sql, dataset: number, { seq, gzip }: Snapshot): Promise<void> {
  await sql.transaction(async (query) => {
    await query(
      `insert into snapshots (dataset, seq, gzip) values ($1, $2, decode($3, 'base64')) on conflict (dataset) do update
        set seq = excluded.seq, gzip = excluded.gzip, made_at = now() where snapshots.seq < excluded.seq`,
      [dataset, seq, Buffer.from(gzip.buffer, gzip.byteOffset, gzip.byteLength).toString('base64')],
    )
    await query(NOTIFY, [formatNotice({ kind: 'snapshot', dataset, seq })])
  })
}

/** Bytes travel as base64, because PGlite's own way with bytes takes ten times as long. */
function base64In(row: Row | undefined, column: string): Uint8Array {
  return Buffer.from(textIn(row, column), 'base64')
}
