import { connect } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  MESSAGE_CHARACTERS_MAX,
  PUSH_EDITS_MAX,
  SESSION_PATH,
  type StoreProblemCode,
} from '../shared/contracts/store-protocol.ts'
import type { Edit } from '../shared/edits/edit.ts'
import { formatEdit } from '../shared/edits/edit-json.ts'
import { TEXT_CHARACTERS_MAX } from '../shared/edits/edit-limits.ts'
import { mergeOf, mergesOf } from '../shared/sync/testing/sync-fixture.ts'
import { addDataset, addUser, createToken, revokeTokens } from './accounts/accounts.ts'
import { openPglite } from './database/pglite-sql.ts'
import type { Sql } from './database/sql.ts'
import { CONNECTIONS_PER_USER, MESSAGES_AT_ONCE, SIGN_INS_AT_ONCE } from './limits.ts'
import { type Store, startStore } from './store.ts'
import { connectClient, inDataset, joinClient, Refused, type TestClient } from './testing/test-client.ts'
import { foundTeam, TEAM_DATASET } from './testing/test-team.ts'

const started = Date.now()
const HERE = {
  isShared: false,
  localUser: undefined,
  host: '127.0.0.1',
  port: 0,
  logLevel: 'silent',
  behindProxy: true,
  snapshotEvery: 1_000_000,
  // Nobody is dropped for the time that a busy machine takes, and what may be done in a second comes at once.
  times: { helloTimeout: 60_000, heartbeat: 600_000 },
  now: () => started,
}

let sql: Sql
let store: Store
let tokens: Readonly<Record<string, string>>
beforeAll(async () => {
  sql = await openPglite(undefined)
  tokens = await foundTeam(sql)
  store = await startStore({ sql, ...HERE })
})
afterAll(() => store.stop())

const tokenOf = (user: string) => tokens[user] ?? ''
const hello = (changes: object = {}) =>
  JSON.stringify({ kind: 'hello', protocol: 1, dataset: TEAM_DATASET, client: 'x', head: 0, ...changes })
const join = (user: string, client: string, head = 0) =>
  joinClient(store.url, tokenOf(user), { dataset: TEAM_DATASET, client, head })
const pushText = (edits: readonly unknown[]) => JSON.stringify({ kind: 'push', edits })
const merge = (key: string) => formatEdit(mergeOf(key, { dataset: TEAM_DATASET, author: 'ann' }))

describe('what a client may send', () => {
  const wrong: readonly (readonly [what: string, messages: readonly string[], code: StoreProblemCode])[] = [
    ['no JSON', ['{'], 'malformed'],
    ['JSON that is no message', ['[]'], 'malformed'],
    ['a message of no kind', ['{"kind":"drop table edits"}'], 'malformed'],
    ['a field that nobody knows', [hello({ admin: true })], 'malformed'],
    ['a head that is no number', [hello({ head: '0' })], 'malformed'],
    ['another version', [hello({ protocol: 2 })], 'other-version'],
    ['another dataset', [hello({ dataset: 'other' })], 'no-access'],
    ['a dataset with a NUL', [hello({ dataset: `${TEAM_DATASET}\0` })], 'no-access'],
    ['SQL as a dataset', [hello({ dataset: "' or '1'='1" })], 'no-access'],
    ['a push before the hello', [pushText([])], 'malformed'],
    ['a second hello', [hello(), hello()], 'malformed'],
    ['too many edits in one push', [hello(), pushText(Array(PUSH_EDITS_MAX + 1).fill(merge('w/s/1')))], 'malformed'],
    ['an edit that is none', [hello(), pushText([{}])], 'malformed'],
    ['an edit of a newer version', [hello(), pushText([{ ...Object(merge('w/s/1')), schema: 99 }])], 'malformed'],
    [
      'an edit of another dataset',
      [hello(), pushText([formatEdit(mergeOf('w/s/1', { dataset: 'other' }))])],
      'malformed',
    ],
    [
      'an id with a NUL',
      [hello(), pushText([{ ...Object(merge('w/s/1')), id: { client: '\0', session: 's', counter: 1 } }])],
      'malformed',
    ],
    ['edits in the wrong order', [hello(), pushText([merge('w/s/2'), merge('w/s/1')])], 'gap'],
    ['a place that is none', [hello(), '{"kind":"presence","cursor":[1,2],"selection":[]}'], 'malformed'],
    ['a head beyond the log', [hello({ head: 1_000_000 })], 'altered'],
    ['a message that is too long', [' '.repeat(MESSAGE_CHARACTERS_MAX + 1)], 'too-large'],
    [
      'too many messages',
      [hello(), ...Array(MESSAGES_AT_ONCE).fill('{"kind":"presence","cursor":null,"selection":[]}')],
      'too-many',
    ],
  ]

  it.each(wrong)(
    '[SV9] %s ends the connection with its problem, and disturbs nobody',
    async (_what, messages, code) => {
      const witness = await join('vic', 'witness')
      const before = witness.received[0]
      const client = await connectClient(store.url, tokenOf('ann'))
      for (const message of messages) client.sendText(message)
      expect((await client.next('problem')).code).toBe(code)
      await client.closed
      witness.close()
      const after = await join('vic', 'witness')
      expect(after.received[0]).toEqual(before)
      after.close()
    },
  )

  it('[SV9] bytes, and silence, end the connection too', async () => {
    const client = await connectClient(store.url, tokenOf('ann'))
    client.socket.send(Buffer.from(hello()))
    expect((await client.next('problem')).code).toBe('malformed')
    const ownSql = await openPglite(undefined)
    const ownTokens = await foundTeam(ownSql)
    const own = await startStore({ ...HERE, sql: ownSql, times: { ...HERE.times, helloTimeout: 100 } })
    const silent = await connectClient(own.url, ownTokens['ann'])
    expect((await silent.next('problem')).message).toBe('No hello for too long')
    await silent.closed
    await own.stop()
  })

  it('[SV10] an edit that is sent again is in the log once, and a different text with its id is refused', async () => {
    const first = await join('ann', 'again')
    const edits = mergesOf('again/s', 1, 3).map((edit) => ({ ...edit, author: 'ann', dataset: TEAM_DATASET }))
    first.send({ kind: 'push', edits })
    first.send({ kind: 'push', edits })
    first.send({ kind: 'push', edits: edits.slice(1) })
    const head = (await first.next('committed')).entries.length
    const later = await join('ann', 'again', head)
    later.send({ kind: 'push', edits: [...edits, mergeOf('again/s/4', { author: 'ann', dataset: TEAM_DATASET })] })
    expect(await later.next('committed')).toMatchObject({ from: head + 1, entries: [{ edit: { id: { counter: 4 } } }] })
    expect(first.received.filter(({ kind }) => kind === 'problem')).toEqual([])
    later.send({ kind: 'push', edits: [mergeOf('again/s/4', { author: 'ann', dataset: TEAM_DATASET, madeAtMs: 1 })] })
    expect((await later.next('problem')).code).toBe('altered')
    const thief = await join('rev', 'again')
    thief.send({ kind: 'push', edits: [mergeOf('again/s/5', { author: 'rev', dataset: TEAM_DATASET })] })
    expect((await thief.next('problem')).code).toBe('altered')
    first.close()
  })

  it('[SV11] one user has so many connections, and more when one of them ends', async () => {
    const all: TestClient[] = []
    for (let i = 0; i < CONNECTIONS_PER_USER; i++) all.push(await join('rev', `many-${i}`))
    const more = await connectClient(store.url, tokenOf('rev'))
    expect((await more.next('problem')).code).toBe('too-many')
    all[0]?.close()
    await all[0]?.closed
    const last = await join('rev', 'last')
    for (const client of [...all, last]) client.close()
    await Promise.all([...all, last].map(({ closed }) => closed))
  })
})

describe('tokens', () => {
  it('[SV7] missing, wrong, expired and revoked ones get the same reply, on both ways', async () => {
    const expired = await createToken(sql.query, 'ann', 'old', Date.now() - 1)
    const revoked = await createToken(sql.query, 'ann', 'gone', undefined)
    await revokeTokens(sql.query, { user: 'ann', label: 'gone' })
    const replies = new Set<string>()
    for (const token of [undefined, 'wrong', "' or 1=1 --", expired, revoked]) {
      const headers = token === undefined ? {} : { authorization: `Bearer ${token}` }
      const reply = await fetch(store.url + SESSION_PATH, { headers })
      replies.add(`${reply.status} ${reply.headers.get('www-authenticate')} ${await reply.text()}`)
      const refusal = await connectClient(store.url, token).catch((error: unknown) => error)
      if (!(refusal instanceof Refused)) throw new Error('it was not refused')
      replies.add(`${refusal.status} Bearer ${refusal.body}`)
    }
    expect([...replies]).toEqual([
      '401 Bearer {"code":"not-signed-in","message":"The store does not accept this token"}',
    ])
  })

  it('[SV8] an address with too many failures is refused with that reason, others are served', async () => {
    const ask = (address: string, token: string) => {
      const headers = { authorization: `Bearer ${token}`, 'x-forwarded-for': address }
      return fetch(store.url + SESSION_PATH, { headers })
    }
    const replies = await Promise.all(Array.from({ length: 2 * SIGN_INS_AT_ONCE }, () => ask('10.0.0.1', 'wrong')))
    expect(replies.map(({ status }) => status)).toContain(429)
    const refused = await ask('10.0.0.1', tokenOf('ann'))
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, '5'])
    expect((await ask('10.0.0.2', tokenOf('ann'))).status).toBe(200)
  })

  it('[SV12] a token in an address signs nobody in, and comes back in no reply', async () => {
    const token = tokenOf('ann')
    for (const path of [`${SESSION_PATH}?token=${token}`, `/${token}`, `/v1/${token}?authorization=${token}`]) {
      const reply = await fetch(store.url + path)
      expect([401, 404]).toContain(reply.status)
      expect(await reply.text()).not.toContain(token)
    }
    const metrics = await fetch(`${store.url}/metrics`, { headers: { authorization: `Bearer ${token}` } })
    expect(await metrics.text()).toMatch(/skein_connections \d/)
    expect((await fetch(`${store.url}/metrics`)).status).toBe(401)
  })
})

/** Sends bytes as they are, and gives what comes until the other side ends. */
function sendRaw(text: string): Promise<string> {
  const { hostname, port } = new URL(store.url)
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port), hostname)
    let got = ''
    socket.on('data', (piece) => {
      got += String(piece)
    })
    socket.on('error', reject)
    socket.on('close', () => resolve(got))
    socket.write(text)
  })
}

describe('text that means to be more', () => {
  it('[SV13] names with SQL in them are names; ones that no terminal or database can hold are refused', async () => {
    const name = `Robert'); drop table edits; --"\\`
    await addUser(sql.query, name)
    await addDataset(sql.query, name)
    const token = await createToken(sql.query, name, name, undefined)
    const reply = await fetch(store.url + SESSION_PATH, { headers: { authorization: `Bearer ${token}` } })
    expect(await reply.json()).toEqual({ user: name, datasets: [] })
    for (const bad of ['', ' a', 'a\nb', 'a\0b', 'a\u001b[2J', '\ud800', 'x'.repeat(300)]) {
      await expect(addUser(sql.query, bad)).rejects.toThrow(/name/)
    }
    await expect(addDataset(sql.query, 'x'.repeat(5000))).rejects.toThrow(/name/)
    expect(await addDataset(sql.query, 'ü'.repeat(4096))).toBe(true)
  })

  it('[SV13] a header cannot be smuggled in, and what is no HTTP ends', async () => {
    const reply = await sendRaw(
      `GET ${SESSION_PATH} HTTP/1.1\r\nHost: x\r\nConnection: close\r\nAuthorization: Bearer x\r\nX-A: b\nAuthorization: Bearer ${tokenOf('adm')}\r\n\r\n`,
    )
    expect(reply).toMatch(/^HTTP\/1\.1 40[01] /)
    expect(reply).not.toContain('adm')
    expect(await sendRaw('\0\0\0\0\r\n\r\n')).toMatch(/^HTTP\/1\.1 400 /)
    const body = 'x'.repeat(5000)
    const posted = await fetch(store.url + SESSION_PATH, { method: 'POST', body })
    expect(posted.status).toBe(413)
  })
})

/** Edits with the longest text that there is. */
function longEdits(client: string, from: number, count: number): Edit[] {
  return mergesOf(`${client}/s`, from, from + count - 1).map(
    ({ a: _a, b: _b, expect: _e, overrides: _o, ...common }) => ({
      ...common,
      author: 'ann',
      kind: 'annotate',
      annotation: 'long',
      change: {
        kind: 'put',
        value: { shape: 'point', positions: [[0, 0, 0]], text: 'x'.repeat(TEXT_CHARACTERS_MAX), tags: [] },
      },
    }),
  )
}

describe('a client that does not read', () => {
  it('[SV14] is dropped as too slow, while others get all', async () => {
    const slow = await join('vic', 'slow', 0)
    const ann = await join('ann', 'writer')
    slow.send({ kind: 'presence', cursor: [0, 0, 0], selection: [] })
    await ann.next('presence')
    slow.socket.pause()
    let counter = 0
    const push = async (edits: Edit[]) => {
      const before = counter
      counter += edits.length
      ann.send({ kind: 'push', edits: inDataset(TEAM_DATASET, edits) })
      for (let got = before; got < counter; ) {
        const { entries } = await ann.next('committed')
        got += entries.filter(({ edit }) => edit.id.client === 'writer').length
      }
    }
    const isGone = () => ann.received.some((one) => one.kind === 'left' && one.client === 'slow')
    // First what fills the network's buffers and the store's own, then what it need not wait for any longer.
    while (counter < 2_000) await push(longEdits('writer', counter + 1, 50))
    while (!isGone() && counter < 20_000) {
      await push(mergesOf('writer/s', counter + 1, counter + 100).map((edit) => ({ ...edit, author: 'ann' })))
    }
    expect(isGone()).toBe(true)
    const metrics = await fetch(`${store.url}/metrics`, { headers: { authorization: `Bearer ${tokenOf('ann')}` } })
    expect(await metrics.text()).toContain('skein_problems_total{code="too-slow"} 1')
    ann.close()
    slow.socket.terminate()
  })
})
