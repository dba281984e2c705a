import { setImmediate as nextTurn } from 'node:timers/promises'
import { unreachable } from '../../shared/assert.ts'
import type { StoreProblem } from '../../shared/contracts/store-protocol.ts'
import type { CommitResult, EditStorage } from '../../shared/sync/admission/edit-storage.ts'
import type { RoomState } from '../../shared/sync/room/room-state.ts'
import { startRoom, stepRoom } from '../../shared/sync/room/sync-room.ts'
import type { RoomEvent, RoomOutput } from '../../shared/sync/room/sync-room-events.ts'
import { RETRY_AFTER_MS } from '../limits.ts'

/** What a room needs of the process around it. */
export interface RoomEffects {
  readonly storage: EditStorage
  /** Sends a text. `bytes` is its UTF-8, which is made once for all connections that get the same text. */
  send(connection: number, bytes: Buffer): void
  /** Characters that were sent and that the network has not taken yet. The room gets an event when they become fewer. */
  backlog(connection: number): number
  /** Sends the problem, then closes the connection. */
  drop(connection: number, problem: StoreProblem): void
  onCommitted(result: CommitResult, tookMs: number): void
  onFailure(error: unknown): void
  now(): number
}

/** Carries out the outputs of the pure room of one dataset (shared/sync/room/sync-room.ts). */
export interface RoomHost {
  readonly dataset: string
  take(event: RoomEvent): void
  /** True if nobody is in the room and nothing is under way. */
  isIdle(): boolean
  /** True if a commit is under way. Its result will say what this process adds to the log. */
  isCommitting(): boolean
  stop(): void
}

export const DATABASE_AWAY: StoreProblem = {
  code: 'unavailable',
  message: "The store's database does not answer",
  retryAfterMs: RETRY_AFTER_MS,
}

type Take = (event: RoomEvent) => void

export function createRoomHost(dataset: string, head: number, snapshot: number, effects: RoomEffects): RoomHost {
  let state: RoomState = startRoom(head, snapshot)
  const events: RoomEvent[] = []
  let isStepping = false
  let rest: NodeJS.Timeout | undefined
  const send = createSender(effects, take)

  /** An event that arises while an output is carried out waits until that is done. */
  function take(event: RoomEvent): void {
    events.push(event)
    if (isStepping) return
    isStepping = true
    try {
      for (let next = events.shift(); next !== undefined; next = events.shift()) {
        const step = stepRoom(state, next)
        state = step.state
        for (const output of step.outputs) carryOut(output)
      }
    } finally {
      isStepping = false
    }
  }

  function carryOut(output: RoomOutput): void {
    switch (output.kind) {
      case 'send':
        send(output.connections, output.text)
        break
      case 'commit':
        void commit(dataset, output.pushes, effects, take)
        break
      case 'read':
        void read(dataset, output.from, output.take, effects, take)
        break
      case 'rest':
        rest = setTimeout(() => take({ kind: 'rested' }), output.forMs)
        break
      case 'drop':
        effects.drop(output.connection, output.problem)
        break
      default:
        unreachable(output)
    }
  }

  return {
    dataset,
    take,
    isIdle: () => state.members.size === 0 && state.committing === undefined && state.reading === undefined,
    isCommitting: () => state.committing !== undefined,
    stop: () => clearTimeout(rest),
  }
}

/** Sends texts, and tells the room of connections whose backlog grows. */
function createSender({ send, backlog }: RoomEffects, take: Take) {
  /** The connections to which something was sent since the last look at their backlogs. */
  const sentTo = new Set<number>()
  const checkBacklogs = (): void => {
    const connections = [...sentTo]
    sentTo.clear()
    for (const connection of connections) {
      const characters = backlog(connection)
      if (characters > 0) take({ kind: 'backlog', connection, characters })
    }
  }
  return (connections: readonly number[], text: string): void => {
    const bytes = Buffer.from(text)
    // What the network takes at once is no backlog. So the backlogs are checked after the network had its turn.
    if (sentTo.size === 0) setImmediate(checkBacklogs)
    for (const connection of connections) {
      send(connection, bytes)
      sentTo.add(connection)
    }
  }
}

async function commit(
  dataset: string,
  pushes: Extract<RoomOutput, { readonly kind: 'commit' }>['pushes'],
  effects: RoomEffects,
  take: Take,
): Promise<void> {
  // A database in this process keeps the process busy until the commit is done. So messages that have arrived are read
  // first, and their edits go into the next commit together.
  await nextTurn()
  const started = effects.now()
  const result = await orFailure(effects, effects.storage.commit(dataset, pushes))
  if (result !== undefined) {
    effects.onCommitted(result, effects.now() - started)
    return take({ kind: 'committed', result })
  }
  take({ kind: 'commit-failed', problem: DATABASE_AWAY })
  // If only the result of the commit was lost, its edits are in the log, and no other process would tell of them.
  const head = await orFailure(effects, effects.storage.head(dataset))
  if (head !== undefined) take({ kind: 'notified', head })
}

async function read(dataset: string, from: number, most: number, effects: RoomEffects, take: Take): Promise<void> {
  const entries = await orFailure(effects, effects.storage.read(dataset, from, most))
  if (entries === undefined) take({ kind: 'read-failed', problem: DATABASE_AWAY })
  else take({ kind: 'was-read', from, entries })
}

/** The result of some work; undefined if it failed. */
async function orFailure<T>({ onFailure }: RoomEffects, work: Promise<T>): Promise<T | undefined> {
  return work.catch((error: unknown) => {
    onFailure(error)
    return undefined
  })
}
