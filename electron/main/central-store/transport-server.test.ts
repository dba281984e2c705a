import { createServer } from 'node:net'
import { describe, expect, it } from 'vitest'
import { MESSAGE_CHARACTERS_MAX, type StoreProblem } from '../../../shared/contracts/store-protocol.ts'
import { deadPort, refuse } from './testing/test-store.ts'
import { ending, started, TOKEN, transport } from './testing/transport-fixture.ts'
import type { TransportParts } from './transport-server.ts'

function deferred<T>(): { readonly promise: Promise<T>; readonly resolve: (value: T) => void } {
  let resolve: (value: T) => void = () => {}
  const promise = new Promise<T>((given) => {
    resolve = given
  })
  return { promise, resolve }
}

/** What `closed` says of a connection that could not be made. */
async function problemOf(store: string, parts?: Partial<TransportParts>): Promise<StoreProblem | undefined> {
  const port = transport(parts)
  port.say({ kind: 'open', connection: 1, store })
  const closed = await port.next()
  expect(closed).toMatchObject({ kind: 'closed', connection: 1 })
  expect(port.bugs).toEqual([])
  return closed.kind === 'closed' ? closed.problem : undefined
}

describe('transport to a central store', () => {
  it('[TR1] carries texts both ways, in order, over one connection opened with the token in its header', async () => {
    const store = await started()
    const port = transport()
    const connecting = store.nextSocket()
    port.say({ kind: 'open', connection: 7, store: `${store.store}/` })
    const socket = await connecting
    expect(await port.next()).toEqual({ kind: 'opened', connection: 7 })
    const heard: string[] = []
    const both = new Promise<void>((done) => {
      socket.on('message', (data) => {
        heard.push(String(data))
        if (heard.length === 2) done()
      })
    })
    port.say({ kind: 'send', connection: 7, text: 'один' })
    port.say({ kind: 'send', connection: 7, text: 'two' })
    await both
    expect(heard).toEqual(['один', 'two'])
    for (const text of ['a', 'ä', 'x'.repeat(3_000_000)]) socket.send(text)
    for (const text of ['a', 'ä', 'x'.repeat(3_000_000)]) {
      expect(await port.next()).toEqual({ kind: 'received', connection: 7, text })
    }
    expect(store.asked).toEqual([{ url: '/v1/sync', authorization: `Bearer ${TOKEN}` }])
  })

  it('[TR2] has one connection at a time: opening another ends the first, of which nothing more is told', async () => {
    const store = await started()
    const port = transport()
    const first = store.nextSocket()
    port.say({ kind: 'open', connection: 1, store: store.store })
    const socket = await first
    await port.next()
    const gone = new Promise((closed) => socket.on('close', closed))
    const second = store.nextSocket()
    port.say({ kind: 'open', connection: 2, store: store.store })
    socket.send('late')
    const other = await second
    await gone
    other.send('hello')
    port.say({ kind: 'send', connection: 1, text: 'to nobody' })
    port.say({ kind: 'close', connection: 1 })
    const rest = [await port.next(), await port.next(), await port.next()]
    expect(rest).toEqual([
      { kind: 'closed', connection: 1 },
      { kind: 'opened', connection: 2 },
      { kind: 'received', connection: 2, text: 'hello' },
    ])
    expect(other.readyState).toBe(other.OPEN)
  })

  it('[TR3] closes a connection, delivering what was sent before, and an attempt; each is told as closed once', async () => {
    const store = await started()
    const port = transport()
    const connecting = store.nextSocket()
    port.say({ kind: 'open', connection: 1, store: store.store })
    const socket = await connecting
    await port.next()
    const heard = new Promise((done) => socket.on('message', (data) => done(String(data))))
    const code = new Promise((done) => socket.on('close', done))
    port.say({ kind: 'send', connection: 1, text: 'last words' })
    port.say({ kind: 'close', connection: 1 })
    expect(await heard).toBe('last words')
    expect(await code).toBe(1000)
    expect(await port.next()).toEqual({ kind: 'closed', connection: 1 })

    const reached = deferred<void>()
    const broken = deferred<void>()
    const slow = await started({
      upgrade: (_request, connection) => {
        connection.on('end', () => broken.resolve()).resume()
        reached.resolve()
      },
    })
    port.say({ kind: 'open', connection: 2, store: slow.store })
    await reached.promise
    port.say({ kind: 'close', connection: 2 })
    expect(await port.next()).toEqual({ kind: 'closed', connection: 2 })
    await broken.promise
    expect(port.told.filter(({ kind }) => kind === 'closed')).toHaveLength(2)
  })

  it('[TR3] a connection that is closed while its token is looked up never reaches the store', async () => {
    const store = await started()
    const token = deferred<string>()
    const port = transport({ tokenOf: () => token.promise })
    port.say({ kind: 'open', connection: 1, store: store.store })
    port.say({ kind: 'close', connection: 1 })
    expect(await port.next()).toEqual({ kind: 'closed', connection: 1 })
    token.resolve(TOKEN)
    const after = transport()
    after.say({ kind: 'fetch', id: 1, store: store.store, what: { kind: 'snapshot', dataset: 'd' } })
    await after.next()
    expect(store.asked.map(({ url }) => url)).toEqual(['/v1/snapshot?dataset=d'])
  })

  it.each([
    [401, 'not-signed-in'],
    [403, 'no-access'],
    [404, 'no-access'],
    [429, 'too-many'],
    [500, 'unavailable'],
    [503, 'unavailable'],
  ])(
    '[TR4] a refusal %i at the opening is the problem %s, in the store’s own words where it has some',
    async (status, code) => {
      const plain = await started({ upgrade: (_request, connection) => refuse(connection, status, '<h1>no</h1>') })
      const told = await problemOf(plain.store)
      expect(told?.code).toBe(code)
      expect(told?.message).toContain(`(${status})`)
      const body = JSON.stringify({ code: 'other-version', message: 'Update Skein', retryAfterMs: 7 })
      const wordy = await started({ upgrade: (_request, connection) => refuse(connection, status, body) })
      expect(await problemOf(wordy.store)).toEqual({ code: 'other-version', message: 'Update Skein', retryAfterMs: 7 })
    },
  )

  it('[TR4] waits as the header Retry-After says, an hour at most', async () => {
    for (const [seconds, ms] of [
      [3, 3000],
      [999_999, 3_600_000],
    ] as const) {
      const store = await started({
        upgrade: (_request, connection) => refuse(connection, 429, '', [`Retry-After: ${seconds}`]),
      })
      expect(await problemOf(store.store)).toMatchObject({ code: 'too-many', retryAfterMs: ms })
    }
  })

  it('[TR5] an address that is none, or at which nobody answers, is told in words', async () => {
    for (const address of ['store', 'ftp://a.example', 'https://ana:secret@a.example', 'https://a.example/?token=x']) {
      const told = await problemOf(address)
      expect(told?.code).toBe('malformed')
      expect(told?.message).not.toContain('secret')
    }
    const port = await deadPort()
    const told = await problemOf(`http://127.0.0.1:${port}`)
    expect(told?.code).toBe('unavailable')
    expect(told?.message).toContain('it refuses the connection (ECONNREFUSED)')
    expect((await problemOf('http://127.0.0.1:1', { tokenOf: async () => undefined }))?.code).toBe('not-signed-in')
  })

  it('[TR5] a server that takes the connection and says nothing, or nonsense, is given up', async () => {
    const silent = createServer((connection) => connection.on('error', () => undefined))
    await new Promise<void>((listening) => silent.listen(0, '127.0.0.1', listening))
    ending.push(() => silent.close())
    const address = silent.address()
    const port = typeof address === 'object' && address !== null ? address.port : 0
    const times = { handshakeMs: 50, askAfterMs: 1000, silenceMs: 2000 }
    expect((await problemOf(`http://127.0.0.1:${port}`, { times }))?.code).toBe('unavailable')
    const nonsense = await started({ upgrade: (_request, connection) => connection.end('SSH-2.0-OpenSSH_9\r\n') })
    expect((await problemOf(nonsense.store))?.code).toBe('unavailable')
  })

  it('[TR6] a redirect is not followed, at the opening and in a read', async () => {
    const target = await started()
    const to = `Location: ${target.store}/v1/sync`
    const store = await started({
      upgrade: (_request, connection) => refuse(connection, 302, '', [to]),
      get: (_request, response) => response.writeHead(307, { location: `${target.store}/v1/snapshot` }).end(),
    })
    const told = await problemOf(store.store)
    expect(told?.message).toContain('is not followed')
    const port = transport()
    port.say({ kind: 'fetch', id: 1, store: store.store, what: { kind: 'snapshot', dataset: 'd' } })
    const answer = await port.next()
    expect(answer).toMatchObject({ kind: 'fetched', answer: { ok: false, problem: { code: 'no-access' } } })
    expect(target.asked).toEqual([])
  })

  it('[LN6] shares answers by a POST with the token, and reads those of others', async () => {
    const sent: string[] = []
    const store = await started({
      get: (request, response) => {
        request.on('data', (part) => sent.push(`${request.method} ${part}`))
        request.on('end', () => response.end('{}'))
      },
    })
    const port = transport()
    const share = { kind: 'share-answers', dataset: 'd', text: '{"answers":[]}' } as const
    port.say({ kind: 'fetch', id: 1, store: store.store, what: share })
    expect(await port.next()).toMatchObject({ kind: 'fetched', id: 1, answer: { ok: true } })
    port.say({ kind: 'fetch', id: 2, store: store.store, what: { kind: 'answers', dataset: 'd', after: 7 } })
    expect(await port.next()).toMatchObject({ kind: 'fetched', id: 2, answer: { ok: true } })
    expect(sent).toEqual(['POST {"answers":[]}'])
    const authorization = `Bearer ${TOKEN}`
    expect(store.asked).toEqual([
      { url: '/v1/answers?dataset=d', authorization },
      { url: '/v1/answers?dataset=d&after=7', authorization },
    ])
  })

  it('[TR7] a store that vanishes ends the connection, without a problem', async () => {
    const store = await started()
    const port = transport()
    const connecting = store.nextSocket()
    port.say({ kind: 'open', connection: 1, store: store.store })
    const socket = await connecting
    await port.next()
    socket.send('{"kind":"problem","code":"unavailable","message":"Stopping"}')
    socket.terminate()
    expect(await port.next()).toMatchObject({ kind: 'received', text: expect.stringContaining('Stopping') })
    expect(await port.next()).toEqual({ kind: 'closed', connection: 1 })
  })

  it('[TR7] a silent store is asked whether it is there; one that answers stays, one that does not is given up', async () => {
    const alive = await started()
    const port = transport({ times: { handshakeMs: 5000, askAfterMs: 20, silenceMs: 3000 } })
    const connecting = alive.nextSocket()
    port.say({ kind: 'open', connection: 1, store: alive.store })
    const socket = await connecting
    await port.next()
    // So many questions take longer than the silence that would end it, and a busy machine no silence so long.
    await new Promise<void>((done) => {
      let pings = 0
      socket.on('ping', () => ++pings === 160 && done())
    })
    expect(port.told.map(({ kind }) => kind)).toEqual(['opened'])
    const dead = await started({ autoPong: false })
    const other = transport({ times: { handshakeMs: 5000, askAfterMs: 20, silenceMs: 100 } })
    other.say({ kind: 'open', connection: 1, store: dead.store })
    expect(await other.next()).toEqual({ kind: 'opened', connection: 1 })
    expect(await other.next()).toEqual({ kind: 'closed', connection: 1 })
  })

  it('[TR8] too large a message, and bytes in place of text, end the connection with the reason', async () => {
    const store = await started()
    for (const [message, code] of [
      ['x'.repeat(MESSAGE_CHARACTERS_MAX + 1), 'too-large'],
      [Buffer.alloc(3 * MESSAGE_CHARACTERS_MAX + 1), 'too-large'],
      [Buffer.from('bytes'), 'malformed'],
    ] as const) {
      const port = transport()
      const connecting = store.nextSocket()
      port.say({ kind: 'open', connection: 1, store: store.store })
      const socket = await connecting
      await port.next()
      socket.on('error', () => undefined)
      socket.send(message)
      expect(await port.next()).toMatchObject({ kind: 'closed', connection: 1, problem: { code } })
    }
  })

  it('[TR10] whatever comes over the port is answered or passed over, without a throw', async () => {
    const port = transport()
    const bad = [
      null,
      5,
      'open',
      {},
      { kind: 'open' },
      { kind: 'open', connection: 1.5, store: 'x' },
      { kind: 'fetch' },
    ]
    for (const message of bad) port.raw(message)
    expect(port.told).toEqual([])
    port.raw({ kind: 'open', connection: 3, store: 7 })
    port.raw({ kind: 'send', connection: 4, text: 'x'.repeat(MESSAGE_CHARACTERS_MAX + 1) })
    port.raw({ kind: 'fetch', id: 9, store: 'http://127.0.0.1:1', what: { kind: 'token' } })
    expect(port.told).toMatchObject([
      { kind: 'closed', connection: 3, problem: { code: 'malformed' } },
      { kind: 'closed', connection: 4, problem: { code: 'malformed' } },
      { kind: 'fetched', id: 9, answer: { ok: false, problem: { code: 'malformed' } } },
    ])
  })

  it('[TR10] a mistake in Skein itself ends the connection and is told, not thrown', async () => {
    const bug = new Error('a bug')
    const port = transport({ tokenOf: () => Promise.reject(bug) })
    port.say({ kind: 'open', connection: 1, store: 'http://127.0.0.1:1' })
    expect(await port.next()).toMatchObject({ kind: 'closed', problem: { code: 'unavailable' } })
    port.say({ kind: 'fetch', id: 1, store: 'http://127.0.0.1:1', what: { kind: 'snapshot', dataset: 'd' } })
    expect(await port.next()).toMatchObject({ kind: 'fetched', answer: { ok: false } })
    expect(port.bugs).toEqual([bug, bug])
  })

  it('[TR11] the page’s end takes the connection with it', async () => {
    const store = await started()
    const port = transport()
    const connecting = store.nextSocket()
    port.say({ kind: 'open', connection: 1, store: store.store })
    const socket = await connecting
    await port.next()
    const gone = new Promise((closed) => socket.on('close', closed))
    port.gone()
    await gone
    expect(port.told).toEqual([{ kind: 'opened', connection: 1 }])
  })

  it('[TR12] the token is in no message of the port, not even where a server sends it back', async () => {
    const echo = (authorization: string | undefined) =>
      JSON.stringify({ code: 'not-signed-in', message: `No: ${authorization}` })
    const store = await started({
      upgrade: (request, connection) => refuse(connection, 401, echo(request.headers.authorization)),
      get: (request, response) => response.writeHead(401).end(echo(request.headers.authorization)),
    })
    const port = transport()
    const tries = [store.store, 'http://127.0.0.1:1', 'http://store.invalid', 'nonsense']
    for (const [at, address] of tries.entries()) {
      port.say({ kind: 'open', connection: at, store: address })
      await port.next()
      port.say({ kind: 'fetch', id: at, store: address, what: { kind: 'snapshot', dataset: 'd' } })
      await port.next()
    }
    expect(store.asked).toHaveLength(2)
    expect(port.told).toHaveLength(2 * tries.length)
    expect(JSON.stringify(port.told)).not.toContain(TOKEN)
    expect(JSON.stringify(port.told)).toContain('No: Bearer (token)')
    expect(store.asked.map(({ url }) => url).join()).not.toContain(TOKEN)
    expect(String(port.bugs)).toBe('')
  })
})
