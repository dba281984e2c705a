import { createReadStream } from 'node:fs'
import { readFile, stat } from 'node:fs/promises'
import http, { type ServerResponse } from 'node:http'
import { join, normalize } from 'node:path'

/** How requests go wrong while a fault is on. */
export type Fault =
  | { readonly kind: 'status'; readonly status: 401 | 403 | 404 | 429 | 500; readonly retryAfter?: number }
  /** The request is taken and never answered. */
  | { readonly kind: 'stall' }
  /** The whole length is announced, half of it sent, and the line dropped. */
  | { readonly kind: 'cut' }
  /** A redirect to itself. */
  | { readonly kind: 'loop' }
  /** A body that is no gzip, said to be gzip. */
  | { readonly kind: 'wrong-gzip' }

export interface Taken {
  /** As it came, unescaped by nobody. */
  readonly path: string
  /** On this process's clock, ms. */
  readonly atMs: number
}

export interface LocalServer {
  /** Without a slash at its end. */
  readonly url: string
  readonly requests: Taken[]
  /** Makes requests whose path `matches` go wrong, until it is called again; undefined lifts the fault. */
  breakWith(fault: Fault | undefined, matches?: (path: string) => boolean): void
  close(): Promise<void>
}

/** ms added to every answer: the way to a server in another town. */
export const ADDED_MS = 40

/**
 * Serves a folder as an object store does: ranges, and `key.gz` under the name `key` with Content-Encoding gzip (as cloud-volume
 * uploads it). On 127.0.0.1 at a free port.
 */
export async function serveFolder(folder: string, addedMs = ADDED_MS): Promise<LocalServer> {
  const requests: Taken[] = []
  let fault: Fault | undefined
  let isBroken = (_path: string) => true
  const server = http.createServer((request, response) => {
    const path = request.url ?? '/'
    requests.push({ path, atMs: performance.now() })
    const broken = fault !== undefined && isBroken(path) ? fault : undefined
    // The added time is what this server is for; nothing waits for it but the answer itself.
    setTimeout(() => {
      answer(folder, path, request.headers.range, response, broken).catch(() => response.destroy())
    }, addedMs)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('the local server has no port')
  return {
    url: `http://127.0.0.1:${address.port}`,
    requests,
    breakWith: (next, matches = () => true) => {
      fault = next
      isBroken = matches
    },
    close: async () => {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

async function answer(
  folder: string,
  path: string,
  range: string | undefined,
  response: ServerResponse,
  fault: Fault | undefined,
): Promise<void> {
  if (fault?.kind === 'stall') return
  if (fault?.kind === 'status') {
    const headers = fault.retryAfter === undefined ? {} : { 'retry-after': String(fault.retryAfter) }
    response.writeHead(fault.status, headers).end('no')
    return
  }
  if (fault?.kind === 'loop') {
    response.writeHead(302, { location: path }).end()
    return
  }
  if (fault?.kind === 'wrong-gzip') {
    response.writeHead(200, { 'content-encoding': 'gzip' }).end('this is no gzip')
    return
  }
  const key = normalize(decodeURIComponent(path.split('?')[0] ?? '/'))
  const plain = join(folder, key)
  const zipped = `${plain}.gz`
  const isPlain = await isFile(plain)
  if (!isPlain && !(await isFile(zipped))) {
    response.writeHead(404).end('nothing here')
    return
  }
  const file = isPlain ? plain : zipped
  const { size } = await stat(file)
  const encoding = isPlain ? {} : { 'content-encoding': 'gzip' }
  if (fault?.kind === 'cut') {
    response.writeHead(200, { ...encoding, 'content-length': size })
    const half = (await readFile(file)).subarray(0, Math.floor(size / 2))
    response.write(half, () => response.destroy())
    return
  }
  const match = isPlain ? /^bytes=(\d*)-(\d+)$/.exec(range ?? '') : null
  if (match === null) {
    response.writeHead(200, { ...encoding, 'content-length': size })
    createReadStream(file).pipe(response)
    return
  }
  const isSuffix = match[1] === ''
  const start = isSuffix ? Math.max(0, size - Number(match[2])) : Number(match[1])
  const end = isSuffix ? size - 1 : Math.min(Number(match[2]), size - 1)
  if (start >= size) {
    response.writeHead(416).end()
    return
  }
  response.writeHead(206, { 'content-range': `bytes ${start}-${end}/${size}`, 'content-length': end - start + 1 })
  createReadStream(file, { start, end }).pipe(response)
}

async function isFile(path: string): Promise<boolean> {
  const found = await stat(path).catch(() => undefined)
  return found?.isFile() ?? false
}
