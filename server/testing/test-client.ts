import type { IncomingMessage } from 'node:http'
import { WebSocket } from 'ws'
import {
  type FromStore,
  formatToStore,
  PROTOCOL_VERSION,
  parseFromStore,
  SYNC_PATH,
  type ToStore,
} from '../../shared/contracts/store-protocol.ts'
import type { Edit } from '../../shared/edits/edit.ts'

type MessageOf<Kind extends FromStore['kind']> = Extract<FromStore, { readonly kind: Kind }>

/** One connection to a store under test, on which a test sends and reads messages itself. */
export interface TestClient {
  readonly socket: WebSocket
  readonly received: readonly FromStore[]
  send(message: ToStore): void
  sendText(text: string): void
  /**
   * The next message of a kind that was not returned before, or that is still to come. Rejects when the connection
   * ends.
   */
  next<Kind extends FromStore['kind']>(kind: Kind): Promise<MessageOf<Kind>>
  /** Waits until this many edits have come, and returns all that came. */
  edits(count: number): Promise<MessageOf<'committed'>['entries']>
  /** Settles with the code when the connection has ended. */
  readonly closed: Promise<number>
  close(): void
}

/** The store refused to upgrade the connection. */
export class Refused extends Error {
  readonly status: number
  readonly body: string
  constructor(status: number, body: string) {
    super(`refused with ${status}: ${body}`)
    this.status = status
    this.body = body
  }
}

/** Connects. Rejects with `Refused` or an error of the network. */
export function connectClient(url: string, token: string | undefined): Promise<TestClient> {
  const headers = token === undefined ? {} : { authorization: `Bearer ${token}` }
  const socket = new WebSocket(url.replace(/^http/, 'ws') + SYNC_PATH, { headers, perMessageDeflate: false })
  const received: FromStore[] = []
  const given = new Set<FromStore>()
  const checks = new Set<() => void>()
  const look = () => {
    for (const check of [...checks]) check()
  }
  let over = false
  socket.on('message', (data) => {
    const message = parseFromStore(String(data))
    if (!message.ok) throw new Error(message.problem.message)
    received.push(message.value)
    look()
  })
  const closed = new Promise<number>((resolve) =>
    socket.once('close', (code) => {
      over = true
      resolve(code)
      look()
    }),
  )

  /** Waits until `find` finds something. */
  function wait<T>(what: string, find: () => T | undefined): Promise<T> {
    return new Promise((resolve, reject) => {
      const check = () => {
        const found = find()
        if (found === undefined && !over) return
        checks.delete(check)
        if (found !== undefined) resolve(found)
        else reject(new Error(`the connection ended before ${what}${problemIn(received)}`))
      }
      checks.add(check)
      check()
    })
  }

  const client: TestClient = {
    socket,
    received,
    send: (message) => socket.send(formatToStore(message)),
    sendText: (text) => socket.send(text),
    async next(kind) {
      const message = await wait(kind, () =>
        received.find((one): one is MessageOf<typeof kind> => one.kind === kind && !given.has(one)),
      )
      given.add(message)
      return message
    },
    edits: (count) =>
      wait(`${count} edits`, () => {
        const entries = received.flatMap((one) => (one.kind === 'committed' ? one.entries : []))
        return entries.length >= count ? entries : undefined
      }),
    closed,
    close: () => socket.close(),
  }
  return new Promise((resolve, reject) => {
    socket.once('open', () => resolve(client))
    socket.once('unexpected-response', (_request, response: IncomingMessage) => {
      let body = ''
      response.on('data', (piece) => {
        body += String(piece)
      })
      response.on('end', () => reject(new Refused(response.statusCode ?? 0, body)))
    })
    socket.on('error', reject)
  })
}

function problemIn(received: readonly FromStore[]): string {
  const last = received.at(-1)
  return last?.kind === 'problem' ? `: ${last.code}, ${last.message}` : ''
}

/** Connects and says hello. Settles with the welcome. */
export async function joinClient(
  url: string,
  token: string,
  hello: { readonly dataset: string; readonly client: string; readonly head?: number },
): Promise<TestClient> {
  const client = await connectClient(url, token)
  client.send({ kind: 'hello', protocol: PROTOCOL_VERSION, head: 0, ...hello })
  await client.next('welcome')
  return client
}

/** The same edits, but of this dataset. */
export function inDataset(dataset: string, edits: readonly Edit[]): Edit[] {
  return edits.map((edit) => ({ ...edit, dataset }))
}
