import type { ServerResponse } from 'node:http'
import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync, zstdCompressSync } from 'node:zlib'
import { afterEach, describe, expect, it } from 'vitest'
import type { AnyRange } from '../../../../shared/bytes/byte-range.ts'
import { type Problem, problemOf } from '../../../../shared/problem.ts'
import { HTTP_MAX_REDIRECTS } from '../../limits.ts'
import type { OriginSource } from '../../origin-source.ts'
import { type FaultServer, type Handler, serveContents, startServer } from '../../testing/fault-server.ts'
import { withInflating } from '../../wrappers/with-inflating.ts'
import { withRetriedReads } from '../../wrappers/with-retried-reads.ts'
import { createHttpClient, type HttpClientOptions } from './http-client.ts'
import { createHttpSource } from './http-source.ts'

/** For the tests of stalls alone: any other answer may be late on a busy machine. */
const STALL_MS = 500
const NO_STALL_MS = 60_000
const MAX_BYTES = 4096

const closers: (() => Promise<void> | void)[] = []
afterEach(async () => {
  for (const close of closers.splice(0)) await close()
})

interface Faulty {
  readonly source: OriginSource
  readonly server: FaultServer
  /** What would have been waited between tries, ms. */
  readonly waits: number[]
}

async function faulty(handle: Handler, options: HttpClientOptions = {}, query = ''): Promise<Faulty> {
  const server = await startServer(handle)
  const waits: number[] = []
  const wait = async (ms: number) => void waits.push(ms)
  const client = createHttpClient({
    stallMs: NO_STALL_MS,
    maxBytes: MAX_BYTES,
    ...options,
  })
  closers.push(() => client.close(), server.close)
  const base = new URL(server.url.href + query)
  const stored = createHttpSource({ base, client, now: () => Date.UTC(2026, 0, 1) })
  return { source: withInflating(withRetriedReads(stored, { wait, random: () => 0 })), server, waits }
}

function problem(source: OriginSource, range?: AnyRange): Promise<Problem | undefined> {
  return source.get('chunk', range && { range }).then(() => undefined, problemOf)
}

/** Answers every request with this status. */
function status(code: number, headers: Record<string, string> = {}): Handler {
  return (_request, response) => void response.writeHead(code, headers).end('a page about it')
}

describe('statuses', () => {
  it.each([
    [401, 'forbidden', 1],
    [403, 'forbidden', 1],
    [410, 'http-status', 1],
    [429, 'rate-limited', 3],
    [500, 'http-status', 3],
    [501, 'http-status', 1],
    [503, 'http-status', 3],
    [204, 'http-status', 1],
    [304, 'http-status', 1],
  ])('[BY3] http %i is %s, asked %i times', async (code, kind, tries) => {
    const { source, server } = await faulty(status(code))
    const file = `${server.url.href}/chunk`
    expect(await problem(source)).toEqual({ kind, status: code, file, message: expect.stringContaining(`${code}`) })
    expect(server.requests.length).toBe(tries)
  })

  it('[BY3] 404 is missing, at the first answer', async () => {
    const { source, server } = await faulty(status(404))
    expect(await source.get('chunk')).toBeUndefined()
    expect(server.requests).toEqual(['/volume/chunk'])
  })

  it.each([
    ['7', 7000],
    ['Thu, 01 Jan 2026 00:01:00 GMT', 60_000],
    ['Wed, 31 Dec 2025 23:00:00 GMT', 0],
    ['soon', undefined],
  ])('[BY3] Retry-After: %s', async (text, ms) => {
    const { source } = await faulty(status(429, { 'retry-after': text }))
    expect((await problem(source))?.retryAfterMs).toBe(ms)
  })

  it('[BY4] a passing failure is not seen', async () => {
    let count = 0
    const { source, waits } = await faulty((request, response, path) => {
      const handle = ++count < 3 ? status(503, { 'retry-after': '1' }) : serveContents({ chunk: new Uint8Array(3) })
      handle(request, response, path)
    })
    expect(await source.get('chunk')).toEqual(new Uint8Array(3))
    expect(waits).toEqual([1000, 1000])
  })
})

describe('bodies', () => {
  const send = (headers: Record<string, string | number>, body: Uint8Array | string): Handler => {
    return (_request, response) => void response.writeHead(200, headers).end(body)
  }
  const cutAfter = (response: ServerResponse) => setImmediate(() => response.destroy())

  it('[BY3] cut short of its Content-Length, or in the middle of a chunked body', async () => {
    for (const headers of [{ 'content-length': 100 }, { 'transfer-encoding': 'chunked' }]) {
      const { source, server } = await faulty((_request, response) => {
        response.writeHead(200, headers).write('only so much', () => cutAfter(response))
      })
      expect(await problem(source)).toMatchObject({ kind: 'network', message: expect.stringContaining('cut short') })
      expect(server.requests.length).toBe(3)
    }
  })

  it('[BY3] larger than the cap, announced or not, zipped or not', async () => {
    const large = Buffer.alloc(MAX_BYTES + 1)
    const announced = await faulty(send({ 'content-length': large.length }, large))
    expect(await problem(announced.source)).toMatchObject({ kind: 'too-large' })
    const streamed = await faulty(send({ 'transfer-encoding': 'chunked' }, large))
    expect(await problem(streamed.source)).toMatchObject({ kind: 'too-large' })
    const endless = await faulty((_request, response) => {
      response.writeHead(200)
      const more = () => response.write(large, (error) => error ?? more())
      more()
    })
    expect(await problem(endless.source)).toMatchObject({ kind: 'too-large' })
  })

  it('[BY3] gzip is taken off, and wrong gzip is a bad chunk', async () => {
    const good = await faulty(send({ 'content-encoding': 'gzip' }, gzipSync('hello')))
    expect(await good.source.get('chunk')).toEqual(new TextEncoder().encode('hello'))
    const wrong = await faulty(send({ 'content-encoding': 'gzip' }, 'no gzip'))
    expect(await problem(wrong.source)).toMatchObject({ kind: 'bad-chunk', file: `${wrong.server.url.href}/chunk` })
    const other = await faulty(send({ 'content-encoding': 'compress' }, 'whatever'))
    expect(await problem(other.source)).toMatchObject({ kind: 'unsupported', field: 'Content-Encoding' })
  })

  it.each([
    ['br', brotliCompressSync('hello')],
    ['Zstd', zstdCompressSync('hello')],
    ['deflate', deflateSync('hello')],
    ['deflate', deflateRawSync('hello')],
    ['GZIP, identity', gzipSync('hello')],
    ['gzip, br', brotliCompressSync(gzipSync('hello'))],
    ['utf-8', 'hello'],
    ['aws-chunked', 'hello'],
  ])('[BY9] the Content-Encoding %s is taken off, also where a range was asked for', async (encoding, body) => {
    const { source } = await faulty(send({ 'content-encoding': encoding }, body))
    expect(await source.get('chunk')).toEqual(new TextEncoder().encode('hello'))
    expect(await source.get('chunk', { range: { start: 1, end: 3 } })).toEqual(new TextEncoder().encode('el'))
  })

  it.each(['br', 'zstd', 'deflate'])('[BY9] damaged %s is a bad chunk that says so', async (encoding) => {
    const { source } = await faulty(send({ 'content-encoding': encoding }, 'not this'))
    expect(await problem(source)).toMatchObject({ kind: 'bad-chunk', message: expect.stringContaining(encoding) })
  })

  it('[WH2] a web page in place of a chunk is told, zipped or not, also where a range was asked for', async () => {
    const page = '<!DOCTYPE html><title>Sign in</title>'
    for (const [encoding, body] of [
      ['identity', page],
      ['gzip', gzipSync(page)],
    ] as const) {
      const html = { 'content-type': 'text/html; charset=utf-8', 'content-encoding': encoding }
      const { source } = await faulty(send(html, body))
      for (const range of [undefined, { start: 4, end: 9 }]) {
        const told = { kind: 'forbidden', message: expect.stringContaining('sign in') }
        expect(await problem(source, range)).toMatchObject(told)
      }
      expect(await source.get('info')).toEqual(new TextEncoder().encode(page))
    }
    const mistyped = await faulty(send({ 'content-type': 'text/html' }, 'voxels'))
    expect(await mistyped.source.get('chunk')).toEqual(new TextEncoder().encode('voxels'))
  })

  it('[BY3] tells what came over the network, before inflating', async () => {
    const zipped = gzipSync(Buffer.alloc(MAX_BYTES))
    const { source } = await faulty(send({ 'content-encoding': 'gzip' }, zipped))
    let transferred = 0
    await source.get('chunk', { onTransferred: (bytes) => (transferred += bytes) })
    expect(transferred).toBe(zipped.length)
  })

  it.each(['bytes 0-3/10', 'Bytes 0-3/10', 'BYTES 0-3/*', ' bytes  0 - 3 / 10', 'bytes=0-3/10', undefined])(
    '[BY10] a part with the Content-Range %s is taken',
    async (contentRange) => {
      const headers = contentRange === undefined ? {} : { 'content-range': contentRange }
      const { source } = await faulty((_request, response) => void response.writeHead(206, headers).end('abcd'))
      expect(await source.get('chunk', { range: { start: 0, end: 4 } })).toEqual(new TextEncoder().encode('abcd'))
    },
  )

  it('[BY10] a part of another length that does not say which it is is refused', async () => {
    for (const body of ['abc', 'abcde']) {
      const { source } = await faulty((_request, response) => void response.writeHead(206).end(body))
      expect(await problem(source, { start: 0, end: 4 })).toMatchObject({ kind: 'network', status: 206 })
    }
  })

  it('[BY3] a wrong part is refused at once, a part cut short is tried again', async () => {
    const part = (contentRange: string | undefined, body: string): Handler => {
      const headers = contentRange === undefined ? {} : { 'content-range': contentRange }
      return (_request, response) => void response.writeHead(206, headers).end(body)
    }
    for (const wrong of [part('bytes 3-6/10', 'abcd'), part(undefined, 'abc'), part('lines 0-3/10', 'abcd')]) {
      const { source, server } = await faulty(wrong)
      expect(await problem(source, { start: 0, end: 4 })).toMatchObject({ kind: 'network', status: 206 })
      expect(server.requests.length).toBe(1)
    }
    for (const short of [part('bytes 0-1/10', 'ab'), part('bytes 0-3/10', 'ab')]) {
      const { source, server } = await faulty(short)
      expect(await problem(source, { start: 0, end: 4 })).toMatchObject({ kind: 'network' })
      expect(server.requests.length).toBe(3)
    }
    const unasked = await faulty(part('bytes 0-3/10', 'abcd'))
    expect(await problem(unasked.source)).toMatchObject({ kind: 'network', status: 206 })
  })

  const end = (contentRange: string | undefined, body: string): Handler => {
    const headers = contentRange === undefined ? {} : { 'content-range': contentRange }
    return (_request, response) => void response.writeHead(206, headers).end(body)
  }

  it.each([
    ['bytes 6-9/10', 'ghij'],
    ['bytes 6-9/*', 'ghij'],
    ['bytes 0-1/2', 'gh'],
    [undefined, 'ghij'],
  ])('[BY18] of a value’s end, the part with the Content-Range %s is taken', async (contentRange, body) => {
    const { source } = await faulty(end(contentRange, body))
    expect(await source.get('chunk', { range: { last: 4 } })).toEqual(new TextEncoder().encode(body))
  })

  it('[BY18] of a value’s end, another part is refused, and one cut short is tried again', async () => {
    const wrong = ['bytes 0-3/10', 'bytes 5-8/10', 'bytes 7-9/10', undefined].map((said) => end(said, 'abc'))
    for (const handle of [...wrong, end('bytes 0-3/10', 'abcd')]) {
      const { source } = await faulty(handle)
      expect(await problem(source, { last: 4 })).toMatchObject({ kind: 'network', status: 206 })
    }
    for (const handle of [end('bytes 6-7/10', 'gh'), end('bytes 6-9/10', 'gh'), end('bytes 0-1/3', 'gh')]) {
      const { source, server } = await faulty(handle)
      expect(await problem(source, { last: 4 })).toMatchObject({ kind: 'network' })
      expect(server.requests.length).toBe(3)
    }
  })

  it('[BY18] of a value’s end, a server that sends everything is put up with', async () => {
    const { source } = await faulty((_request, response) => void response.writeHead(200).end('abcdefghij'))
    expect(await source.get('chunk', { range: { last: 4 } })).toEqual(new TextEncoder().encode('ghij'))
  })
})

describe('the way to the server', () => {
  it('[BY3] a stall before the answer and one in the middle of the body, each tried twice', async () => {
    const silent: Handler = () => {}
    const half: Handler = (_request, response) => void response.writeHead(200, { 'content-length': 10 }).write('half')
    for (const handle of [silent, half]) {
      const { source, server, waits } = await faulty(handle, { stallMs: STALL_MS })
      expect(await problem(source)).toMatchObject({ kind: 'stalled', file: `${server.url.href}/chunk` })
      // One wait between two tries. The server of a busy machine may not see a request that was given up.
      expect(waits.length).toBe(1)
    }
  })

  it('[BY3] a slow body is no stall while bytes come', async () => {
    // Longer in all than the time-out, with pauses far shorter, so that a busy machine does not matter.
    const stallMs = 3000
    const handle: Handler = (_request, response) => {
      let sent = 0
      const timer = setInterval(() => {
        response.write('x')
        if (++sent < 16) return
        clearInterval(timer)
        response.end()
      }, stallMs / 15)
    }
    const { source } = await faulty(handle, { stallMs })
    expect(await source.get('chunk')).toEqual(new TextEncoder().encode('x'.repeat(16)))
  })

  it('[BY3] a refused connection and an unknown host name the host', async () => {
    const { source, server } = await faulty(status(200))
    await server.close()
    expect(await problem(source)).toMatchObject({ kind: 'network', message: expect.stringContaining(server.url.host) })
    const client = createHttpClient()
    closers.push(() => client.close())
    const nowhere = withInflating(createHttpSource({ base: new URL('http://nowhere.invalid/v'), client }))
    expect(await problem(nowhere)).toMatchObject({
      kind: 'network',
      message: expect.stringContaining('nowhere.invalid'),
    })
  })

  it('[BY3] redirects are followed, to another host too', async () => {
    const target = await faulty(serveContents({ chunk: new Uint8Array([1, 2]) }))
    const { source } = await faulty((_request, response, path) => {
      const location = path === '/volume/chunk' ? '/volume/hop' : `${target.server.url.href}/chunk`
      response.writeHead(307, { location }).end()
    })
    expect(await source.get('chunk')).toEqual(new Uint8Array([1, 2]))
  })

  it('[BY3] a redirect loop ends, and is not tried again', async () => {
    const { source, server } = await faulty(status(302, { location: '/volume/chunk' }))
    expect(await problem(source)).toMatchObject({ kind: 'network', status: 302, file: `${server.url.href}/chunk` })
    expect(server.requests.length).toBe(HTTP_MAX_REDIRECTS + 1)
  })

  it.each(['file:///etc/passwd', 'ftp://host/x', 'javascript:1', 'http://', ''])(
    '[BY3] a redirect to %j is refused',
    async (location) => {
      const { source, server } = await faulty(status(301, { location }))
      expect(await problem(source)).toMatchObject({ kind: 'network', status: 301 })
      expect(server.requests.length).toBe(1)
    },
  )

  it('[BY3] an abort hangs up at once', async () => {
    const controller = new AbortController()
    let hungUp = () => {}
    const hangUp = new Promise<void>((resolve) => {
      hungUp = resolve
    })
    const { source, server } = await faulty(
      (_request, response) => {
        response.on('close', hungUp)
        controller.abort()
      },
      { stallMs: 60_000 },
    )
    const read = source.get('chunk', { signal: controller.signal })
    await expect(read).rejects.toMatchObject({ problem: { kind: 'cancelled' } })
    await hangUp
    expect(server.requests.length).toBe(1)
  })

  it('[BY3] never more requests at once than allowed; cancelled ones are never sent', async () => {
    const held: ServerResponse[] = []
    let most = 0
    const { source, server } = await faulty(
      (_request, response) => {
        held.push(response)
        most = Math.max(most, held.length)
        if (held.length === 4) for (const one of held.splice(0)) one.end('ok')
      },
      { atOnce: 4, stallMs: 60_000 },
    )
    const controller = new AbortController()
    const reads = Array.from({ length: 40 }, (_, i) => source.get(`chunk-${i}`))
    const dropped = Promise.allSettled(
      Array.from({ length: 40 }, (_, i) => source.get(`dropped-${i}`, { signal: controller.signal })),
    )
    controller.abort()
    await Promise.all(reads)
    expect((await dropped).every((outcome) => outcome.status === 'rejected')).toBe(true)
    expect(most).toBe(4)
    expect(server.requests.length).toBe(40)
  })
})

describe('an origin cannot be left', () => {
  it.each(['../../secret', 'a/../../../secret', '/secret', '//other.host/x', '..\\secret', 'a\0b'])(
    '[BY2] by the name %j',
    async (key) => {
      const { source, server } = await faulty(status(200))
      await expect(source.get(key)).rejects.toMatchObject({ problem: { kind: 'outside' } })
      expect(server.requests).toEqual([])
    },
  )

  it.each([
    ['%2e%2e/secret', '/volume/%252e%252e/secret'],
    ['%2e%2e%2fsecret', '/volume/%252e%252e%252fsecret'],
    ['a?b#c', '/volume/a%3Fb%23c'],
    ['http://other.host/x', '/volume/http%3A/other.host/x'],
    ['a/./b//../c', '/volume/a/c'],
    ['../scale0/0-64_0-64_0-16', '/scale0/0-64_0-64_0-16'],
    ['a/../../set #1/b', '/set%20%231/b'],
  ])('[BY2] %j asks for %s', async (key, path) => {
    const { source, server } = await faulty(status(404))
    await source.get(key)
    expect(server.requests).toEqual([path])
  })

  it('[BY3] the query of the source goes along, and is in no message', async () => {
    const { source, server } = await faulty(status(403), {}, '?token=hush')
    const failure = await problem(source)
    expect(server.requests).toEqual(['/volume/chunk?token=hush'])
    expect(JSON.stringify(failure)).not.toContain('hush')
  })
})
