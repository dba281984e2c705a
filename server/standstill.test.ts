import { createServer } from 'node:net'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Push } from '../shared/sync/admission/edit-storage.ts'
import { mergesOf } from '../shared/sync/testing/sync-fixture.ts'
import { openDatabase } from './database/open-database.ts'
import { openPostgres } from './database/pg-sql.ts'
import type { Sql } from './database/sql.ts'
import { createSqlStorage } from './storage/sql-storage.ts'
import { runServer, startServer } from './testing/server-process.ts'
import { inDataset, joinClient, type TestClient } from './testing/test-client.ts'
import { startTestPostgres, type TestPostgres } from './testing/test-postgres.ts'
import { foundTeam, TEAM_DATASET } from './testing/test-team.ts'

const ignore = () => {}

describe('a store whose database or neighbour is in trouble', () => {
  let postgres: TestPostgres
  let url = ''
  let sql: Sql
  let tokens: Readonly<Record<string, string>>
  beforeAll(async () => {
    postgres = await startTestPostgres()
    url = await postgres.newDatabase()
    sql = await openDatabase({ kind: 'postgres', url }, ignore)
    tokens = await foundTeam(sql)
  })
  afterAll(async () => {
    await sql.close()
    await postgres.close()
  })

  /** Edits that another process commits. */
  const elsewhere = (session: string): Push => {
    const edits = inDataset(TEAM_DATASET, mergesOf(session, 1, 3)).map((edit) => ({ ...edit, author: 'ann' }))
    return { user: 'ann', edits }
  }

  it('[SV25] edits that others commit while a process hears nothing are there for clients that come back to it', async () => {
    const server = await startServer([], { DATABASE_URL: url })
    const join = () => joinClient(server.url, tokens['vic'] ?? '', { dataset: TEAM_DATASET, client: 'vic' })
    const before = await join()
    const hand = new pg.Client({ connectionString: url })
    await hand.connect()
    const ended = `select pg_terminate_backend(pid) from pg_stat_activity
      where query like 'listen %' and datname = current_database()`
    expect((await hand.query(ended)).rowCount).toBe(1)
    await hand.end()
    await before.closed
    await createSqlStorage(sql, 'another').commit(TEAM_DATASET, [elsewhere('o/s')])
    let again: TestClient | undefined
    // Until it hears again, it lets nobody in.
    while (again === undefined) again = await join().catch(() => undefined)
    expect(await again.edits(3)).toHaveLength(3)
    expect(await server.end('SIGTERM')).toBe(0)
  })

  it('[SV26] a process that stands still within a commit keeps the dataset from the others for a time only', async () => {
    const stuck = openPostgres(url, ignore, 200)
    let goOn = ignore
    const held = new Promise<void>((isHeld) => {
      void stuck
        .transaction(async (query) => {
          await query('select id from datasets for update')
          isHeld()
          await new Promise<void>((resolve) => {
            goOn = resolve
          })
        })
        .catch(ignore)
    })
    await held
    const { problems } = await createSqlStorage(sql, 'another').commit(TEAM_DATASET, [elsewhere('p/s')])
    expect(problems).toEqual([undefined])
    goOn()
    await stuck.close()
  })

  it('[SV27] a store that cannot listen says so and ends, even if its input is still open', async () => {
    const taken = createServer()
    await new Promise<void>((listening) => taken.listen(0, '127.0.0.1', listening))
    const address = taken.address()
    const port = typeof address === 'object' && address !== null ? String(address.port) : ''
    const { code, output } = await runServer(['--port', port, '--until-stdin-closes'], { DATABASE_URL: url })
    taken.close()
    expect(code).toBe(1)
    expect(output).toMatch(/EADDRINUSE/)
  })
})
