import { bytesIn, NOTIFY, type Sql, wholeIn } from '../database/sql.ts'
import { formatNotice } from '../sync/notices.ts'

export interface Snapshot {
  readonly seq: number
  readonly bytes: Uint8Array
}

/** Seq of the latest snapshot; 0 where there is none. */
export async function snapshotSeq(sql: Sql, dataset: number): Promise<number> {
  const [row] = await sql.query('select seq from snapshots where dataset = $1', [dataset])
  return row === undefined ? 0 : wholeIn(row, 'seq')
}

export async function readSnapshot(sql: Sql, dataset: number): Promise<Snapshot | undefined> {
  const [row] = await sql.query('select seq, bytes from snapshots where dataset = $1', [dataset])
  return row === undefined ? undefined : { seq: wholeIn(row, 'seq'), bytes: bytesIn(row, 'bytes') }
}

/** Keeps the latest one only; the processes of the store learn of it. */
export async function writeSnapshot(sql: Sql, dataset: number, { seq, bytes }: Snapshot): Promise<void> {
  await sql.transaction(async (query) => {
    await query(
      `insert into snapshots (dataset, seq, bytes) values ($1, $2, $3) on conflict (dataset) do update
        set seq = excluded.seq, bytes = excluded.bytes, made_at = now() where snapshots.seq < excluded.seq`,
      [dataset, seq, Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)],
    )
    await query(NOTIFY, [formatNotice({ kind: 'snapshot', dataset, seq })])
  })
}
