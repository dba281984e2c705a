import { unreachable } from '../../../shared/assert.ts'
import { ANSWERS_PATH, ANSWERS_TOLD_BYTES_MAX } from '../../../shared/contracts/answers-protocol.ts'
import {
  HISTORY_PATH,
  MESSAGE_CHARACTERS_MAX,
  SNAPSHOT_BYTES_MAX,
  SNAPSHOT_PATH,
  SNAPSHOT_TYPE,
  type StoreProblem,
} from '../../../shared/contracts/store-protocol.ts'
import type { FromTransport, StoreRead, ToTransport } from '../../../shared/contracts/transport-protocol.ts'
import type { ServedPort } from '../../served-port.ts'
import { httpUrl, normalStore } from './store-address.ts'
import { getFromStore, type StoreAnswer, type StoreGet } from './store-http.ts'
import { problem } from './store-problem.ts'
import { openStoreSocket, SOCKET_TIMES, type SocketTimes, type StoreSocket } from './store-socket.ts'
import { parseTransportRequest } from './transport-request.ts'

export interface TransportParts {
  /** The token that is kept for a store, by its address in normal form. */
  readonly tokenOf: (store: string) => Promise<string | undefined>
  /** Gets bugs; the client gets a problem as well. */
  readonly onBug: (error: unknown) => void
  readonly times?: SocketTimes
}

/** Reads of one port under way at once: a client asks for a snapshot and a few pages of history. */
const FETCHES_AT_ONCE_MAX = 16
/** Bytes of a page of history, which is one message. */
const HISTORY_BYTES_MAX = 3 * MESSAGE_CHARACTERS_MAX

/** Serves shared/contracts/transport-protocol.ts on a port until it closes; `close` does the same from here. Never throws. */
export function serveTransport(port: ServedPort<FromTransport>, parts: TransportParts): { close(): void } {
  const reading = new Set<{ readonly id: number; readonly ending: AbortController }>()
  let closed = false

  const tell = (message: FromTransport): void => {
    if (!closed) port.send(message)
  }
  const connection = createConnection(parts, tell)

  const fetchFrom = async ({ id, store, what }: FetchRequest): Promise<StoreAnswer> => {
    if (reading.size >= FETCHES_AT_ONCE_MAX) return failed(problem('too-many', 'Too many reads from the store at once'))
    const read = { id, ending: new AbortController() }
    reading.add(read)
    try {
      const known = await signedIn(store, parts)
      if (!known.ok) return known
      return await getFromStore({
        ...known,
        ...requestOf(known.store, what),
        signal: read.ending.signal,
        onPiece: (bytes, of) => tell({ kind: 'piece', id, bytes, of }),
      })
    } finally {
      reading.delete(read)
    }
  }

  const endReads = (isMeant: (id: number) => boolean): void => {
    for (const { id, ending } of reading) if (isMeant(id)) ending.abort()
  }

  const serve = async (request: ToTransport): Promise<void> => {
    switch (request.kind) {
      case 'open':
        return connection.open(request.connection, request.store)
      case 'close':
        return connection.end(request.connection)
      case 'send':
        return connection.send(request.connection, request.text)
      case 'fetch':
        return tell({ kind: 'fetched', id: request.id, answer: await fetchFrom(request) })
      case 'cancel':
        return endReads((id) => id === request.id)
      default:
        return unreachable(request)
    }
  }

  const close = (): void => {
    closed = true
    endReads(() => true)
    connection.endCurrent()
  }

  port.onMessage((message) => {
    if (closed) return
    const parsed = parseTransportRequest(message)
    if (parsed.ok) {
      const { request } = parsed
      serve(request).catch((error: unknown) => {
        parts.onBug(error)
        if (request.kind === 'fetch') tell({ kind: 'fetched', id: request.id, answer: failed(BUG) })
        else if (request.kind !== 'cancel') connection.end(request.connection, BUG)
      })
      return
    }
    const { answer } = parsed
    if (answer?.kind === 'closed') connection.drop(answer.connection)
    if (answer !== undefined) tell(answer)
  })
  port.onClose(close)
  return { close }
}

type FetchRequest = Extract<ToTransport, { readonly kind: 'fetch' }>

/** The one connection of a port. `closed` is told once for each that was opened; calls for another number do nothing. */
interface Connection {
  open(number: number, store: string): Promise<void>
  send(number: number, text: string): void
  /** Closes it and tells so. */
  end(number: number, told?: StoreProblem): void
  endCurrent(): void
  /** Closes it; whoever calls tells so. */
  drop(number: number): void
}

function createConnection(parts: TransportParts, tell: (message: FromTransport) => void): Connection {
  /** From `open` until `closed` was told; without a socket while its token is looked up. */
  let current: { readonly number: number; socket?: StoreSocket } | undefined

  const ended = (connection: typeof current, told?: StoreProblem): void => {
    if (connection === undefined || current !== connection) return
    current = undefined
    tell({ kind: 'closed', connection: connection.number, problem: told })
  }
  const endCurrent = (told?: StoreProblem): void => {
    current?.socket?.close()
    ended(current, told)
  }

  return {
    async open(number, store) {
      endCurrent()
      const connection: NonNullable<typeof current> = { number }
      current = connection
      const known = await signedIn(store, parts)
      if (current !== connection) return
      if (!known.ok) return ended(connection, known.problem)
      const events = {
        onOpened: () => current === connection && tell({ kind: 'opened', connection: number }),
        onText: (text: string) => current === connection && tell({ kind: 'received', connection: number, text }),
        onClosed: (told: StoreProblem | undefined) => ended(connection, told),
      }
      connection.socket = openStoreSocket(known.store, known.token, events, parts.times ?? SOCKET_TIMES)
    },
    send(number, text) {
      if (current?.number === number) current.socket?.send(text)
    },
    end(number, told) {
      if (current?.number === number) endCurrent(told)
    },
    endCurrent: () => endCurrent(),
    drop(number) {
      if (current?.number !== number) return
      current.socket?.close()
      current = undefined
    },
  }
}

type SignedIn =
  | { readonly ok: true; readonly store: string; readonly token: string }
  | { readonly ok: false; readonly problem: StoreProblem }

async function signedIn(store: string, { tokenOf }: TransportParts): Promise<SignedIn> {
  const normal = normalStore(store)
  if (!normal.ok) return failed(problem('malformed', normal.problem.message))
  const token = await tokenOf(normal.value)
  if (token !== undefined) return { ok: true, store: normal.value, token }
  return failed(problem('not-signed-in', `No token is kept for ${normal.value}`))
}

function requestOf(store: string, what: StoreRead): Pick<StoreGet, 'url' | 'bytesMax' | 'accept' | 'body'> {
  const { dataset } = what
  switch (what.kind) {
    case 'snapshot':
      return { url: httpUrl(store, SNAPSHOT_PATH, { dataset }), bytesMax: SNAPSHOT_BYTES_MAX, accept: SNAPSHOT_TYPE }
    case 'history': {
      const query = { dataset, before: String(what.before), take: String(what.take) }
      return { url: httpUrl(store, HISTORY_PATH, query), bytesMax: HISTORY_BYTES_MAX }
    }
    case 'answers': {
      const url = httpUrl(store, ANSWERS_PATH, { dataset, after: String(what.after) })
      return { url, bytesMax: ANSWERS_TOLD_BYTES_MAX }
    }
    case 'share-answers':
      return { url: httpUrl(store, ANSWERS_PATH, { dataset }), bytesMax: ANSWERS_TOLD_BYTES_MAX, body: what.text }
    default:
      return unreachable(what)
  }
}

function failed(told: StoreProblem): { readonly ok: false; readonly problem: StoreProblem } {
  return { ok: false, problem: told }
}

const BUG: StoreProblem = problem('unavailable', 'The transport failed by a mistake in Skein itself')
