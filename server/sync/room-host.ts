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
  /** Sends a text; `bytes` is its UTF-8, made once for all who are sent the same. */
  send(connection: number, bytes: Buffer): void
  /** Characters that were sent and that the network has not taken; it is told when they become fewer. */
  backlog(connection: number): number
  /** Tells the problem, then closes. */
  drop(connection: number, problem: StoreProblem): void
  onCommitted(result: CommitResult, tookMs: number): void
  onFailure(error: unknown): void
  now(): number
}

/** Carries out what the pure room of one dataset says (shared/sync/room/sync-room.ts). */
export interface RoomHost {
  readonly dataset: string
  take(event: RoomEvent): void
  /** Whether nobody is in it and nothing is under way. */
  isIdle(): boolean
  /** Whether a commit is under way: its answer will tell of what this process adds to the log. */
  isCommitting(): boolean
  stop(): void
}

export const DATABASE_AWAY: StoreProblem = {
  code: 'unavailable',
  message: "The store's database does not answer",
  retryAfterMs: RETRY_AFTER_MS,
}

export function createRoomHost(dataset: string, head: number, snapshot: number, effects: RoomEffects): RoomHost {
  let state: RoomState = startRoom(head, snapshot)
  const events: RoomEvent[] = []
  /** Those who were sent something since the last look at their backlogs. */
  const sentTo = new Set<number>()
  let stepping = false
  let rest: NodeJS.Timeout | undefined

  /** An event that comes out of carrying out another one waits for its end. */
  function take(event: RoomEvent): void {
    events.push(event)
    if (stepping) return
    stepping = true
    try {
      for (let next = events.shift(); next !== undefined; next = events.shift()) {
        const step = stepRoom(state, next)
        state = step.state
        for (const output of step.outputs) carryOut(output)
      }
    } finally {
      stepping = false
    }
  }

  /** What the network takes at once is no backlog, so the look comes after it had its turn. */
  function lookAtBacklogs(): void {
    const connections = [...sentTo]
    sentTo.clear()
    for (const connection of connections) {
      const characters = effects.backlog(connection)
      if (characters > 0) take({ kind: 'backlog', connection, characters })
    }
  }

  function send(connections: readonly number[], text: string): void {
    const bytes = Buffer.from(text)
    if (sentTo.size === 0) setImmediate(lookAtBacklogs)
    for (const connection of connections) {
      effects.send(connection, bytes)
      sentTo.add(connection)
    }
  }

  function carryOut(output: RoomOutput): void {
    switch (output.kind) {
      case 'send':
        send(output.connections, output.text)
        break
      case 'commit':
        void commit(output.pushes)
        break
      case 'read':
        void read(output.from, output.take)
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

  async function commit(pushes: Extract<RoomOutput, { readonly kind: 'commit' }>['pushes']): Promise<void> {
    // A database in this process keeps it to itself until the commit is done. So what has arrived is read first, and
    // goes together into the next commit.
    await nextTurn()
    const started = effects.now()
    const result = await effects.storage.commit(dataset, pushes).catch(failed)
    if (result === undefined) {
      take({ kind: 'commit-failed', problem: DATABASE_AWAY })
      return lookAtHead()
    }
    effects.onCommitted(result, effects.now() - started)
    take({ kind: 'committed', result })
  }

  /** Where only the answer to a commit was lost, its edits are in the log, and nobody else would tell of them. */
  async function lookAtHead(): Promise<void> {
    const head = await effects.storage.head(dataset).catch(failed)
    if (head !== undefined) take({ kind: 'notified', head })
  }

  async function read(from: number, most: number): Promise<void> {
    const entries = await effects.storage.read(dataset, from, most).catch(failed)
    if (entries === undefined) take({ kind: 'read-failed', problem: DATABASE_AWAY })
    else take({ kind: 'was-read', from, entries })
  }

  function failed(error: unknown): undefined {
    effects.onFailure(error)
    return undefined
  }

  return {
    dataset,
    take,
    isIdle: () => state.members.size === 0 && state.committing === undefined && state.reading === undefined,
    isCommitting: () => state.committing !== undefined,
    stop: () => clearTimeout(rest),
  }
}
