import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { mergesOf } from '../../shared/sync/testing/sync-fixture.ts'
import { addDataset, datasetNumber, setRole } from '../accounts/accounts.ts'
import { readArguments } from '../arguments.ts'
import { migrate } from '../database/migrations.ts'
import { openPglite } from '../database/pglite-sql.ts'
import type { Sql } from '../database/sql.ts'
import { createSqlStorage } from '../storage/sql-storage.ts'
import { inDataset } from '../testing/test-client.ts'
import { runCommand } from './run-command.ts'

let sql: Sql
let folder = ''
beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'skein-commands-'))
  sql = await openPglite(undefined)
  await migrate(sql)
})
afterAll(async () => {
  await sql.close()
  rmSync(folder, { recursive: true })
})

/** What a command prints; rejects with its complaint. */
async function command(...words: readonly string[]): Promise<string> {
  const lines: string[] = []
  await runCommand(sql, readArguments([...words, '--data', folder], {}), (line) => lines.push(line))
  return lines.join('\n')
}

describe('the commands', () => {
  it('[SV34] say what they did, or why they did not', async () => {
    expect(await command('user', 'add', 'ann')).toBe('Added the user ann')
    expect(await command('user', 'add', 'ann')).toBe('There is a user ann already')
    expect(await command('dataset', 'add', 'd', '--identity')).toBe('Added the dataset d')
    expect(await command('role', 'set', 'ann', 'd', 'admin')).toBe('ann is admin in d')
    expect(await command('role', 'set', 'ann', 'd', 'none')).toBe('ann has no role in d')
    const token = await command('token', 'create', 'ann', '--label', 'x', '--expires-days', '3')
    const list = await command('token', 'list')
    expect(list).toMatch(/^[0-9a-f]{12} {2}valid {2}ann {2}x$/)
    expect(list).not.toContain(token)
    expect(await command('token', 'revoke', list.slice(0, 12))).toBe(`Revoked the token ${list.slice(0, 12)}`)
    expect(await command('token', 'list')).toMatch(/revoked/)
  })

  it('[SV38] a name that looks like another is refused, those that are there go on', async () => {
    await sql.query("insert into users (name) values ('zo\u0435'), ('zoe'), ('y\u200bu')")
    expect(await command('user', 'add', 'zo\u0435')).toBe('There is a user zo\u0435 already')
    for (const name of ['zo\u0435', 'zoe', 'y\u200bu']) {
      expect(await command('token', 'create', name)).toMatch(/^skein_/)
      expect(await command('role', 'set', name, 'd', 'viewer')).toBe(`${name} is viewer in d`)
    }
    await expect(command('user', 'add', 'Zoe')).rejects.toThrow('looks like the user "zo')
    await expect(command('dataset', 'add', 'D')).rejects.toThrow('looks like the dataset "d"')
  })

  it('[SV37] a user is kept in the form NFKC and found in any', async () => {
    expect(await command('user', 'add', 'e\u0301va')).toBe('Added the user \u00e9va')
    expect(await command('user', 'add', '\u00e9va')).toBe('There is a user \u00e9va already')
    expect(await command('role', 'set', 'e\u0301va', 'd', 'viewer')).toBe('\u00e9va is viewer in d')
  })

  it.each<[words: readonly string[], complaint: RegExp]>([
    [['role', 'set', 'eve', 'd', 'admin'], /no user eve/],
    [['role', 'set', 'ann', 'other', 'admin'], /no dataset other/],
    [['role', 'set', 'ann', 'd', 'owner'], /one of viewer, proofreader, reviewer, admin, none/],
    [['user', 'add', 'a\nb'], /no control characters/],
    [['user', 'add', 'a\u202eb'], /U\+202E/],
    [['dataset', 'add', 'a\u200bb'], /U\+200B/],
    [['dataset', 'add', 'd\u0430ta'], /several scripts/],
    [['token', 'create', 'ann', '--label', 'x\u202ey'], /U\+202E/],
    [['user', 'add'], /takes 1 words/],
    [['token', 'revoke', '%'], /No valid token/],
    [['token', 'create', 'ann', '--expires-days', '0'], /whole number from 1/],
    [['toString', ''], /no command/],
    [['user'], /no command/],
    [['--nonsense'], /nonsense/],
    [['--port', '99999'], /--port/],
    [['dataset', 'verify', 'other'], /no dataset other/],
    [['dataset', 'add', 'd', '--identity', '--agglomeration', 'x'], /either/],
  ])('[SV34] refuses %s', async (words, complaint) => {
    await expect(command(...words)).rejects.toThrow(complaint)
  })
})

describe('a log in a file', () => {
  it('[SV33] is the same when it was exported and imported, and damage is found', async () => {
    await addDataset(sql.query, 'log')
    const number = (await datasetNumber(sql.query, 'log')) ?? 0
    await setRole(sql.query, number, 'ann', 'viewer')
    const storage = createSqlStorage(sql, 'test')
    await storage.commit('log', [{ user: 'ann', edits: inDataset('log', mergesOf('c/s', 1, 2)) }])
    await setRole(sql.query, number, 'ann', 'proofreader')
    await storage.commit('log', [{ user: 'ann', edits: inDataset('log', mergesOf('c/t', 1, 1500)) }])
    const lines = await command('dataset', 'export', 'log')
    const committed = await storage.read('log', 1, 10_000)
    expect(lines.split('\n')).toHaveLength(1502)
    const file = path.join(folder, 'log.jsonl')
    writeFileSync(file, `${lines}\n`)
    await expect(command('dataset', 'import', 'log', file)).rejects.toThrow(/has edits already/)

    await sql.query('delete from edits')
    await expect(command('dataset', 'verify', 'log')).rejects.toThrow(/has 0 edits, 0 in order, where 1502/)
    await sql.query('update datasets set head = 0')
    expect(await command('dataset', 'import', 'log', file)).toBe('Imported 1502 edits into log')
    expect(await storage.read('log', 1, 10_000)).toEqual(committed)
    expect(await command('dataset', 'verify', 'log')).toBe('The log of log is whole: 1502 edits')
    const next = await storage.commit('log', [{ user: 'ann', edits: inDataset('log', mergesOf('c/t', 1500, 1501)) }])
    expect([next.from, next.entries.length]).toEqual([1503, 1])

    const [first = '', second = '', third = ''] = lines.split('\n')
    for (const [bad, complaint] of [
      [[first, third], /line 2: seq 3 stands where 2 should/],
      [[first, second.replace('"seq":2', '"seq":3')], /line 2: seq 3/],
      [[first, second.replace('"counter":2', '"counter":3')], /line 2: .*counter 2/],
      [[first, second.replace('"by":"ann"', '"by":"bob"')], /line 2: .*its client is ann/],
      [[first, second.slice(0, -5)], /line 2: it is no JSON/],
      [[first.replace('"dataset":"log"', '"dataset":"other"')], /line 1: .*another dataset/],
    ] as const) {
      writeFileSync(file, bad.join('\n').replaceAll('"dataset":"log"', '"dataset":"new"'))
      await expect(command('dataset', 'import', 'new', file)).rejects.toThrow(complaint)
      expect(await storage.head('new')).toBeUndefined()
    }
    await sql.query(`update edits set edit = replace(edit, '"madeAtMs":0', '"madeAtMs":00') where seq = 2`)
    await expect(command('dataset', 'verify', 'log')).rejects.toThrow(/is damaged at 2: it is no JSON/)
  })
})
