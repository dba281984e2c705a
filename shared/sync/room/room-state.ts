import type { Role, StoredEdit, StoreProblem, Whereabouts } from '../../contracts/store-protocol.ts'
import type { Edit } from '../../edits/edit.ts'
import type { RoomOutput } from './sync-room-events.ts'

/** Somebody who is connected through this process. */
export interface Member {
  readonly connection: number
  readonly user: string
  readonly client: string
  readonly role: Role
  /** The seq that the connection is to be sent next. */
  readonly next: number
  /** Whether it was sent its `welcome`. */
  readonly greeted: boolean
  /** Characters that the network has not taken, as last told. */
  readonly backlog: number
  /** The head at which its backlog last shrank, or was short. */
  readonly readAtHead: number
  /** Whether a read is under way for this member, whose head is beyond what this process knows. */
  readonly asked: boolean
  /** The turn in which it was last sent edits out of a read. The next read is for the member that waits longest. */
  readonly turn: number
}

export interface QueuedPush {
  readonly connection: number
  readonly user: string
  readonly edits: readonly Edit[]
}

/** Committed edits with seqs `from`, `from` + 1, ... */
export interface Stretch {
  readonly from: number
  readonly entries: readonly StoredEdit[]
}

export interface Presence {
  readonly user: string
  readonly whereabouts: Whereabouts
}

export interface RoomState {
  /** The last seq that this process knows of. */
  readonly head: number
  readonly snapshot: number
  readonly recent: Stretch
  readonly members: ReadonlyMap<number, Member>
  readonly queue: readonly QueuedPush[]
  /** Connections of the pushes that are being committed. */
  readonly committing: readonly number[] | undefined
  /** The head when the read was asked for that is outstanding. */
  readonly reading: number | undefined
  readonly turns: number
  /** By client, through whatever process. */
  readonly whereabouts: ReadonlyMap<string, Presence>
  /** Clients whose whereabouts wait to be sent, the longest waiting first. */
  readonly moved: readonly string[]
  readonly resting: boolean
  readonly stopping: boolean
}

/** A state that a step works on, and what comes out of it. */
export interface RoomTurn {
  head: number
  snapshot: number
  recent: Stretch
  members: Map<number, Member>
  queue: readonly QueuedPush[]
  committing: readonly number[] | undefined
  reading: number | undefined
  turns: number
  whereabouts: Map<string, Presence>
  moved: readonly string[]
  resting: boolean
  stopping: boolean
  readonly outputs: RoomOutput[]
}

/** A turn changes none of the state that it comes from. */
export function turnFrom(state: RoomState): RoomTurn {
  return { ...state, members: new Map(state.members), whereabouts: new Map(state.whereabouts), outputs: [] }
}

export function change(turn: RoomTurn, member: Member, changes: Partial<Member>): void {
  turn.members.set(member.connection, { ...member, ...changes })
}

export function tell(turn: RoomTurn, connections: readonly number[], text: string): void {
  if (connections.length > 0) turn.outputs.push({ kind: 'send', connections, text })
}

export function unavailable(message: string): StoreProblem {
  return { code: 'unavailable', message }
}
