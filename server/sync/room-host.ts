import { unreachable } from '../../shared/assert.ts'
import type { StoreProblem } from '../../shared/protocol.ts'
import type { CommitResult, EditStorage } from '../../shared/sync/edit-storage.ts'
import type { RoomState } from '../../shared/sync/room-state.ts'
import { startRoom, stepRoom } from '../../shared/sync/sync-room.ts'
import type { RoomEvent, RoomOutput } from '../../shared/sync/sync-room-contract.ts'
import { RETRY_AFTER_MS } from '../limits.ts'

/** What a room needs of the process around it. */
export interface RoomEffects {
  readonly storage: Pick<EditStorage, 'commit' | 'read'>
  /** Returns the characters that the network has not taken. */
  send(connection: number, text: string): number
  /** Tells the problem, then closes. */
  drop(connection: number, problem: StoreProblem): void
  onCommitted(result: CommitResult, tookMs: number): void
  onFailure(error: unknown): void
  now(): number
}

/** Carries out what the pure room of one dataset says (shared/sync/sync-room.ts). */
export interface RoomHost {
  readonly dataset: string
  take(event: RoomEvent): void
  /** Whether nobody is in it and nothing is under way. */
  isIdle(): boolean
  /** The users who are in it. */
  users(): ReadonlySet<string>
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
        const backlogs = new Map<number, number>()
        for (const output of step.outputs) carryOut(output, backlogs)
        for (const [connection, characters] of backlogs) {
          if (characters > 0) events.push({ kind: 'backlog', connection, characters })
        }
      }
    } finally {
      stepping = false
    }
  }

  function carryOut(output: RoomOutput, backlogs: Map<number, number>): void {
    switch (output.kind) {
      case 'send':
        for (const connection of output.connections) backlogs.set(connection, effects.send(connection, output.text))
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
        backlogs.delete(output.connection)
        effects.drop(output.connection, output.problem)
        break
      default:
        unreachable(output)
    }
  }

  async function commit(pushes: Extract<RoomOutput, { readonly kind: 'commit' }>['pushes']): Promise<void> {
    const started = effects.now()
    const result = await effects.storage.commit(dataset, pushes).catch(failed)
    if (result === undefined) return take({ kind: 'commit-failed', problem: DATABASE_AWAY })
    effects.onCommitted(result, effects.now() - started)
    take({ kind: 'committed', result })
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
    users: () => new Set([...state.members.values()].map(({ user }) => user)),
    stop: () => clearTimeout(rest),
  }
}
