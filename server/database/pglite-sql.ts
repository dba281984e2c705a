import { PGlite } from '@electric-sql/pglite'
import { CHANNEL, type Query, type Row, type Sql } from './sql.ts'

/**
 * A PostgreSQL in this process, whose data are in a folder that no other process may use meanwhile. `fsync` is what
 * PGlite leaves out by itself: with it, a committed edit outlives a power cut.
 */
export async function openPglite(folder: string | undefined): Promise<Sql> {
  const startParams = PGlite.defaultStartParams.filter((flag) => flag !== '-F')
  const db = await PGlite.create({ ...(folder === undefined ? {} : { dataDir: folder }), startParams })
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
