import type { WebSocket } from 'ws'
import { unreachable } from '../../shared/assert.ts'
import {
  formatFromStore,
  MESSAGE_CHARACTERS_MAX,
  PROTOCOL_VERSION,
  parseToStore,
  type StoreProblem,
  type ToStore,
} from '../../shared/contracts/store-protocol.ts'
import type { Access, SignedIn } from '../accounts/accounts.ts'
import {
  CLOSE_TIMEOUT_MS,
  EDITS_AT_ONCE,
  EDITS_PER_SECOND,
  HEARTBEAT_MS,
  HELLO_TIMEOUT_MS,
  MESSAGES_AT_ONCE,
  MESSAGES_PER_SECOND,
  RETRY_AFTER_MS,
} from '../limits.ts'
import { createAllowance } from './allowance.ts'
import { DATABASE_AWAY } from './room-host.ts'
import type { Peer, Rooms } from './rooms.ts'

export interface ConnectionParts {
  readonly rooms: Rooms
  /** Undefined where the user may not even look. */
  openDataset(who: SignedIn, dataset: string): Promise<Access | undefined>
  onProblem(problem: StoreProblem): void
  onFailure(error: unknown): void
  /** Ms since 1970. */
  now(): number
  readonly times: ConnectionTimes
}

/** Ms; tests take shorter ones. */
export interface ConnectionTimes {
  readonly helloTimeout: number
  readonly heartbeat: number
}

export const CONNECTION_TIMES: ConnectionTimes = { helloTimeout: HELLO_TIMEOUT_MS, heartbeat: HEARTBEAT_MS }

type Hello = Extract<ToStore, { readonly kind: 'hello' }>

/** Where a connection is in its life. */
type Stage =
  | { readonly kind: 'new' }
  /** The hello is being looked at; messages that come meanwhile are kept. */
  | { readonly kind: 'joining'; readonly early: ToStore[] }
  | { readonly kind: 'joined'; readonly dataset: number; readonly client: string }
  | { readonly kind: 'over' }

/** Messages that may come before the answer to a hello. */
const EARLY_MESSAGES_MAX = 16

/** Serves one WebSocket of a user who is signed in, to its end; with a `refusal` that is at once. */
export function serveConnection(
  socket: WebSocket,
  who: SignedIn,
  parts: ConnectionParts,
  refusal?: StoreProblem,
): void {
  const { rooms, now, times } = parts
  let stage: Stage = { kind: 'new' }
  const messages = createAllowance(MESSAGES_AT_ONCE, MESSAGES_PER_SECOND, now)
  const edits = createAllowance(EDITS_AT_ONCE, EDITS_PER_SECOND, now)
  let toldBacklog = 0

  const peer: Peer = {
    user: who.user,
    tokenHash: who.tokenHash,
    send: (bytes) => socket.send(bytes, { binary: false }, onTaken),
    backlog() {
      toldBacklog = socket.bufferedAmount
      return toldBacklog
    },
    drop,
  }
  const connection = rooms.add(peer)

  /** The room is told when what waits has become less. */
  function onTaken(): void {
    if (stage.kind !== 'joined' || toldBacklog === 0) return
    toldBacklog = socket.bufferedAmount
    rooms.backlog(stage.dataset, connection, toldBacklog)
  }

  function end(): void {
    const before = stage
    stage = { kind: 'over' }
    rooms.remove(connection)
    clearTimeout(helloTimer)
    clearInterval(heartbeat)
    if (before.kind === 'joined') rooms.leave(before.dataset, before.client, connection)
  }

  function drop(problem: StoreProblem): void {
    if (stage.kind === 'over') return
    end()
    parts.onProblem(problem)
    socket.send(formatFromStore({ kind: 'problem', ...problem }))
    socket.close(1000)
    const timer = setTimeout(() => socket.terminate(), CLOSE_TIMEOUT_MS)
    socket.once('close', () => clearTimeout(timer))
  }

  function malformed(message: string): void {
    drop({ code: 'malformed', message })
  }

  function receive(text: string): void {
    if (!messages.take(1)) {
      drop(tooMany('Too many messages in a short time'))
      return
    }
    const parsed = parseToStore(text)
    if (parsed.ok) take(parsed.value)
    else if (parsed.problem.kind === 'too-large') drop({ code: 'too-large', message: parsed.problem.message })
    else malformed(parsed.problem.message)
  }

  function take(message: ToStore): void {
    if (stage.kind === 'over') return
    if (message.kind === 'hello') {
      if (stage.kind === 'new') void join(message)
      else malformed('A connection says hello once')
    } else if (stage.kind === 'new') {
      malformed('The first message of a connection must be a hello')
    } else if (stage.kind === 'joined') {
      takeInRoom(message, stage)
    } else if (stage.early.length < EARLY_MESSAGES_MAX) {
      stage.early.push(message)
    } else {
      drop(tooMany('Too many messages before the answer to the hello'))
    }
  }

  function takeInRoom(
    message: Exclude<ToStore, Hello>,
    { dataset, client }: Stage & { readonly kind: 'joined' },
  ): void {
    switch (message.kind) {
      case 'push':
        if (edits.take(message.edits.length)) rooms.push(dataset, { kind: 'pushed', connection, edits: message.edits })
        else drop(tooMany('Too many edits in a short time'))
        break
      case 'presence': {
        const { cursor, selection } = message
        const whereabouts = { cursor, selection }
        rooms.move(dataset, client, who.user, { kind: 'whereabouts', connection, whereabouts })
        break
      }
      default:
        unreachable(message)
    }
  }

  async function join({ protocol, dataset, client, head }: Hello): Promise<void> {
    stage = { kind: 'joining', early: [] }
    clearTimeout(helloTimer)
    if (protocol !== PROTOCOL_VERSION) {
      const message = `The store speaks version ${PROTOCOL_VERSION} of the protocol, and not ${protocol}`
      return drop({ code: 'other-version', message })
    }
    if (!rooms.isOpen()) return drop(DATABASE_AWAY)
    try {
      const changes = rooms.changes()
      const access = await parts.openDataset(who, dataset)
      if (access === undefined) return drop(noAccess(who.user))
      const joined = { kind: 'joined', connection, user: who.user, role: access.role, client, head } as const
      await rooms.join({ id: access.dataset, name: dataset }, joined)
      if (stage.kind !== 'joining') return
      const { early } = stage
      stage = { kind: 'joined', dataset: access.dataset, client }
      for (const message of early) take(message)
      if (rooms.changes() !== changes) {
        const role = (await parts.openDataset(who, dataset))?.role
        if (role !== access.role) rooms.changeRole(access.dataset, who.user, role)
      }
    } catch (error) {
      parts.onFailure(error)
      drop(DATABASE_AWAY)
    }
  }

  let isHeard = true
  const helloTimer = setTimeout(() => malformed('No hello for too long'), times.helloTimeout)
  const heartbeat = setInterval(() => {
    if (who.expiresAtMs !== undefined && now() >= who.expiresAtMs) {
      return drop({ code: 'not-signed-in', message: 'The token is not valid any more' })
    }
    if (!isHeard) return socket.terminate()
    isHeard = false
    socket.ping()
  }, times.heartbeat)

  socket.on('pong', () => {
    isHeard = true
  })
  socket.on('message', (data, isBinary) => {
    isHeard = true
    if (stage.kind === 'over') return
    if (isBinary) return malformed('A message is bytes, where text is agreed on')
    const text = String(data)
    if (text.length <= MESSAGE_CHARACTERS_MAX) return receive(text)
    drop({ code: 'too-large', message: `A message has more than ${MESSAGE_CHARACTERS_MAX} characters` })
  })
  socket.on('error', (error) => {
    // What the library refuses by itself: too long a frame, or no frame at all.
    const isLong = 'code' in error && error.code === 'WS_ERR_UNSUPPORTED_MESSAGE_LENGTH'
    if (isLong) drop({ code: 'too-large', message: `A message has more than ${MESSAGE_CHARACTERS_MAX} characters` })
  })
  socket.on('close', () => {
    if (stage.kind !== 'over') end()
  })
  if (refusal !== undefined) drop(refusal)
}

export function noAccess(user: string): StoreProblem {
  return { code: 'no-access', message: `There is no such dataset, or ${user} has no role in it` }
}

export function tooMany(message: string): StoreProblem {
  return { code: 'too-many', message, retryAfterMs: RETRY_AFTER_MS }
}
