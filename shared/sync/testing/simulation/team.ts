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
  /** What its clock on the wall is off by; nothing may hang on it. */
  skewMs: number
}

/** For tests: one process of the central store, as server/ wires one: a room, and what carries for it. */
export interface Process {
  isUp: boolean
  room: RoomState
  commit: { readonly pushes: readonly Push[]; answer?: CommitResult | StoreProblem } | undefined
  read: { readonly from: number; readonly take: number; answer?: readonly StoredEdit[] } | undefined
  isResting: boolean
  /** Heads that it was told of and has not looked at. */
  readonly notifications: number[]
}

/** For tests: one connection. What is said on it arrives in order, or not at all, unless a fault says otherwise. */
export interface Link {
  /** Undefined once the device has given it up or lost it; what it said may be under way still. */
  device: Device | undefined
  /** Undefined once the process has let it go, or when there was none to answer. */
  process: Process | undefined
  readonly connection: number
  /** Whose token it was opened with. */
  readonly user: string
  isOpen: boolean
  /** Something got lost on it: it is not said again before the connection breaks. */
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
