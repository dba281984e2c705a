import type { CommittedEdit, StoredEdit, StoreProblem } from '../../../contracts/store-protocol.ts'
import type { Edit, EditKey } from '../../../edits/edit.ts'
import type { CommitResult, Push } from '../../admission/edit-storage.ts'
import type { SyncState } from '../../client/sync-state.ts'
import type { RoomState } from '../../room/room-state.ts'
import type { View } from './view.ts'

/** For tests: the app on one machine, as the edit worker wires it. `disk` is what a crash leaves. */
export interface Device {
  readonly user: string
  readonly client: string
  readonly disk: { own: Edit[]; committed: CommittedEdit[] }
  /** Edits that their author was told are saved. */
  readonly seen: EditKey[]
  isUp: boolean
  view: View
  sync: SyncState
  session: string
  counter: number
  link: Link | undefined
  writing: Edit | undefined
  storing: { readonly from: number; readonly entries: readonly CommittedEdit[] } | undefined
  wakeAtMs: number | undefined
  /** How far its wall clock is off. Nothing may depend on it. */
  skewMs: number
}

/** For tests: one process of the central store, as server/ wires one: a room, and what carries for it. */
export interface Process {
  isUp: boolean
  room: RoomState
  commit: { readonly pushes: readonly Push[]; answer?: CommitResult | StoreProblem } | undefined
  read: { readonly from: number; readonly take: number; answer?: readonly StoredEdit[] } | undefined
  isResting: boolean
  /** Heads of which it was notified and which it has not looked at. */
  readonly notifications: number[]
}

/** For tests: one connection. Its messages arrive in order, or not at all, unless a fault changes that. */
export interface Link {
  /** Undefined once the device has closed or lost it. Its messages may still be under way. */
  device: Device | undefined
  /** Undefined once the process has closed it, or where no process was running. */
  process: Process | undefined
  readonly connection: number
  /** Whose token it was opened with. */
  readonly user: string
  isOpen: boolean
  /** A message got lost on it. It is not sent again before the connection breaks. */
  hasLost: boolean
  hasJoined: boolean
  readonly toStore: string[]
  readonly toClient: string[]
  /** Characters that one character counts for in the backlog: the network of some is slow. */
  slowness: number
  /** As last told to the room. */
  backlog: number
}

/** Where all connections of a run are. */
export interface Network {
  readonly links: Link[]
  readonly processes: Process[]
  nextConnection: number
}
