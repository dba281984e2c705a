import { fsyncSync } from 'node:fs'
import { PGlite } from '@electric-sql/pglite'
import { DurableFolder, type Sync } from './durable-folder.ts'
import type { PgliteFiles } from './pglite-files.ts'
import { CHANNEL, type Query, type Row, type Sql } from './sql.ts'

/** PGlite's own parameters without `-F`, which means not to wait for the disk. */
const START_PARAMS = [...PGlite.defaultStartParams.filter((flag) => flag !== '-F'), '-c', 'wal_sync_method=fsync']

/** Opens a PostgreSQL in this process. Its data are in memory, or in a folder that no other process may use. */
export async function openPglite(
  folder: string | undefined,
  sync: Sync = fsyncSync,
  files?: PgliteFiles,
): Promise<Sql> {
  const fs = folder === undefined ? {} : { fs: new DurableFolder(folder, sync) }
  const db = await PGlite.create({ ...fs, ...files, startParams: START_PARAMS })
  const query: Query = async (text, values = []) => (await db.query<Row>(text, [...values])).rows
  return {
    query,
    transaction: (work) => db.transaction((open) => work(async (text, values = []) => rowsOf(open, text, values))),
    async listen({ onListening, onNotice }) {
      await db.listen(CHANNEL, onNotice)
      onListening()
    },
    close: () => db.close(),
  }
}

type Open = Parameters<Parameters<PGlite['transaction']>[0]>[0]

async function rowsOf(open: Open, text: string, values: readonly unknown[]): Promise<readonly Row[]> {
  return (await open.query<Row>(text, [...values])).rows
}
