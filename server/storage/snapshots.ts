import { bytesIn, NOTIFY, type Sql, wholeIn } from '../database/sql.ts'
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
  const [row] = await sql.query('select seq, gzip from snapshots where dataset = $1', [dataset])
  return row === undefined ? undefined : { seq: wholeIn(row, 'seq'), gzip: bytesIn(row, 'gzip') }
}

/** Keeps only the latest snapshot, and notifies the processes of the store. */
export async function writeSnapshot(sql: Sql, dataset: number, { seq, gzip }: Snapshot): Promise<void> {
  await sql.transaction(async (query) => {
    await query(
      `insert into snapshots (dataset, seq, gzip) values ($1, $2, $3) on conflict (dataset) do update
        set seq = excluded.seq, gzip = excluded.gzip, made_at = now() where snapshots.seq < excluded.seq`,
      [dataset, seq, Buffer.from(gzip.buffer, gzip.byteOffset, gzip.byteLength)],
    )
    await query(NOTIFY, [formatNotice({ kind: 'snapshot', dataset, seq })])
  })
}
