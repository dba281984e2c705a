import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir, userInfo } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { SESSION_PATH } from '../shared/contracts/store-protocol.ts'
import { mergeOf, mergesOf } from '../shared/sync/testing/sync-fixture.ts'
import { runServer, type ServerProcess, startServer } from './testing/server-process.ts'
import { connectClient, inDataset, joinClient } from './testing/test-client.ts'

let folder = ''
let data = ''
let file = ''
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'skein-main-'))
  data = path.join(folder, 'store')
  file = path.join(folder, 'connection.json')
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const command = async (...words: readonly string[]) => (await runServer([...words, '--data', data])).output.trim()

function connection(): { readonly url: string; readonly token: string } {
  return JSON.parse(readFileSync(file, 'utf8'))
}

/** Waits for the file that the store writes once it listens. */
async function startLocal(): Promise<ServerProcess> {
  rmSync(file, { force: true })
  const server = await startServer(['--data', data, '--connection-file', file])
  for (;;) {
    try {
      connection()
      return server
    } catch {
      await new Promise((again) => setImmediate(again))
    }
  }
}

describe('the program', () => {
  it('[SV30] sets up users, datasets, roles and tokens before it serves', async () => {
    expect(await command('dataset', 'add', 'a dataset')).toBe('Added the dataset a dataset')
    expect(await command('user', 'add', 'bob')).toBe('Added the user bob')
    expect(await command('role', 'set', 'bob', 'a dataset', 'reviewer')).toBe('bob is reviewer in a dataset')
    expect(await command('token', 'create', 'bob', '--label', 'laptop')).toMatch(/^skein_[\w-]{43}$/)
    expect(await command('token', 'list')).toMatch(/^[0-9a-f]{12} {2}valid {2}bob {2}laptop$/)
    const { code, output } = await runServer(['role', 'set', 'eve', 'a dataset', 'admin', '--data', data])
    expect([code, output]).toEqual([1, 'There is no user eve; see "user add"\n'])
  })

  it('[SV35] the data are in a folder of this user if nothing says where', async () => {
    const env = { XDG_DATA_HOME: path.join(data, '..', 'own'), LOCALAPPDATA: path.join(data, '..', 'own') }
    expect((await runServer(['user', 'add', 'bob'], env)).output).toBe('Added the user bob\n')
    expect((await runServer(['user', 'add', 'bob'], env)).output).toBe('There is a user bob already\n')
    expect(existsSync(path.join(data, '..', 'own', 'skein', 'team-store'))).toBe(process.platform !== 'darwin')
  })

  it('[SV36] a signal ends it, even if its input is still open', async () => {
    const server = await startServer(['--data', data, '--until-stdin-closes'])
    expect(await server.end('SIGTERM')).toBe(0)
  })

  it('[SV31] with a connection file, this person is admin of every dataset, and has a new token each time', async () => {
    let server = await startLocal()
    const first = connection()
    expect(statSync(file).mode & 0o777).toBe(0o600)
    expect(first.url).toBe(server.url)
    for (const dataset of ['a dataset', 'one that nobody added']) {
      const client = await joinClient(server.url, first.token, { dataset, client: 'me' })
      expect(client.received[0]).toMatchObject({ user: userInfo().username, role: 'admin', head: 0 })
      client.send({ kind: 'push', edits: inDataset(dataset, mergesOf('me/s', 1, 3)) })
      expect(await client.edits(3)).toHaveLength(3)
    }
    const bad = await connectClient(server.url, first.token)
    bad.send({ kind: 'hello', protocol: 1, dataset: 'a\nb', client: 'me', head: 0 })
    expect((await bad.next('problem')).code).toBe('no-access')
    await server.end('SIGTERM')

    server = await startLocal()
    const ask = (token: string) => fetch(server.url + SESSION_PATH, { headers: { authorization: `Bearer ${token}` } })
    expect((await ask(first.token)).status).toBe(401)
    const names = [['a dataset'], ['one that nobody added']].flat()
    expect(await (await ask(connection().token)).json()).toEqual({
      user: userInfo().username,
      datasets: names.map((name) => ({ name, role: 'admin' })),
    })
    await server.end('SIGTERM')
  })

  it('[SV32] no token, header or query is in what it writes, whatever happens', async () => {
    const server = await startLocal()
    const { token } = connection()
    const secret = token.slice('skein_'.length)
    const headers = { authorization: `Bearer ${token}` }
    await fetch(`${server.url}${SESSION_PATH}?token=${token}`, { headers })
    await fetch(`${server.url}/${token}`, { headers: { ...headers, cookie: `t=${token}`, 'x-token': token } })
    await fetch(`${server.url}${SESSION_PATH}`, { headers: { authorization: `Bearer ${secret}` } })
    const client = await joinClient(server.url, token, { dataset: 'a dataset', client: 'secret' })
    client.send({ kind: 'push', edits: [mergeOf(`${secret}/s/1`, { dataset: 'a dataset', author: token })] })
    client.sendText(`{"kind":"${token}"}`)
    await client.closed
    // A line break in an address must not begin a line of the log.
    await fetch(`${server.url}/x%0a%7B%22level%22:60%7D`)
    await server.end('SIGTERM')
    const lines = server.output().trim().split('\n')
    expect(server.output()).not.toContain(secret)
    expect(lines.length).toBeGreaterThan(8)
    for (const line of lines) expect(JSON.parse(line)).toMatchObject({ level: expect.any(Number) })
    expect(lines.some((line) => line.includes('/v1/session'))).toBe(true)
  })
})
