import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import http from 'node:http'
import https from 'node:https'
import type { Server } from 'node:net'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { problemOf } from '../../../shared/problem.ts'
import { createHttpClient } from '../sources/http/http-client.ts'
import { createHttpSource } from '../sources/http/http-source.ts'
import { TEST_CERTIFICATE, TEST_KEY } from '../testing/test-certificate.ts'
import { trustedCertificates } from './certificates.ts'
import { createNetwork, type NetworkOptions } from './network.ts'
import { DIRECT, type ProxyChoice } from './proxy-choice.ts'

const TLS = { key: TEST_KEY, cert: TEST_CERTIFICATE }
const BODY = Buffer.from('a chunk')

const closers: (() => unknown)[] = []
afterEach(async () => {
  for (const close of closers.splice(0)) await close()
})

/** Listens on this machine; the port. */
async function listening(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  closers.push(() => {
    if ('closeAllConnections' in server && typeof server.closeAllConnections === 'function')
      server.closeAllConnections()
    return new Promise((resolve) => server.close(resolve))
  })
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('the test server has no port')
  return address.port
}

const STRAIGHT = { atOnce: 4, connectMs: 60_000, environment: {}, systemProxy: async () => DIRECT }

function sourceAt(base: string, options: Partial<NetworkOptions> = {}) {
  const network = createNetwork({
    ...STRAIGHT,
    certificates: () => [TEST_CERTIFICATE],
    ...options,
  })
  const client = createHttpClient({ network, stallMs: 60_000 })
  closers.push(() => client.close())
  return createHttpSource({ base: new URL(base), client })
}

const text = (value: { readonly bytes: Uint8Array } | undefined) => value && Buffer.from(value.bytes).toString()

/** A proxy that knows every host as `port` of this machine. Lists what it was asked for. */
async function proxyTo(port: number, refusal?: number) {
  const asked: string[] = []
  const server = http.createServer((request, response) => {
    asked.push(`${request.headers['proxy-authorization'] ?? ''} ${request.url}`.trim())
    if (refusal !== undefined) return void response.writeHead(refusal).end()
    http.get({ port, path: '/chunk' }, (incoming) => void incoming.pipe(response.writeHead(200)))
  })
  server.on('connect', (request, socket) => {
    asked.push(`CONNECT ${request.url}`)
    if (refusal !== undefined) return void socket.end(`HTTP/1.1 ${refusal} No\r\n\r\n`)
    const onward = connect(port, '127.0.0.1', () => {
      socket.write('HTTP/1.1 200 OK\r\n\r\n')
      onward.pipe(socket).pipe(onward)
    })
    onward.on('error', () => socket.destroy())
    socket.on('error', () => onward.destroy())
  })
  return { uri: `http://127.0.0.1:${await listening(server)}`, asked }
}

describe('proxies', () => {
  it('[NW1] a plain request goes to the proxy whole, an encrypted one through a tunnel', async () => {
    const plain = await listening(http.createServer((_request, response) => void response.end(BODY)))
    const secure = await listening(https.createServer(TLS, (_request, response) => void response.end(BODY)))
    const first = await proxyTo(plain)
    const http_proxy = first.uri.replace('//', '//ann:pw@')
    expect(text(await sourceAt('http://store.test/v', { environment: { http_proxy } }).get('chunk'))).toBe('a chunk')
    expect(first.asked).toEqual([`Basic ${Buffer.from('ann:pw').toString('base64')} http://store.test/v/chunk`])
    const second = await proxyTo(secure)
    const systemProxy = async (): Promise<ProxyChoice> => ({ kind: 'proxy', uri: second.uri })
    expect(text(await sourceAt('https://store.test/v', { systemProxy }).get('chunk'))).toBe('a chunk')
    // The first tunnel met a certificate that Node does not know of itself.
    expect(second.asked).toEqual(['CONNECT store.test:443', 'CONNECT store.test:443'])
  })

  it('[NW1] hosts of this machine are reached straight; the system is asked once for each origin', async () => {
    const port = await listening(http.createServer((_request, response) => void response.end(BODY)))
    const proxy = await proxyTo(port)
    const asked: string[] = []
    const systemProxy = async (origin: string): Promise<ProxyChoice> => {
      asked.push(origin)
      return { kind: 'proxy', uri: proxy.uri }
    }
    const own = sourceAt(`http://127.0.0.1:${port}/v`, { systemProxy, environment: { http_proxy: 'nowhere:1' } })
    expect(text(await own.get('chunk'))).toBe('a chunk')
    const far = sourceAt('http://store.test/v', { systemProxy })
    for (const key of ['a', 'b', 'c']) expect(text(await far.get(key))).toBe('a chunk')
    expect(asked).toEqual(['http://store.test'])
  })

  it.each([
    [407, 'http:', 'asks for a login'],
    [407, 'https:', 'asks for a login'],
    [403, 'https:', 'refused to connect'],
  ])('[NW2] a proxy that says %i on the way to %s is named', async (status, protocol, words) => {
    const proxy = await proxyTo(0, status)
    const environment = { all_proxy: proxy.uri }
    const problem = await sourceAt(`${protocol}//store.test/v`, { environment }).get('chunk').catch(problemOf)
    expect(problem).toMatchObject({ kind: 'network', message: expect.stringContaining(words), status })
  })

  it('[NW2] a proxy of another kind is named; one that is gone has the system asked anew', async () => {
    let asked = 0
    const answers: ProxyChoice[] = [
      { kind: 'proxy', uri: 'http://127.0.0.1:1' },
      { kind: 'unread', what: 'SOCKS5 s:1080' },
    ]
    const source = sourceAt('http://store.test/v', { systemProxy: async () => answers[asked++] ?? DIRECT })
    for (const words of ['the proxy 127.0.0.1:1, on the way to store.test', 'SOCKS5 s:1080']) {
      const problem = await source.get('chunk').catch(problemOf)
      expect(problem).toMatchObject({ kind: 'network', message: expect.stringContaining(words) })
    }
    expect(asked).toBe(2)
  })
})

describe('certificates', () => {
  it('[NW3] the system’s certificates are read once Node’s own do not do, and then by all', async () => {
    const port = await listening(https.createServer(TLS, (_request, response) => void response.end(BODY)))
    const plain = await listening(http.createServer((_request, response) => void response.end(BODY)))
    let reads = 0
    const certificates = () => {
      reads++
      return [TEST_CERTIFICATE]
    }
    const network = createNetwork({ ...STRAIGHT, certificates })
    const client = createHttpClient({ network, stallMs: 60_000 })
    closers.push(() => client.close())
    const at = (base: string) => createHttpSource({ base: new URL(base), client })
    expect(text(await at(`http://127.0.0.1:${plain}/v`).get('a'))).toBe('a chunk')
    expect(reads).toBe(0)
    const source = at(`https://localhost:${port}/v`)
    const values = await Promise.all(Array.from({ length: 20 }, (_, i) => source.get(`chunk-${i}`)))
    expect(values.every((value) => text(value) === 'a chunk')).toBe(true)
    expect(reads).toBe(1)
  })

  it('[NW3] a server that is not trusted is told as such', async () => {
    const port = await listening(https.createServer(TLS, (_request, response) => void response.end(BODY)))
    const problem = await sourceAt(`https://localhost:${port}/v`, { certificates: () => [] })
      .get('a')
      .catch(problemOf)
    expect(problem).toMatchObject({
      kind: 'network',
      message: expect.stringContaining('does not trust its certificate'),
    })
  })

  it('[NW3] Node’s, the system’s and those of NODE_EXTRA_CA_CERTS are trusted; a file that is missing adds none', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'skein-ca-'))
    closers.push(() => rm(folder, { recursive: true }))
    const file = join(folder, 'own.pem')
    await writeFile(file, `words\n${TEST_CERTIFICATE}\n`)
    const known = trustedCertificates({})
    expect(known.length).toBeGreaterThan(20)
    const extended = trustedCertificates({ NODE_EXTRA_CA_CERTS: file })
    expect(extended.length).toBe(known.length + 1)
    expect(trustedCertificates({ NODE_EXTRA_CA_CERTS: join(folder, 'none') }).length).toBe(known.length)
    const port = await listening(https.createServer(TLS, (_request, response) => void response.end(BODY)))
    const source = sourceAt(`https://localhost:${port}/v`, { certificates: () => extended })
    expect(text(await source.get('a'))).toBe('a chunk')
  })
})
