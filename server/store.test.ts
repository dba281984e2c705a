import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  ANSWERS_PATH,
  ANSWERS_SHARED_MAX,
  ANSWERS_TOLD_MAX,
  formatSharedAnswers,
  parseToldAnswers,
  type SharedAnswer,
} from '../shared/contracts/answers-protocol.ts'
import { HISTORY_PATH, type Role, SESSION_PATH, SNAPSHOT_PATH } from '../shared/contracts/store-protocol.ts'
import { noEvidence, setEvidence } from '../shared/doubts/evidence/evidence.ts'
import type { Edit } from '../shared/edits/edit.ts'
import { mergeOf, mergesOf, revertOf } from '../shared/sync/testing/sync-fixture.ts'
import { createToken, datasetNumber, listTokens, revokeTokens, setRole } from './accounts/accounts.ts'
import { openPglite } from './database/pglite-sql.ts'
import type { Sql } from './database/sql.ts'
import { type Store, startStore } from './store.ts'
import { connectClient, inDataset, joinClient, Refused, type TestClient } from './testing/test-client.ts'
import { foundTeam, TEAM, TEAM_DATASET } from './testing/test-team.ts'

const HERE = {
  isShared: false,
  localUser: undefined,
  host: '127.0.0.1',
  port: 0,
  logLevel: 'silent',
  behindProxy: false,
  snapshotEvery: 1_000_000,
  // Nobody is dropped for the time that a busy machine takes.
  times: { helloTimeout: 60_000, heartbeat: 60_000 },
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

let clients = 0
/** A new client of the user, with the log so far. */
async function join(user: string): Promise<{ readonly client: TestClient; readonly name: string }> {
  clients++
  const name = `${user}-${clients}`
  return { client: await joinClient(store.url, tokenOf(user), { dataset: TEAM_DATASET, client: name }), name }
}

function ask(path: string, token: string | undefined): Promise<Response> {
  return fetch(store.url + path, token === undefined ? {} : { headers: { authorization: `Bearer ${token}` } })
}

const inTeam = `dataset=${encodeURIComponent(TEAM_DATASET)}`

/** Pushes and waits until all of it has come back; gives how the last of it was committed. */
async function push(client: TestClient, edits: readonly Edit[]) {
  client.send({ kind: 'push', edits: inDataset(TEAM_DATASET, edits) })
  const last = edits.at(-1)?.id
  for (;;) {
    const { entries } = await client.next('committed')
    const found = entries.find(({ edit: { id } }) => JSON.stringify(id) === JSON.stringify(last))
    if (found !== undefined) return found
  }
}

describe('who may do what', () => {
  const MAY_EDIT: readonly (Role | undefined)[] = ['proofreader', 'reviewer', 'admin']
  const MAY_REVERT_OTHERS: readonly (Role | undefined)[] = ['reviewer', 'admin']

  it.each(Object.entries(TEAM).filter(([, role]) => role !== undefined))(
    '[SV1] %s, who is %s, over the socket',
    async (user, role) => {
      const other = await join('adm')
      const foreign = await push(other.client, [mergeOf(`${other.name}/s/1`, { author: 'adm' })])
      expect(foreign.refused).toBeUndefined()

      const { client, name } = await join(user)
      const own = await push(client, [mergeOf(`${name}/s/1`, { author: user })])
      expect(own.by).toBe(user)
      expect(own.refused === undefined).toBe(MAY_EDIT.includes(role))
      const undone = await push(client, [{ ...revertOf(`${name}/s/2`, `${name}/s/1`), author: user }])
      expect(undone.refused === undefined).toBe(MAY_EDIT.includes(role))
      const others = await push(client, [{ ...revertOf(`${name}/s/3`, `${other.name}/s/1`), author: user }])
      expect(others.refused === undefined).toBe(user === 'adm' || MAY_REVERT_OTHERS.includes(role))

      client.send({ kind: 'presence', cursor: [1, 2, 3], selection: [7n] })
      const presence = await other.client.next('presence')
      expect(presence).toMatchObject({ client: name, user, cursor: [1, 2, 3], selection: [7n] })
      client.close()
      expect(await other.client.next('left')).toEqual({ kind: 'left', client: name })
      other.client.close()
    },
  )

  it('[SV1] a user without a role gets nothing, and cannot tell a dataset that exists from one that does not', async () => {
    for (const dataset of [TEAM_DATASET, 'there is none']) {
      const client = await connectClient(store.url, tokenOf('nil'))
      client.send({ kind: 'hello', protocol: 1, dataset, client: 'n', head: 0 })
      const { code, message } = await client.next('problem')
      expect([code, message]).toEqual(['no-access', 'There is no such dataset, or nil has no role in it'])
      await client.closed
      const query = `dataset=${encodeURIComponent(dataset)}`
      for (const path of [`${HISTORY_PATH}?${query}&before=9&take=9`, `${SNAPSHOT_PATH}?${query}`]) {
        const reply = await ask(path, tokenOf('nil'))
        expect([reply.status, await reply.json()]).toEqual([403, { code, message }])
      }
    }
  })

  it.each(Object.keys(TEAM))('[SV2] %s gets its name and its roles, and reads what these allow', async (user) => {
    const role = TEAM[user]
    const reply = await ask(SESSION_PATH, tokenOf(user))
    expect(await reply.json()).toEqual({ user, datasets: role === undefined ? [] : [{ name: TEAM_DATASET, role }] })
    const status = role === undefined ? 403 : 200
    expect((await ask(`${HISTORY_PATH}?${inTeam}&before=5&take=5`, tokenOf(user))).status).toBe(status)
    expect((await ask(`${SNAPSHOT_PATH}?${inTeam}`, tokenOf(user))).status).toBe(role === undefined ? 403 : 404)
  })

  it('[SV3] history gives the edits before a seq, and is cut at both ends', async () => {
    const { client, name } = await join('ann')
    await push(
      client,
      mergesOf(`${name}/s`, 1, 30).map((edit) => ({ ...edit, author: 'ann' })),
    )
    client.close()
    const history = async (before: number, take: number) => {
      const reply = await ask(`${HISTORY_PATH}?${inTeam}&before=${before}&take=${take}`, tokenOf('vic'))
      const { from, entries } = await reply.json()
      return { from, count: entries.length }
    }
    expect(await history(11, 4)).toEqual({ from: 7, count: 4 })
    expect(await history(3, 10)).toEqual({ from: 1, count: 2 })
    expect(await history(1, 10)).toEqual({ from: 1, count: 0 })
    const { from, count } = await history(1_000_000, 5)
    expect(count).toBe(5)
    const head = (await join('vic')).client.received[0]
    expect(head).toMatchObject({ kind: 'welcome', head: from + 4 })
    for (const query of [
      '',
      `?${inTeam}`,
      `?${inTeam}&before=-1&take=1`,
      `?${inTeam}&before=1&take=x`,
      '?before=1&take=1',
    ]) {
      expect((await ask(HISTORY_PATH + query, tokenOf('vic'))).status).toBe(400)
    }
  })
})

describe('what changes while one is connected', () => {
  it('[SV4] a new role is announced and counts at once; taking a role away ends the connection', async () => {
    const { client, name } = await join('rev')
    const dataset = (await datasetNumber(sql.query, TEAM_DATASET)) ?? 0
    await setRole(sql.query, dataset, 'rev', 'viewer')
    expect(await client.next('role')).toEqual({ kind: 'role', role: 'viewer' })
    expect((await push(client, [mergeOf(`${name}/s/1`, { author: 'rev' })])).refused).toMatch(/may look/)
    await setRole(sql.query, dataset, 'rev', undefined)
    expect(await client.next('problem')).toMatchObject({ code: 'no-access' })
    await client.closed
    await setRole(sql.query, dataset, 'rev', 'reviewer')
    expect((await join('rev')).client.received[0]).toMatchObject({ role: 'reviewer' })
  })

  it('[SV5] a token that is revoked ends its connections, and no others of that user', async () => {
    const token = await createToken(sql.query, 'ann', 'lost', undefined)
    const lost = await joinClient(store.url, token, { dataset: TEAM_DATASET, client: 'lost' })
    const kept = await join('ann')
    expect(await revokeTokens(sql.query, { user: 'ann', label: 'lost' })).toBe(1)
    expect(await lost.next('problem')).toMatchObject({ code: 'not-signed-in' })
    await lost.closed
    await expect(connectClient(store.url, token)).rejects.toThrow(Refused)
    await push(kept.client, [mergeOf(`${kept.name}/s/1`, { author: 'ann' })])
    expect((await listTokens(sql.query)).filter(({ label }) => label === 'lost')).toMatchObject([{ state: 'revoked' }])
  })

  it('[SV5] a token that expires ends its connections, and a client that does not reply is given up', async () => {
    const [ownSql, start] = [await openPglite(undefined), Date.now()]
    const ownTokens = await foundTeam(ownSql)
    let passedMs = 0
    const own = await startStore({
      ...HERE,
      sql: ownSql,
      now: () => start + passedMs,
      times: { helloTimeout: 60_000, heartbeat: 1_000 },
    })
    const token = await createToken(ownSql.query, 'ann', 'short', start + 3_600_000)
    const short = await joinClient(own.url, token, { dataset: TEAM_DATASET, client: 'short' })
    passedMs = 3_600_000
    expect(await short.next('problem')).toMatchObject({ code: 'not-signed-in' })
    const deaf = await joinClient(own.url, ownTokens['vic'] ?? '', { dataset: TEAM_DATASET, client: 'deaf' })
    deaf.socket.pong = () => undefined
    expect(await deaf.closed).toBe(1006)
    await own.stop()
  })

  it('[SV6] an edit of one client is sent to all, once and in order, also to new clients', async () => {
    const first = await join('ann')
    const second = await join('rev')
    await push(
      first.client,
      mergesOf(`${first.name}/s`, 1, 40).map((edit) => ({ ...edit, author: 'ann' })),
    )
    const third = await join('vic')
    const head = third.client.received[0]
    if (head?.kind !== 'welcome') throw new Error('there is no welcome')
    const logs = await Promise.all([second, third].map(({ client }) => client.edits(head.head)))
    expect(logs[0]).toEqual(logs[1])
    const ids = logs[0]?.map(({ edit: { id } }) => JSON.stringify(id))
    expect(new Set(ids).size).toBe(head.head)
    for (const { client } of [first, second, third]) client.close()
  })
})

describe('answers to doubts', () => {
  const answersPath = (after: number) => `${ANSWERS_PATH}?${inTeam}&after=${after}`
  const share = (user: string, body: string) =>
    fetch(`${store.url}${ANSWERS_PATH}?${inTeam}`, {
      ...{ method: 'POST', body },
      headers: { authorization: `Bearer ${tokenOf(user)}`, 'content-type': 'text/plain' },
    })
  const told = async (user: string, after: number) => {
    const answers = parseToldAnswers(await (await ask(answersPath(after), tokenOf(user))).text(), TEAM_DATASET)
    if (!answers.ok) throw new Error(answers.problem.message)
    return answers.value
  }
  const answer = (b: number, isError = true): SharedAnswer => {
    const evidence = noEvidence()
    setEvidence(evidence, { contact: b, 'best-odds': -0.5 })
    const doubt = `merge 1 ${b}`
    const fields = { shown: 0.5, model: 'm', madeAtMs: b, evidence }
    return { doubt, answer: { doubt, kind: 'missed-merge', a: 1n, b: BigInt(b), isError, ...fields } }
  }
  const text = (...answers: readonly SharedAnswer[]) => formatSharedAnswers(answers, TEAM_DATASET)
  const takenBack = (b: number): SharedAnswer => ({ doubt: `merge 1 ${b}`, answer: undefined })

  it('[LN6] are told to all members, the latest of each person to each doubt, and can be taken back', async () => {
    expect((await share('ann', text(answer(2), answer(3)))).status).toBe(200)
    expect((await share('rev', text(answer(2, false)))).status).toBe(200)
    const first = await told('vic', 0)
    expect(first.answers).toEqual([
      { by: 'ann', ...answer(2) },
      { by: 'ann', ...answer(3) },
      { by: 'rev', ...answer(2, false) },
    ])
    await share('ann', text(answer(3, false), takenBack(2), answer(3)))
    const after = await told('vic', first.last)
    expect(after.answers).toEqual([
      { by: 'ann', ...answer(3) },
      { by: 'ann', ...takenBack(2) },
    ])
    expect((await told('vic', after.last)).answers).toEqual([])
    expect((await told('vic', 0)).answers.map(({ by, doubt }) => `${by} ${doubt}`).sort()).toEqual([
      'ann merge 1 2',
      'ann merge 1 3',
      'rev merge 1 2',
    ])
  })

  it('[LN6] are refused from who may only look, and damaged, foreign or too many none of them counts', async () => {
    const { last } = await told('vic', 0)
    expect((await share('vic', text(answer(2)))).status).toBe(403)
    expect((await share('nil', text(answer(2)))).status).toBe(403)
    const damaged = (change: object) => {
      const whole = JSON.parse(text(answer(5), answer(6)))
      Object.assign(whole.answers[1].answer, change)
      return JSON.stringify(whole)
    }
    for (const body of [
      damaged({ dataset: 'another' }),
      damaged({ evidence: { contact: 1e40 } }),
      damaged({ evidence: { smell: 1 } }),
      damaged({ doubt: 'merge 1 7' }),
      damaged({ version: 2 }),
      '{',
      '',
      JSON.stringify({ answers: Array.from({ length: ANSWERS_SHARED_MAX + 1 }, () => ({ doubt: 'x', answer: null })) }),
    ]) {
      const refused = await share('ann', body)
      expect(refused.status).toBe(400)
      expect(await refused.json()).toMatchObject({ code: 'malformed' })
    }
    expect((await share('ann', ' '.repeat(200_000))).status).toBe(413)
    expect((await ask(answersPath(0).replace('after=0', 'after=x'), tokenOf('vic'))).status).toBe(400)
    expect((await ask(answersPath(0), tokenOf('nil'))).status).toBe(403)
    expect((await told('vic', last)).answers).toEqual([])
  })

  it('[LN6] are told in pages, and each is told once', async () => {
    const { last } = await told('vic', 0)
    const many = Array.from({ length: ANSWERS_TOLD_MAX + 7 }, (_, i) => answer(100 + i))
    for (let i = 0; i < many.length; i += ANSWERS_SHARED_MAX) {
      expect((await share('adm', text(...many.slice(i, i + ANSWERS_SHARED_MAX)))).status).toBe(200)
    }
    const one = await told('vic', last)
    const two = await told('vic', one.last)
    expect([one.answers.length, two.answers.length]).toEqual([ANSWERS_TOLD_MAX, 7])
    expect([...one.answers, ...two.answers].map(({ doubt }) => doubt)).toEqual(many.map(({ doubt }) => doubt))
  })
})
