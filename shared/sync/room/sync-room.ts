import { unreachable } from '../../assert.ts'
import { formatFromStore, type StoreProblem } from '../../contracts/store-protocol.ts'
import type { CommitResult } from '../admission/edit-storage.ts'
import { BACKLOG_CHARACTERS_MAX, GROUP_EDITS_MAX, QUEUED_PUSHES_MAX } from './room-limits.ts'
import { drop, leave } from './room-members.ts'
import { forget, moveTo, relay } from './room-presence.ts'
import { change, type QueuedPush, type RoomState, type RoomTurn, tell, turnFrom, unavailable } from './room-state.ts'
import { failed, isPaused, learn, serve, wasRead } from './room-tail.ts'
import type { RoomEvent, RoomOutput } from './sync-room-events.ts'

/** A room that nobody is in. `head` is the last seq of the log, `snapshot` that of its latest snapshot or 0. */
export function startRoom(head: number, snapshot: number): RoomState {
  return {
    head,
    snapshot,
    recent: { from: head + 1, entries: [] },
    members: new Map(),
    queue: [],
    committing: undefined,
    reading: undefined,
    turns: 0,
    whereabouts: new Map(),
    moved: [],
    resting: false,
    stopping: false,
  }
}

/**
 * One dataset in one process of the central store (SPEC.md, RM1 to RM12). Pushes that come while a commit is outstanding
 * go together into the next one. Each member is sent every edit after its head once and in order. Events of a connection
 * that has left are ignored.
 */
export function stepRoom(
  state: RoomState,
  event: RoomEvent,
): { readonly state: RoomState; readonly outputs: readonly RoomOutput[] } {
  const turn = turnFrom(state)
  take(turn, event)
  if (turn.committing === undefined) commitNext(turn)
  const { outputs, ...next } = turn
  return { state: next, outputs }
}

function take(turn: RoomTurn, event: RoomEvent): void {
  switch (event.kind) {
    case 'joined':
      join(turn, event)
      break
    case 'pushed':
      push(turn, event)
      break
    case 'whereabouts': {
      const member = turn.members.get(event.connection)
      if (member?.greeted) moveTo(turn, member.client, member.user, event.whereabouts)
      break
    }
    case 'left':
      leave(turn, event.connection)
      break
    case 'committed':
      committed(turn, event.result)
      break
    case 'commit-failed':
      commitFailed(turn, event.problem)
      break
    case 'notified':
      turn.head = Math.max(turn.head, event.head)
      serve(turn)
      break
    case 'was-read':
      wasRead(turn, event)
      break
    case 'read-failed':
      turn.reading = undefined
      failed(turn, event.problem.message)
      break
    case 'role':
      changeRole(turn, event)
      break
    case 'backlog':
      tellBacklog(turn, event)
      break
    case 'snapshot':
      turn.snapshot = event.seq
      break
    case 'elsewhere':
      moveTo(turn, event.client, event.user, event.whereabouts)
      break
    case 'left-elsewhere':
      forget(turn, event.client)
      break
    case 'rested':
      turn.resting = false
      relay(turn)
      break
    case 'stopping':
      stop(turn)
      break
    default:
      unreachable(event)
  }
}

type EventOf<Kind extends RoomEvent['kind']> = Extract<RoomEvent, { readonly kind: Kind }>

const STOPPING = unavailable('The store is being stopped')

function join(turn: RoomTurn, { connection, user, client, role, head }: EventOf<'joined'>): void {
  if (turn.stopping) {
    turn.outputs.push({ kind: 'drop', connection, problem: STOPPING })
    return
  }
  turn.members.set(connection, {
    connection,
    user,
    client,
    role,
    next: head + 1,
    greeted: false,
    backlog: 0,
    readAtHead: turn.head,
    asked: false,
    turn: turn.turns,
  })
  serve(turn)
}

function push(turn: RoomTurn, { connection, edits }: EventOf<'pushed'>): void {
  const member = turn.members.get(connection)
  if (member === undefined || edits.length === 0) return
  if (turn.queue.filter((queued) => queued.connection === connection).length >= QUEUED_PUSHES_MAX) {
    drop(turn, member, { code: 'too-many', message: 'Too many edits were sent before others were answered' })
    return
  }
  turn.queue = [...turn.queue, { connection, user: member.user, edits }]
}

/** Commits the queued pushes in their order, as many as fit into one commit. */
function commitNext(turn: RoomTurn): void {
  if (turn.queue.length === 0) return
  const group: QueuedPush[] = []
  let edits = 0
  for (const queued of turn.queue) {
    edits += queued.edits.length
    if (group.length > 0 && edits > GROUP_EDITS_MAX) break
    group.push(queued)
  }
  turn.queue = turn.queue.slice(group.length)
  turn.committing = group.map(({ connection }) => connection)
  turn.outputs.push({ kind: 'commit', pushes: group.map(({ user, edits: some }) => ({ user, edits: some })) })
}

function committed(turn: RoomTurn, { from, entries, problems }: CommitResult): void {
  const pushers = turn.committing ?? []
  turn.committing = undefined
  for (const [i, problem] of problems.entries()) {
    const member = turn.members.get(pushers[i] ?? -1)
    if (problem !== undefined && member !== undefined) drop(turn, member, problem)
  }
  if (entries.length > 0) learn(turn, { from, entries })
  turn.head = Math.max(turn.head, from - 1)
  serve(turn)
}

/** It is not known whether anything was committed. The clients come again and find out. */
function commitFailed(turn: RoomTurn, problem: StoreProblem): void {
  const pushers = turn.committing ?? []
  turn.committing = undefined
  for (const connection of pushers) {
    const member = turn.members.get(connection)
    if (member !== undefined) drop(turn, member, problem)
  }
}

function changeRole(turn: RoomTurn, { user, role }: EventOf<'role'>): void {
  for (const member of [...turn.members.values()]) {
    if (member.user !== user) continue
    if (role === undefined) {
      drop(turn, member, { code: 'no-access', message: `${user} has no role in this dataset any more` })
      continue
    }
    change(turn, member, { role })
    if (member.greeted) tell(turn, [member.connection], formatFromStore({ kind: 'role', role }))
  }
}

function tellBacklog(turn: RoomTurn, { connection, characters }: EventOf<'backlog'>): void {
  const member = turn.members.get(connection)
  if (member === undefined) return
  if (characters > BACKLOG_CHARACTERS_MAX) {
    drop(turn, member, { code: 'too-slow', message: 'The connection takes less than there is to send' })
    return
  }
  const reads = characters < member.backlog || !isPaused({ ...member, backlog: characters })
  change(turn, member, { backlog: characters, readAtHead: reads ? turn.head : member.readAtHead })
  serve(turn)
}

function stop(turn: RoomTurn): void {
  turn.stopping = true
  turn.queue = []
  for (const member of [...turn.members.values()]) drop(turn, member, STOPPING)
}
