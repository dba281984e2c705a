import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Duplex } from 'node:stream'
import { type WebSocket, WebSocketServer } from 'ws'
import { SYNC_PATH } from '../../../../shared/contracts/store-protocol.ts'

/** A real server on a port of this machine that stands in for a central store in tests, and misbehaves as they say. */
export interface TestStore {
  /** Its address, as a person would give it. */
  readonly store: string
  /** Every request that came: its address and its headers. */
  readonly asked: { readonly url: string; readonly authorization: string | undefined }[]
  /** The sockets that are connected, in order. */
  readonly sockets: WebSocket[]
  /** Settles with the socket that connects next. */
  nextSocket(): Promise<WebSocket>
  close(): Promise<void>
}

export interface Behaviour {
  /** Answers a GET. */
  readonly get?: (request: IncomingMessage, response: ServerResponse) => void
  /** Answers the opening of a WebSocket in place of accepting it; gets the bare connection. */
  readonly upgrade?: (request: IncomingMessage, connection: Duplex) => void
  /** False: never answers a ping. */
  readonly autoPong?: boolean
}

export async function startTestStore(behaviour: Behaviour = {}): Promise<TestStore> {
  const asked: TestStore['asked'] = []
  const sockets: WebSocket[] = []
  const waiting: ((socket: WebSocket) => void)[] = []
  const connections = new Set<Duplex>()
  const note = ({ url, headers }: IncomingMessage) => {
    asked.push({ url: url ?? '', authorization: headers.authorization })
  }
  const sync = new WebSocketServer({ noServer: true, autoPong: behaviour.autoPong ?? true })
  const server = createServer((request, response) => {
    note(request)
    if (behaviour.get) behaviour.get(request, response)
    else response.writeHead(404).end('nothing here')
  })
  server.on('connection', (connection) => {
    connections.add(connection)
    connection.on('close', () => connections.delete(connection))
  })
  server.on('upgrade', (request, connection, head) => {
    note(request)
    connection.on('error', () => connection.destroy())
    if (behaviour.upgrade) return behaviour.upgrade(request, connection)
    if (request.url !== SYNC_PATH) return refuse(connection, 404, 'nothing here')
    sync.handleUpgrade(request, connection, head, (socket) => {
      sockets.push(socket)
      waiting.shift()?.(socket)
    })
  })
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  return {
    store: `http://127.0.0.1:${portOf(server.address())}`,
    asked,
    sockets,
    nextSocket: () => new Promise((found) => waiting.push(found)),
    close: async () => {
      for (const connection of connections) connection.destroy()
      await new Promise((closed) => server.close(closed))
    },
  }
}

/** Refuses an upgrade as an http server does. */
export function refuse(connection: Duplex, status: number, body: string, headers: readonly string[] = []): void {
  const lines = [`HTTP/1.1 ${status} No`, `Content-Length: ${Buffer.byteLength(body)}`, ...headers, '', body]
  connection.end(lines.join('\r\n'))
}

/** A port of this machine at which nobody listens. */
export async function deadPort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  const port = portOf(server.address())
  await new Promise((closed) => server.close(closed))
  return port
}

function portOf(address: AddressInfo | string | null): number {
  if (typeof address !== 'object' || address === null) throw new Error('the server has no port')
  return address.port
}
