import { fsyncSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { expect, it } from 'vitest'
import { openPglite } from './pglite-sql.ts'

it('[SV28] in a folder, a commit waits for the disk, and reading does not', async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'skein-durable-'))
  let syncs = 0
  const sql = await openPglite(path.join(folder, 'pglite'), (file) => {
    syncs++
    fsyncSync(file)
  })
  const during = async (work: () => Promise<unknown>): Promise<number> => {
    const before = syncs
    await work()
    return syncs - before
  }
  await sql.query('create table t (a integer)')
  for (let i = 0; i < 5; i++) {
    expect(await during(() => sql.query('insert into t values ($1)', [i]))).toBeGreaterThan(0)
    expect(await during(() => sql.transaction((query) => query('update t set a = a + 1')))).toBeGreaterThan(0)
  }
  expect(await during(() => sql.query('select count(*) from t'))).toBe(0)
  await sql.close()
  rmSync(folder, { recursive: true })
})
