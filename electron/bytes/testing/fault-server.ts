import http, { type IncomingMessage, type ServerResponse } from 'node:http'
import { rangeWithin } from '../../../shared/bytes/byte-range.ts'

export type Handler = (request: IncomingMessage, response: ServerResponse, path: string) => void

export interface FaultServer {
  readonly url: URL
  /** `path` of every request, as it came, in order. */
  readonly requests: string[]
  close(): Promise<void>
}

/** A web server on this machine for tests; `handle` decides how each request goes wrong. */
export async function startServer(handle: Handler): Promise<FaultServer> {
  const requests: string[] = []
  const server = http.createServer((request, response) => {
    requests.push(request.url ?? '')
    handle(request, response, request.url ?? '')
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('the test server has no port')
  return {
    url: new URL(`http://127.0.0.1:${address.port}/volume`),
    requests,
    async close() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

/** Serves `contents` below `/volume` as a plain object source does, ranges included. */
export function serveContents(contents: Readonly<Record<string, Uint8Array>>): Handler {
  return (request, response, path) => {
    const key = path.split('?')[0]!.slice('/volume/'.length).split('/').map(decodeURIComponent).join('/')
    const bytes = Object.hasOwn(contents, key) ? contents[key] : undefined
    if (bytes === undefined) {
      response.writeHead(404).end('nothing here')
      return
    }
    const asked = /^bytes=(?:(\d+)-(\d+)|-(\d+))$/.exec(request.headers.range ?? '')
    if (asked === null) {
      response.writeHead(200, { 'content-length': bytes.length }).end(bytes)
      return
    }
    const [, first, last, suffix] = asked
    const range = suffix === undefined ? { start: Number(first), end: Number(last) + 1 } : { last: Number(suffix) }
    const { start, end } = rangeWithin(range, bytes.length)
    if (start >= bytes.length) {
      response.writeHead(416).end()
      return
    }
    const headers = { 'content-range': `bytes ${start}-${end - 1}/${bytes.length}`, 'content-length': end - start }
    response.writeHead(206, headers).end(bytes.subarray(start, end))
  }
}
