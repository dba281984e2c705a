import type { IncomingMessage } from 'node:http'
import { WebSocket } from 'ws'
import { MESSAGE_CHARACTERS_MAX, type StoreProblem } from '../../../shared/contracts/store-protocol.ts'
import { codeOf } from '../../error-code.ts'
import { socketUrl } from './store-address.ts'
import { failureOf, problem, refusalOf, withoutToken } from './store-problem.ts'

/** Ms; tests take shorter ones. */
export interface SocketTimes {
  /** From the first step to the opened connection, name look-up and TLS included. */
  readonly handshakeMs: number
  /** After this long without a byte of the store it is asked whether it is there. */
  readonly askAfterMs: number
  /** After this long without a byte the connection is given up: a sleeping laptop or a lost network says no good-bye. */
  readonly silenceMs: number
}

export const SOCKET_TIMES: SocketTimes = { handshakeMs: 20_000, askAfterMs: 15_000, silenceMs: 45_000 }

/** Bytes that a message can have: a UTF-16 unit has 3 bytes of UTF-8 at most. */
const MESSAGE_BYTES_MAX = 3 * MESSAGE_CHARACTERS_MAX
/** Bytes that may wait to be sent: beyond, the store does not read. A few of the largest messages. */
const WAITING_BYTES_MAX = 4 * MESSAGE_BYTES_MAX
/** Bytes that are read of the body of a refusal. */
const REFUSAL_BYTES_MAX = 64 * 2 ** 10

export interface SocketEvents {
  onOpened(): void
  onText(text: string): void
  /** Once, and nothing comes after it. No problem where the store just went away. */
  onClosed(problem: StoreProblem | undefined): void
}

export interface StoreSocket {
  send(text: string): void
  /** Ends it, or the attempt; what was sent before is still delivered. `onClosed` is not called. */
  close(): void
}

/** Opens a WebSocket to a store (its address in normal form). The token is in a header of the request and nowhere else. */
export function openStoreSocket(
  store: string,
  token: string,
  events: SocketEvents,
  times: SocketTimes = SOCKET_TIMES,
): StoreSocket {
  const socket = new WebSocket(socketUrl(store), {
    headers: { authorization: `Bearer ${token}` },
    handshakeTimeout: times.handshakeMs,
    maxPayload: MESSAGE_BYTES_MAX,
    followRedirects: false,
    perMessageDeflate: false,
  })
  let ended = false
  let opened = false
  const life = watchLife(socket, times, () => end(undefined))

  function end(told: StoreProblem | undefined): void {
    if (ended) return
    ended = true
    life.stop()
    socket.terminate()
    events.onClosed(told === undefined ? undefined : withoutToken(told, token))
  }

  socket.on('open', () => {
    if (ended) return
    opened = true
    life.heard()
    events.onOpened()
  })
  socket.on('message', (data, isBinary) => {
    if (ended) return
    life.heard()
    const text = isBinary ? undefined : String(data)
    if (text === undefined) end(problem('malformed', `${store} sends bytes where text is agreed on`))
    else if (text.length > MESSAGE_CHARACTERS_MAX) end(tooLarge(store))
    else events.onText(text)
  })
  socket.on('ping', life.heard)
  socket.on('pong', life.heard)
  socket.on('unexpected-response', (_request, response: IncomingMessage) => {
    bodyOf(response, (body) => {
      const header = response.headers['retry-after']
      end(refusalOf(store, { status: response.statusCode ?? 0, body, retryAfter: header }))
    })
  })
  // After the end an attempt that is broken off tells an error once more, which is of no interest.
  socket.on('error', (error) => end(errorProblem(store, error, opened)))
  socket.on('close', () => end(undefined))

  return {
    send: (text) => {
      if (ended || !opened) return
      socket.send(text)
      if (socket.bufferedAmount > WAITING_BYTES_MAX) end(problem('unavailable', `${store} has stopped reading`))
    },
    close: () => {
      if (ended) return
      ended = true
      life.stop()
      if (opened) socket.close(1000)
      else socket.terminate()
    },
  }
}

/** Asks a silent store whether it is there, and gives it up when it stays silent. */
function watchLife(socket: WebSocket, { askAfterMs, silenceMs }: SocketTimes, onSilent: () => void) {
  let timer: NodeJS.Timeout | undefined
  const heard = (): void => {
    clearTimeout(timer)
    timer = setTimeout(() => {
      socket.ping()
      timer = setTimeout(onSilent, silenceMs - askAfterMs)
    }, askAfterMs)
  }
  return { heard, stop: () => clearTimeout(timer) }
}

function errorProblem(store: string, error: Error, opened: boolean): StoreProblem | undefined {
  const code = codeOf(error)
  if (code === 'WS_ERR_UNSUPPORTED_MESSAGE_LENGTH') return tooLarge(store)
  if (code?.startsWith('WS_ERR_')) return problem('malformed', `${store} does not keep to the WebSocket protocol`)
  return opened ? undefined : failureOf(store, error)
}

function tooLarge(store: string): StoreProblem {
  return problem('too-large', `${store} sends a message of more than ${MESSAGE_CHARACTERS_MAX} characters`)
}

/** The beginning of a refusal's body; what comes of one that breaks off is enough. */
function bodyOf(response: IncomingMessage, done: (body: string) => void): void {
  const pieces: Buffer[] = []
  let got = 0
  const finish = () => done(Buffer.concat(pieces).toString())
  response.on('data', (piece: Buffer) => {
    got += piece.byteLength
    if (got > REFUSAL_BYTES_MAX) response.destroy()
    else pieces.push(piece)
  })
  response.on('error', finish)
  response.on('close', finish)
}
