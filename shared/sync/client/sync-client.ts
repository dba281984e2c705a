import { unreachable } from '../../assert.ts'
import { type FromStore, PROTOCOL_VERSION, type StoreProblem } from '../../contracts/store-protocol.ts'
import type { Colleague, SyncEvent, SyncMoment, SyncOutput, SyncStart, SyncStatus } from './sync-client-events.ts'
import { connect, greet, hangUp, lose, presenceDueMs, tellWhereabouts } from './sync-connection.ts'
import { COLLEAGUES_MAX, DRAIN_EVERY_MS, INCOMING_EDITS_MAX } from './sync-limits.ts'
import { pushNext, receive, stored, storeFailed, storeNext } from './sync-log.ts'
import { receivedHead, type SyncState, type SyncTurn } from './sync-state.ts'

/**
 * The sync client (SPEC.md, SY1 to SY12) keeps one client's log in sync with the central store. It starts offline. All
 * that it holds is durable elsewhere, so a new start from there goes on where the last one ended.
 */
export function startSync({ dataset, client, head, pending }: SyncStart): SyncState {
  return {
    dataset,
    client,
    wantsOnline: false,
    connection: { kind: 'none' },
    account: undefined,
    colleagues: new Map(),
    pending,
    head,
    incoming: [],
    storing: 0,
    storeFailure: undefined,
    problem: undefined,
    isStopped: false,
    failures: 0,
    retryAtMs: undefined,
    isDraining: false,
    whereabouts: null,
    wakeAtMs: undefined,
  }
}

/**
 * After an output `close` the runner passes in no more events of that connection. `stored` and `store-failed` are the
 * replies to the one outstanding `store`.
 */
export function stepSync(
  state: SyncState,
  event: SyncEvent,
  moment: SyncMoment,
): { readonly state: SyncState; readonly outputs: readonly SyncOutput[] } {
  const turn: SyncTurn = { ...state, outputs: [] }
  take(turn, event, moment)
  storeNext(turn, moment)
  pushNext(turn)
  tellWhereabouts(turn, moment)
  askToWake(turn)
  const { outputs, ...next } = turn
  return { state: next, outputs }
}

function take(turn: SyncTurn, event: SyncEvent, moment: SyncMoment): void {
  const { connection } = turn
  switch (event.kind) {
    case 'want':
      want(turn, event.online, moment)
      break
    case 'opened':
      greet(turn)
      break
    case 'closed':
      if (connection.kind !== 'none') lose(turn, event.problem, moment)
      break
    case 'received':
      if (connection.kind !== 'none') read(turn, event.message, moment)
      break
    case 'unreadable':
      if (connection.kind !== 'none') hangUp(turn, { code: 'malformed', message: event.sentence }, moment)
      break
    case 'made':
      turn.pending = [...turn.pending, ...event.edits]
      break
    case 'stored':
      stored(turn)
      break
    case 'store-failed':
      storeFailed(turn, event.sentence, moment)
      break
    case 'whereabouts':
      turn.whereabouts = event.whereabouts
      break
    case 'woken':
      wake(turn, moment)
      break
    default:
      unreachable(event)
  }
}

function want(turn: SyncTurn, online: boolean, moment: SyncMoment): void {
  turn.wantsOnline = online
  turn.failures = 0
  turn.storeFailure = undefined
  if (online) {
    turn.isStopped = false
    if (turn.connection.kind === 'none') connect(turn, moment)
    return
  }
  if (turn.connection.kind !== 'none') hangUp(turn, undefined, moment)
  turn.problem = undefined
  turn.isStopped = false
  turn.retryAtMs = undefined
}

function wake(turn: SyncTurn, moment: SyncMoment): void {
  turn.wakeAtMs = undefined
  const { connection, retryAtMs } = turn
  if (connection.kind === 'opening' || connection.kind === 'greeting') {
    if (connection.deadlineMs <= moment.nowMs) hangUp(turn, undefined, moment)
  } else if (connection.kind === 'none' && retryAtMs !== undefined && retryAtMs <= moment.nowMs) {
    if (turn.incoming.length > INCOMING_EDITS_MAX / 2) turn.retryAtMs = moment.nowMs + DRAIN_EVERY_MS
    else connect(turn, moment)
  }
}

function read(turn: SyncTurn, message: FromStore, moment: SyncMoment): void {
  switch (message.kind) {
    case 'welcome':
      welcomed(turn, message, moment)
      break
    case 'committed':
      committed(turn, message, moment)
      break
    case 'role':
      if (turn.account !== undefined) turn.account = { ...turn.account, role: message.role }
      break
    case 'presence': {
      const { client, user, cursor, selection } = message
      if (client === turn.client) break
      if (!turn.colleagues.has(client) && turn.colleagues.size >= COLLEAGUES_MAX) break
      turn.colleagues = new Map(turn.colleagues).set(client, { client, user, cursor, selection })
      break
    }
    case 'left':
      turn.colleagues = new Map([...turn.colleagues].filter(([client]) => client !== message.client))
      break
    case 'problem': {
      const { kind: _kind, ...problem } = message
      hangUp(turn, problem, moment)
      break
    }
    default:
      unreachable(message)
  }
}

type MessageOf<Kind extends FromStore['kind']> = Extract<FromStore, { readonly kind: Kind }>

function welcomed(turn: SyncTurn, message: MessageOf<'welcome'>, moment: SyncMoment): void {
  const { user, role, protocol, head } = message
  const refusal = refusalOf(turn, protocol, head)
  if (refusal !== undefined) {
    hangUp(turn, refusal, moment)
    return
  }
  const told = { whereabouts: null, atMs: Number.NEGATIVE_INFINITY }
  turn.connection = { kind: 'online', sinceMs: moment.nowMs, greetedHead: head, sent: 0, told }
  turn.account = { user, role }
  turn.problem = undefined
}

function refusalOf(turn: SyncTurn, protocol: number, head: number): StoreProblem | undefined {
  if (turn.connection.kind !== 'greeting') return { code: 'malformed', message: 'The store greets out of turn' }
  if (protocol !== PROTOCOL_VERSION) {
    const message = `The store speaks version ${protocol}, and this version of Skein speaks ${PROTOCOL_VERSION}`
    return { code: 'other-version', message }
  }
  if (head >= receivedHead(turn)) return undefined
  const message = `The store has ${head} edits, but this machine has got ${receivedHead(turn)} from it before`
  return { code: 'altered', message }
}

function committed(turn: SyncTurn, { from, entries, stopped }: MessageOf<'committed'>, moment: SyncMoment): void {
  const known = receivedHead(turn) - from + 1
  if (turn.connection.kind !== 'online' || known < 0) {
    // A message was lost on the way. The store sends what is missing after a new hello.
    hangUp(turn, undefined, moment)
    return
  }
  if (turn.incoming.length >= INCOMING_EDITS_MAX) {
    hangUp(turn, undefined, moment)
    turn.isDraining = true
    return
  }
  receive(turn, entries.slice(known))
  if (stopped !== undefined) hangUp(turn, { code: 'other-version', message: stopped.message }, moment)
}

function askToWake(turn: SyncTurn): void {
  const { connection, retryAtMs, storing, storeFailure } = turn
  const times = [
    retryAtMs,
    connection.kind === 'opening' || connection.kind === 'greeting' ? connection.deadlineMs : undefined,
    storing === 0 ? storeFailure?.atMs : undefined,
    presenceDueMs(turn),
  ].filter((atMs) => atMs !== undefined)
  if (times.length === 0) return
  const atMs = Math.min(...times)
  if (atMs === turn.wakeAtMs) return
  turn.wakeAtMs = atMs
  turn.outputs.push({ kind: 'wake', atMs })
}

/** What the user is shown. */
export function statusOf(state: SyncState): SyncStatus {
  const { pending, head, account, problem, retryAtMs } = state
  const rest = { pending: pending.length, head, ...account }
  const kind = kindOf(state)
  if (kind === 'waiting' && state.storeFailure !== undefined && state.connection.kind === 'online') {
    const { atMs, sentence } = state.storeFailure
    return { kind, ...rest, problem: { code: 'unavailable', message: sentence }, retryAtMs: atMs }
  }
  return { kind, ...rest, problem, retryAtMs: kind === 'waiting' ? retryAtMs : undefined }
}

function kindOf(state: SyncState): SyncStatus['kind'] {
  const { connection } = state
  if (state.isStopped) return 'stopped'
  if (!state.wantsOnline) return 'offline'
  switch (connection.kind) {
    case 'none':
      return state.isDraining ? 'syncing' : 'waiting'
    case 'opening':
    case 'greeting':
      return 'connecting'
    case 'online': {
      if (state.storeFailure !== undefined) return 'waiting'
      const isIn = state.incoming.length === 0 && state.head >= connection.greetedHead
      return isIn && state.pending.length === 0 ? 'in-sync' : 'syncing'
    }
    default:
      return unreachable(connection)
  }
}

/** Who else is online, and where. */
export function colleaguesOf(state: SyncState): readonly Colleague[] {
  return [...state.colleagues.values()]
}
