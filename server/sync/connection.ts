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
import { type Allowance, createAllowance } from './allowance.ts'
import { DATABASE_AWAY } from './room-host.ts'
import type { Peer, Rooms } from './rooms.ts'

export interface ConnectionParts {
  readonly rooms: Rooms
  /** Undefined if the user may not even look. */
  openDataset(who: SignedIn, dataset: string): Promise<Access | undefined>
  onProblem(problem: StoreProblem): void
  onFailure(error: unknown): void
  /** Ms since 1970. */
  now(): number
  readonly times: ConnectionTimes
}

/** In ms. Tests use shorter times. */
export interface ConnectionTimes {
  readonly helloTimeout: number
  readonly heartbeat: number
}

export const CONNECTION_TIMES: ConnectionTimes = { helloTimeout: HELLO_TIMEOUT_MS, heartbeat: HEARTBEAT_MS }

type Hello = Extract<ToStore, { readonly kind: 'hello' }>

/** Where a connection is in its life. */
type Stage =
  | { readonly kind: 'new' }
  /** The store is looking at the hello, and keeps the messages that come meanwhile. */
  | { readonly kind: 'joining'; readonly early: ToStore[] }
  | { readonly kind: 'joined'; readonly dataset: number; readonly client: string }
  | { readonly kind: 'over' }

/** The most messages that may come before the reply to a hello. */
const EARLY_MESSAGES_MAX = 16

const TOO_LONG: StoreProblem = {
  code: 'too-large',
  message: `A message has more than ${MESSAGE_CHARACTERS_MAX} characters`,
}

interface Connection {
  readonly socket: WebSocket
  readonly who: SignedIn
  readonly parts: ConnectionParts
  readonly messages: Allowance
  readonly edits: Allowance
  /** Its number in the rooms. */
  number: number
  stage: Stage
  /** The backlog that the room knows. */
  knownBacklog: number
  /** Whether anything came since the last ping. */
  isHeard: boolean
  helloTimer: NodeJS.Timeout | undefined
  heartbeat: NodeJS.Timeout | undefined
}

/** Serves one WebSocket of a user who is signed in, to its end. With a `refusal` it ends at once. */
export function serveConnection(
  socket: WebSocket,
  who: SignedIn,
  parts: ConnectionParts,
  refusal?: StoreProblem,
): void {
  const { rooms, now, times } = parts
  const connection: Connection = {
    socket,
    who,
    parts,
    messages: createAllowance(MESSAGES_AT_ONCE, MESSAGES_PER_SECOND, now),
    edits: createAllowance(EDITS_AT_ONCE, EDITS_PER_SECOND, now),
    number: 0,
    stage: { kind: 'new' },
    knownBacklog: 0,
    isHeard: true,
    helloTimer: setTimeout(() => dropMalformed(connection, 'No hello for too long'), times.helloTimeout),
    heartbeat: setInterval(() => checkHeartbeat(connection), times.heartbeat),
  }
  connection.number = rooms.add(peerOf(connection))
  listenTo(connection)
  if (refusal !== undefined) drop(connection, refusal)
}

function peerOf(connection: Connection): Peer {
  const { socket, who } = connection
  return {
    user: who.user,
    tokenHash: who.tokenHash,
    send: (bytes) => socket.send(bytes, { binary: false }, () => reportBacklog(connection)),
    backlog() {
      connection.knownBacklog = socket.bufferedAmount
      return connection.knownBacklog
    },
    drop: (problem) => drop(connection, problem),
  }
}

function listenTo(connection: Connection): void {
  const { socket } = connection
  socket.on('pong', () => {
    connection.isHeard = true
  })
  socket.on('message', (data, isBinary) => {
    connection.isHeard = true
    if (connection.stage.kind === 'over') return
    if (isBinary) return dropMalformed(connection, 'A message is bytes, where text is agreed on')
    const text = String(data)
    if (text.length > MESSAGE_CHARACTERS_MAX) drop(connection, TOO_LONG)
    else receive(connection, text)
  })
  socket.on('error', (error) => {
    // The library itself refuses a frame that is too long, or what is no frame at all.
    if ('code' in error && error.code === 'WS_ERR_UNSUPPORTED_MESSAGE_LENGTH') drop(connection, TOO_LONG)
  })
  socket.on('close', () => {
    if (connection.stage.kind !== 'over') end(connection)
  })
}

/** Tells the room when the backlog has become smaller. */
function reportBacklog(connection: Connection): void {
  const { stage, socket, parts } = connection
  if (stage.kind !== 'joined' || connection.knownBacklog === 0) return
  connection.knownBacklog = socket.bufferedAmount
  parts.rooms.backlog(stage.dataset, connection.number, connection.knownBacklog)
}

function checkHeartbeat(connection: Connection): void {
  const { socket, who, parts } = connection
  if (who.expiresAtMs !== undefined && parts.now() >= who.expiresAtMs) {
    drop(connection, { code: 'not-signed-in', message: 'The token is not valid any more' })
  } else if (connection.isHeard) {
    connection.isHeard = false
    socket.ping()
  } else {
    socket.terminate()
  }
}

function end(connection: Connection): void {
  const { stage, parts, number } = connection
  connection.stage = { kind: 'over' }
  parts.rooms.remove(number)
  clearTimeout(connection.helloTimer)
  clearInterval(connection.heartbeat)
  if (stage.kind === 'joined') parts.rooms.leave(stage.dataset, stage.client, number)
}

function drop(connection: Connection, problem: StoreProblem): void {
  const { socket, parts } = connection
  if (connection.stage.kind === 'over') return
  end(connection)
  parts.onProblem(problem)
  socket.send(formatFromStore({ kind: 'problem', ...problem }))
  socket.close(1000)
  const timer = setTimeout(() => socket.terminate(), CLOSE_TIMEOUT_MS)
  socket.once('close', () => clearTimeout(timer))
}

function dropMalformed(connection: Connection, message: string): void {
  drop(connection, { code: 'malformed', message })
}

function receive(connection: Connection, text: string): void {
  if (!connection.messages.take(1)) {
    drop(connection, tooMany('Too many messages in a short time'))
    return
  }
  const parsed = parseToStore(text)
  if (parsed.ok) take(connection, parsed.value)
  else if (parsed.problem.kind === 'too-large') drop(connection, { ...TOO_LONG, message: parsed.problem.message })
  else dropMalformed(connection, parsed.problem.message)
}

function take(connection: Connection, message: ToStore): void {
  const { stage } = connection
  if (stage.kind === 'over') return
  if (message.kind === 'hello') {
    if (stage.kind === 'new') void join(connection, message)
    else dropMalformed(connection, 'A connection says hello once')
  } else if (stage.kind === 'new') {
    dropMalformed(connection, 'The first message of a connection must be a hello')
  } else if (stage.kind === 'joined') {
    takeInRoom(connection, message, stage)
  } else if (stage.early.length < EARLY_MESSAGES_MAX) {
    stage.early.push(message)
  } else {
    drop(connection, tooMany('Too many messages before the answer to the hello'))
  }
}

function takeInRoom(
  connection: Connection,
  message: Exclude<ToStore, Hello>,
  { dataset, client }: Stage & { readonly kind: 'joined' },
): void {
  const { edits, who, number } = connection
  const { rooms } = connection.parts
  switch (message.kind) {
    case 'push':
      if (!edits.take(message.edits.length)) drop(connection, tooMany('Too many edits in a short time'))
      else rooms.push(dataset, { kind: 'pushed', connection: number, edits: message.edits })
      break
    case 'presence': {
      const { cursor, selection } = message
      const whereabouts = { cursor, selection }
      rooms.move(dataset, client, who.user, { kind: 'whereabouts', connection: number, whereabouts })
      break
    }
    default:
      unreachable(message)
  }
}

async function join(connection: Connection, { protocol, dataset, client, head }: Hello): Promise<void> {
  const { who, parts, number } = connection
  const { rooms } = parts
  const early: ToStore[] = []
  const joining: Stage = { kind: 'joining', early }
  connection.stage = joining
  clearTimeout(connection.helloTimer)
  if (protocol !== PROTOCOL_VERSION) {
    const message = `The store speaks version ${PROTOCOL_VERSION} of the protocol, and not ${protocol}`
    return drop(connection, { code: 'other-version', message })
  }
  if (!rooms.isOpen()) return drop(connection, DATABASE_AWAY)
  try {
    const changes = rooms.changes()
    const access = await parts.openDataset(who, dataset)
    if (access === undefined) return drop(connection, noAccess(who.user))
    const { user } = who
    const { role } = access
    await rooms.join(
      { id: access.dataset, name: dataset },
      { kind: 'joined', connection: number, user, role, client, head },
    )
    if (connection.stage !== joining) return
    connection.stage = { kind: 'joined', dataset: access.dataset, client }
    for (const message of early) take(connection, message)
    if (rooms.changes() === changes) return
    const newRole = (await parts.openDataset(who, dataset))?.role
    if (newRole !== role) rooms.changeRole(access.dataset, user, newRole)
  } catch (error) {
    parts.onFailure(error)
    drop(connection, DATABASE_AWAY)
  }
}

export function noAccess(user: string): StoreProblem {
  return { code: 'no-access', message: `There is no such dataset, or ${user} has no role in it` }
}

export function tooMany(message: string): StoreProblem {
  return { code: 'too-many', message, retryAfterMs: RETRY_AFTER_MS }
}
