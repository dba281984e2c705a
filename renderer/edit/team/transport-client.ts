import type { StoreProblem } from '../../../shared/contracts/store-protocol.ts'
import type { FromTransport, StoreRead, ToTransport } from '../../../shared/contracts/transport-protocol.ts'

/** The way to central stores through the main process (shared/contracts/transport-protocol.ts). One connection at a time. */
export interface TransportClient {
  open(store: string, hears: ConnectionHears): Connection
  read(store: string, what: StoreRead): Promise<StoreAnswer>
}

export interface ConnectionHears {
  opened(): void
  closed(problem: StoreProblem | undefined): void
  received(text: string): void
}

export interface Connection {
  send(text: string): void
  /** Nothing is heard of it after this. */
  close(): void
}

export type StoreAnswer = Extract<FromTransport, { readonly kind: 'fetched' }>['answer']

/** `send` takes messages to the main process; what comes from there is given to the function that is answered. */
export function createTransportClient(send: (message: ToTransport) => void) {
  let connections = 0
  let reads = 0
  let current: { readonly connection: number; readonly hears: ConnectionHears } | undefined
  const reading = new Map<number, (answer: StoreAnswer) => void>()
  const client: TransportClient = {
    open(store, hears) {
      const connection = ++connections
      current = { connection, hears }
      send({ kind: 'open', connection, store })
      return {
        send: (text) => send({ kind: 'send', connection, text }),
        close() {
          if (current?.connection === connection) current = undefined
          send({ kind: 'close', connection })
        },
      }
    },
    read: (store, what) =>
      new Promise((resolve) => {
        const id = ++reads
        reading.set(id, resolve)
        send({ kind: 'fetch', id, store, what })
      }),
  }
  const hear = (message: FromTransport): void => {
    if (message.kind === 'fetched') {
      reading.get(message.id)?.(message.answer)
      reading.delete(message.id)
      return
    }
    if (current === undefined || message.connection !== current.connection) return
    const { hears } = current
    switch (message.kind) {
      case 'opened':
        hears.opened()
        break
      case 'closed':
        current = undefined
        hears.closed(message.problem)
        break
      case 'received':
        hears.received(message.text)
        break
    }
  }
  return { client, hear }
}
