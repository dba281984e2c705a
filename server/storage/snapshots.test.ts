import { buffer } from 'node:stream/consumers'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { addDataset, datasetNumber } from '../accounts/accounts.ts'
import { migrate } from '../database/migrations.ts'
import { openPostgres } from '../database/pg-sql.ts'
import { openPglite } from '../database/pglite-sql.ts'
import type { Sql } from '../database/sql.ts'
import { startTestPostgres } from '../testing/test-postgres.ts'
import { streamSnapshot, writeSnapshot } from './snapshots.ts'

/** Bytes that no database makes shorter, and more than one statement reads. */
function noise(seed: number): Uint8Array {
  let word = seed
  return Uint8Array.from({ length: 3_300_000 }, () => {
    word = Math.imul(word ^ (word >>> 15), 0x2c1b3c6d) + 0x9e3779b9
    return word >>> 24
  })
}

const databases: readonly (readonly [string, () => Promise<{ sql: Sql; close: () => Promise<void> }>])[] = [
  ['PGlite', async () => ({ sql: await openPglite(undefined), close: async () => undefined })],
  [
    'PostgreSQL',
    async () => {
      const postgres = await startTestPostgres()
      const onError = (error: Error) => {
        throw error
      }
      return { sql: openPostgres(await postgres.newDatabase(), onError), close: postgres.close }
    },
  ],
]

describe.each(databases)('snapshots in %s', (_name, open) => {
  let sql: Sql
  let close: () => Promise<void>
  let dataset = 0
  beforeAll(async () => {
    ;({ sql, close } = await open())
    await migrate(sql)
    await addDataset(sql.query, 'd')
    dataset = (await datasetNumber(sql.query, 'd')) ?? 0
  })
  afterAll(async () => {
    await sql.close()
    await close()
  })

  it('[SV39] a snapshot is read in portions, and is of one moment though another takes its place meanwhile', async () => {
    expect(await streamSnapshot(sql, dataset)).toBeUndefined()
    const [first, second] = [noise(1), noise(2)]
    await writeSnapshot(sql, dataset, { seq: 10, gzip: first })
    const stream = await streamSnapshot(sql, dataset)
    await writeSnapshot(sql, dataset, { seq: 20, gzip: second })
    if (stream === undefined) throw new Error('there is a snapshot')
    expect([stream.seq, stream.bytes]).toEqual([10, first.length])
    expect((await buffer(stream.gzip)).equals(first)).toBe(true)
    const next = await streamSnapshot(sql, dataset)
    expect(next?.seq).toBe(20)
    if (next !== undefined) expect((await buffer(next.gzip)).equals(second)).toBe(true)
  })

  it('[SV39] reading ends when nobody wants it any more', async () => {
    const stream = await streamSnapshot(sql, dataset)
    stream?.gzip.destroy()
    await sql.query('select 1')
    expect((await streamSnapshot(sql, dataset))?.seq).toBe(20)
  })
})
