import type { AbortSignalLike } from '../../../shared/bytes/byte-source.ts'
import { createRequestReply } from '../../../shared/contracts/request-reply.ts'
import type { StoreProblem } from '../../../shared/contracts/store-protocol.ts'
import type { FromTransport, StoreRead, ToTransport } from '../../../shared/contracts/transport-protocol.ts'

/** The way to central stores through the main process (shared/contracts/transport-protocol.ts). One connection at a time. */
export interface TransportClient {
  open(store: string, listener: ConnectionListener): Connection
  /** Rejects with a `ProblemError` of kind `cancelled` when the signal is aborted. */
  read(store: string, what: StoreRead, during: DuringRead): Promise<StoreReply>
}

export interface DuringRead {
  readonly signal: AbortSignalLike
  /** Gets the beginning of a long reply, in order. `of` is the number of all its bytes, where the store tells it. */
  onPiece(bytes: Uint8Array<ArrayBuffer>, of: number | undefined): void
}

export interface ConnectionListener {
  opened(): void
  closed(problem: StoreProblem | undefined): void
  received(text: string): void
}

export interface Connection {
  send(text: string): void
  /** The listener hears nothing after this. */
  close(): void
}

type Fetched = Extract<FromTransport, { readonly kind: 'fetched' }>
export type StoreReply = Fetched['answer']

/** `send` takes messages to the main process. `hear` takes the messages that come from there. */
export function createTransportClient(send: (message: ToTransport) => void) {
  const requests = createRequestReply<Fetched>()
  const reading = new Map<number, DuringRead>()
  let connections = 0
  let current: { readonly connection: number; readonly listener: ConnectionListener } | undefined
  const client: TransportClient = {
    open(store, listener) {
      const connection = ++connections
      current = { connection, listener }
      send({ kind: 'open', connection, store })
      return {
        send: (text) => send({ kind: 'send', connection, text }),
        close() {
          if (current?.connection === connection) current = undefined
          send({ kind: 'close', connection })
        },
      }
    },
    async read(store, what, during) {
      let asked = 0
      const ask = (id: number) => {
        asked = id
        reading.set(id, during)
        send({ kind: 'fetch', id, store, what })
      }
      const cancel = (id: number) => send({ kind: 'cancel', id })
      try {
        return (await requests.ask(ask, { signal: during.signal, cancel })).answer
      } finally {
        reading.delete(asked)
      }
    },
  }
  const hear = (message: FromTransport): void => {
    if (message.kind === 'fetched') {
      requests.heard(message)
      return
    }
    if (message.kind === 'piece') {
      reading.get(message.id)?.onPiece(message.bytes, message.of)
      return
    }
    if (current === undefined || message.connection !== current.connection) return
    const { listener } = current
    switch (message.kind) {
      case 'opened':
        listener.opened()
        break
      case 'closed':
        current = undefined
        listener.closed(message.problem)
        break
      case 'received':
        listener.received(message.text)
        break
    }
  }
  return { client, hear }
}
