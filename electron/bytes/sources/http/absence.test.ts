import { afterEach, describe, expect, it } from 'vitest'
import { type Problem, problemOf } from '../../../../shared/problem.ts'
import type { SchemeSource } from '../../origin-source.ts'
import { startServer } from '../../testing/fault-server.ts'
import { createHttpClient } from './http-client.ts'
import { createHttpSource } from './http-source.ts'

const closers: (() => Promise<void> | void)[] = []
afterEach(async () => {
  for (const close of closers.splice(0)) await close()
})

/** A store that holds every key that begins with `has`, and refuses the others with this status, body and headers. */
async function store(
  { status = 403, body = '<Error><Code>AccessDenied</Code></Error>', headers = {} as Record<string, string> } = {},
  clock = { ms: 0 },
) {
  const state = { expired: false }
  const server = await startServer((_request, response, path) => {
    const isThere = (path.split('/').at(-1) ?? '').startsWith('has')
    if (isThere && !state.expired) response.writeHead(200).end('value')
    else response.writeHead(status, headers).end(body)
  })
  const notices: string[] = []
  const client = createHttpClient()
  closers.push(() => client.close(), server.close)
  const onNotice = (sentence: string) => void notices.push(sentence)
  const source = createHttpSource({ base: server.url, client, now: () => clock.ms, onNotice })
  return { source, server, notices, state }
}

const read = (source: SchemeSource, key: string): Promise<'value' | undefined | Problem> =>
  source.get(key).then(
    (value) => value && 'value',
    (error: unknown) => problemOf(error) ?? Promise.reject(error),
  )

describe('http 403', () => {
  it('[FB1] is absence once two values came, with one notice; before, it is a refusal', async () => {
    const { source, server, notices } = await store()
    const refused = { kind: 'forbidden', status: 403 }
    expect(await read(source, 'none')).toMatchObject(refused)
    expect(await read(source, 'has-description')).toBe('value')
    expect(await read(source, 'has-description')).toBe('value')
    expect(await read(source, 'none')).toMatchObject(refused)
    expect(notices).toEqual([])
    expect(await read(source, 'has-chunk')).toBe('value')
    for (const key of ['none', 'none-2', 'none-3']) expect(await read(source, key)).toBeUndefined()
    expect(notices).toEqual([
      `The store ${server.url.origin} says “forbidden” for what it does not hold; such chunks are shown as empty`,
    ])
  })

  it('[FB1] a refusal waits for values that are on their way', async () => {
    const held: (() => void)[] = []
    const server = await startServer((_request, response, path) => {
      if (path.endsWith('/none')) {
        response.writeHead(403).end()
        for (const go of held.splice(0)) go()
      } else if (path.endsWith('/slow')) held.push(() => setImmediate(() => response.end('value')))
      else response.end('value')
    })
    const client = createHttpClient()
    closers.push(() => client.close(), server.close)
    const source = createHttpSource({ base: server.url, client })
    await source.get('description')
    const slow = source.get('slow')
    while (held.length === 0) await new Promise((resolve) => setImmediate(resolve))
    expect(await read(source, 'none')).toBeUndefined()
    await slow
  })

  it('[FB2] is a refusal where what came before is refused too: a login has expired', async () => {
    const clock = { ms: 0 }
    const { source, server, state } = await store({}, clock)
    for (const key of ['has-description', 'has-chunk']) await source.get(key)
    expect(await read(source, 'none')).toBeUndefined()
    const before = server.requests.length
    expect(await read(source, 'none-2')).toBeUndefined()
    expect(server.requests.length, 'the check holds for a minute').toBe(before + 1)
    state.expired = true
    clock.ms += 60_001
    for (const key of ['none-3', 'none-4', 'has-chunk']) {
      expect(await read(source, key)).toMatchObject({ kind: 'forbidden', status: 403 })
    }
    state.expired = false
    expect(await read(source, 'none-5')).toBeUndefined()
  })

  it.each([
    [{ status: 401 }],
    [{ body: '<Error><Code>ExpiredToken</Code></Error>' }],
    [{ body: '<Error><Code>AccessDenied</Code><Message>Request has expired</Message></Error>' }],
    [{ body: '<Error><Code>InvalidAccessKeyId</Code></Error>' }],
    [{ body: '<Error><Code>SignatureDoesNotMatch</Code></Error>' }],
    [{ body: '<Error><Code>RequestTimeTooSkewed</Code></Error>' }],
    [{ body: '', headers: { 'www-authenticate': 'Bearer error="invalid_token"' } }],
    [{ body: '<html>sign in</html>', headers: { 'content-type': 'text/html' } }],
  ])('[FB2] is a refusal where the store speaks of the login, or shows a page: %j', async (refusal) => {
    const { source, notices } = await store(refusal)
    for (const key of ['has-description', 'has-chunk']) await source.get(key)
    expect(await read(source, 'none')).toMatchObject({
      kind: 'forbidden',
      status: 'status' in refusal ? refusal.status : 403,
    })
    expect(notices).toEqual([])
  })

  it('[FB2] the access that an address carries says that it has expired', async () => {
    const { source } = await store({ body: '<Message>Request has expired</Message>' })
    expect(await read(source, 'none')).toMatchObject({
      message: expect.stringContaining('has expired: an address with'),
    })
  })
})
