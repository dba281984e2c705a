import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { openDatabase } from './database/open-database.ts'
import { createSqlStorage } from './storage/sql-storage.ts'
import { type Load, runLoad, type SeenLog } from './testing/load-client.ts'
import { runServer, type ServerProcess, startServer } from './testing/server-process.ts'
import { connectClient, joinClient } from './testing/test-client.ts'
import { startTestPostgres, type TestPostgres } from './testing/test-postgres.ts'
import { foundTeam, TEAM_DATASET } from './testing/test-team.ts'

const running: ServerProcess[] = []
afterEach(async () => {
  await Promise.all(running.splice(0).map((server) => server.end('SIGKILL')))
})

async function start(args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<ServerProcess> {
  const server = await startServer(args, env)
  running.push(server)
  return server
}

const fail = (error: Error) => {
  throw error
}

const CLIENTS = 6
const EDITS_OF_EACH = 120
const ALL = CLIENTS * EDITS_OF_EACH

/** Clients of two users that make edits all at once; `at` is called once this many edits were seen. */
async function runTeam(
  tokens: Readonly<Record<string, string>>,
  urlOf: (client: number) => string,
  at: { readonly seen: number; readonly act: () => Promise<void> },
): Promise<SeenLog> {
  const seen: SeenLog = { entries: new Map(), quarrels: [] }
  let acting: Promise<void> | undefined
  const onSeen = () => {
    if (seen.entries.size >= at.seen) acting ??= at.act()
  }
  const loads = Array.from({ length: CLIENTS }, (_, i): Load => {
    const user = i % 2 === 0 ? 'ann' : 'rev'
    const token = tokens[user] ?? ''
    return {
      url: () => urlOf(i),
      token,
      user,
      dataset: TEAM_DATASET,
      client: `c${i}`,
      edits: EDITS_OF_EACH,
      batch: 4,
      seen,
      onSeen,
    }
  })
  await Promise.all(loads.map(runLoad))
  await acting
  expect(acting).toBeDefined()
  return seen
}

/** The log in the database is what the clients saw, and each edit is there once and in its place. */
async function expectLog(seen: SeenLog, place: Parameters<typeof openDatabase>[0]): Promise<void> {
  const sql = await openDatabase(place, fail)
  const storage = createSqlStorage(sql, 'a test')
  const log = await storage.read(TEAM_DATASET, 1, 10_000)
  const head = await storage.head(TEAM_DATASET)
  await sql.close()
  expect(seen.quarrels).toEqual([])
  expect(head).toBe(ALL)
  expect(log.map((entry) => JSON.stringify(entry))).toEqual(
    Array.from({ length: ALL }, (_, i) => seen.entries.get(i + 1)),
  )
  expect(new Set(log.map(({ editJson }) => JSON.stringify(JSON.parse(editJson).id))).size).toBe(ALL)
}

describe('a store in a folder', () => {
  let folder = ''
  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'skein-store-'))
  })
  afterEach(() => rmSync(folder, { recursive: true, force: true }))

  it('[SV20] has every acknowledged edit once after it was killed under load and started again', async () => {
    const data = path.join(folder, 'store')
    const place = { kind: 'folder', folder: data } as const
    const sql = await openDatabase(place, fail)
    const tokens = await foundTeam(sql)
    await sql.close()
    let server = await start(['--data', data])
    const seen = await runTeam(tokens, () => server.url, {
      seen: ALL / 3,
      act: async () => {
        expect(await server.end('SIGKILL')).toBeNull()
        server = await start(['--data', data])
      },
    })
    expect((await runServer(['user', 'add', 'x', '--data', data])).output).toMatch(/is in use: stop the running server/)
    expect(await server.end('SIGTERM')).toBe(0)
    await expectLog(seen, place)
  })
})

describe('stores on one PostgreSQL', () => {
  let postgres: TestPostgres
  let url = ''
  let env: Readonly<Record<string, string>> = {}
  let tokens: Readonly<Record<string, string>>
  beforeAll(async () => {
    postgres = await startTestPostgres()
  })
  beforeEach(async () => {
    url = await postgres.newDatabase()
    env = { DATABASE_URL: url }
    const sql = await openDatabase({ kind: 'postgres', url }, fail)
    tokens = await foundTeam(sql)
    await sql.close()
  })
  afterAll(() => postgres.close())

  it('[SV21] two processes give one order; when one is killed, its clients go on at the other', async () => {
    const [one, two] = await Promise.all([start([], env), start([], env)])
    let isOneThere = true
    const seen = await runTeam(tokens, (client) => (isOneThere && client < CLIENTS / 2 ? one : two).url, {
      seen: ALL / 3,
      act: async () => {
        isOneThere = false
        await one.end('SIGKILL')
      },
    })
    await expectLog(seen, { kind: 'postgres', url })
  })

  it('[SV22] serve nobody while the database is away, and go on with everything once it is back', async () => {
    const server = await start([], env)
    const idle = await joinClient(server.url, tokens['vic'] ?? '', { dataset: TEAM_DATASET, client: 'idle' })
    const health = async () => (await fetch(`${server.url}/health`)).status
    const seen = await runTeam(tokens, () => server.url, {
      seen: ALL / 3,
      act: async () => {
        await postgres.halt()
        expect((await idle.next('problem')).code).toBe('unavailable')
        expect(await health()).toBe(503)
        const late = await connectClient(server.url, tokens['vic']).catch((error: unknown) => error)
        expect(late).toMatchObject({ status: 503 })
        await postgres.resume()
      },
    })
    expect(await health()).toBe(200)
    await expectLog(seen, { kind: 'postgres', url })
  })

  it('[SV23] presence, roles and revoked tokens cross from process to process', async () => {
    const [one, two] = await Promise.all([start([], env), start([], env)])
    const ann = await joinClient(one.url, tokens['ann'] ?? '', { dataset: TEAM_DATASET, client: 'ann' })
    const rev = await joinClient(two.url, tokens['rev'] ?? '', { dataset: TEAM_DATASET, client: 'rev' })
    ann.send({ kind: 'presence', cursor: [1, 2, 3], selection: [2n ** 64n - 1n] })
    const there = { kind: 'presence', client: 'ann', user: 'ann', cursor: [1, 2, 3], selection: [2n ** 64n - 1n] }
    expect(await rev.next('presence')).toEqual(there)

    const role = await runServer(['role', 'set', 'ann', TEAM_DATASET, 'viewer'], env)
    expect(role).toEqual({ code: 0, output: `ann is viewer in ${TEAM_DATASET}\n` })
    expect(await ann.next('role')).toEqual({ kind: 'role', role: 'viewer' })

    const { output } = await runServer(['token', 'list'], env)
    const id =
      output
        .split('\n')
        .find((line) => line.includes('  ann  '))
        ?.split(' ')[0] ?? ''
    await runServer(['token', 'revoke', id], env)
    expect((await ann.next('problem')).code).toBe('not-signed-in')
    expect(await rev.next('left')).toEqual({ kind: 'left', client: 'ann' })

    expect(await one.end('SIGTERM')).toBe(0)
    two.end('SIGTERM')
    expect((await rev.next('problem')).code).toBe('unavailable')
  })
})
