import {
  mendsItself,
  PRESENCE_EVERY_MS,
  PROTOCOL_VERSION,
  type StoreProblem,
  type Whereabouts,
} from '../../contracts/store-protocol.ts'
import type { SyncMoment } from './sync-client-events.ts'
import { GREETING_MS_MAX, RECONNECT_FIRST_MS, RECONNECT_MOST_MS, STEADY_MS } from './sync-limits.ts'
import { receivedHead, type SyncTurn } from './sync-state.ts'

/** Opens a connection. After failures it is called after waits that grow and are spread at random. */
export function connect(turn: SyncTurn, { nowMs }: SyncMoment): void {
  turn.connection = { kind: 'opening', deadlineMs: nowMs + GREETING_MS_MAX }
  turn.retryAtMs = undefined
  turn.isDraining = false
  turn.outputs.push({ kind: 'open' })
}

export function greet(turn: SyncTurn): void {
  if (turn.connection.kind !== 'opening') return
  const { dataset, client } = turn
  turn.connection = { kind: 'greeting', deadlineMs: turn.connection.deadlineMs }
  const head = receivedHead(turn)
  turn.outputs.push({ kind: 'send', message: { kind: 'hello', protocol: PROTOCOL_VERSION, dataset, client, head } })
}

/** The connection has ended. A problem that may pass is retried; any other waits for the user. */
export function lose(turn: SyncTurn, problem: StoreProblem | undefined, moment: SyncMoment): void {
  const { connection } = turn
  const stood = connection.kind === 'online' && moment.nowMs - connection.sinceMs >= STEADY_MS
  turn.failures = stood ? 1 : turn.failures + 1
  turn.connection = { kind: 'none' }
  turn.colleagues = new Map()
  turn.problem = problem
  turn.isStopped = problem !== undefined && !mendsItself(problem.code)
  const wait = delayMs(turn.failures, RECONNECT_FIRST_MS, RECONNECT_MOST_MS, moment) + (problem?.retryAfterMs ?? 0)
  turn.retryAtMs = turn.isStopped ? undefined : moment.nowMs + wait
}

/** Ends a connection from this side. */
export function hangUp(turn: SyncTurn, problem: StoreProblem | undefined, moment: SyncMoment): void {
  turn.outputs.push({ kind: 'close' })
  lose(turn, problem, moment)
}

/** A wait that doubles with each failure; at random between half of it and all of it. */
export function delayMs(failures: number, firstMs: number, mostMs: number, { jitter }: SyncMoment): number {
  const whole = Math.min(mostMs, firstMs * 2 ** Math.min(30, failures - 1))
  return whole * (0.5 + jitter / 2)
}

const NOWHERE: Whereabouts = { cursor: null, selection: [] }

/** Tells the store where the user is, where that has changed and the last message is long enough ago. */
export function tellWhereabouts(turn: SyncTurn, { nowMs }: SyncMoment): void {
  const { connection, whereabouts } = turn
  const dueMs = presenceDueMs(turn)
  if (connection.kind !== 'online' || dueMs === undefined || dueMs > nowMs) return
  turn.connection = { ...connection, told: { whereabouts, atMs: nowMs } }
  turn.outputs.push({ kind: 'send', message: { kind: 'presence', ...(whereabouts ?? NOWHERE) } })
}

export function presenceDueMs({ connection, whereabouts }: SyncTurn): number | undefined {
  if (connection.kind !== 'online' || connection.told.whereabouts === whereabouts) return undefined
  return connection.told.atMs + PRESENCE_EVERY_MS
}
