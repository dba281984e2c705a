import type { Role, StoredEdit, StoreProblem, Whereabouts } from '../../contracts/store-protocol.ts'
import type { Edit } from '../../edits/edit.ts'
import type { CommitResult, Push } from '../admission/edit-storage.ts'

/**
 * The events and outputs of a sync room (sync-room.ts), the pure machine of one dataset in one server process:
 * `startRoom(head, snapshot)`, then `stepRoom(state, event) -> { state, outputs }`. The process numbers its connections and uses no number twice.
 */
export type RoomEvent =
  /** Somebody with a role in the dataset said a `hello` that can be served. */
  | {
      readonly kind: 'joined'
      readonly connection: number
      readonly user: string
      readonly role: Role
      readonly client: string
      readonly head: number
    }
  | { readonly kind: 'pushed'; readonly connection: number; readonly edits: readonly Edit[] }
  | { readonly kind: 'whereabouts'; readonly connection: number; readonly whereabouts: Whereabouts }
  | { readonly kind: 'left'; readonly connection: number }
  /** The result of the last `commit`. */
  | { readonly kind: 'committed'; readonly result: CommitResult }
  | { readonly kind: 'commit-failed'; readonly problem: StoreProblem }
  /** The log reached this seq, through this or another process. */
  | { readonly kind: 'notified'; readonly head: number }
  /** The result of the last `read`. */
  | { readonly kind: 'was-read'; readonly from: number; readonly entries: readonly StoredEdit[] }
  | { readonly kind: 'read-failed'; readonly problem: StoreProblem }
  /** A user's role was changed; undefined when it was taken away. */
  | { readonly kind: 'role'; readonly user: string; readonly role: Role | undefined }
  /**
   * Characters that were sent to a connection and not yet taken by the network. Told after each turn that sent
   * something to the connection and left any, and again when they have become fewer.
   */
  | { readonly kind: 'backlog'; readonly connection: number; readonly characters: number }
  /** The latest snapshot is of this seq now. */
  | { readonly kind: 'snapshot'; readonly seq: number }
  /** Presence through another process of the same store. */
  | { readonly kind: 'elsewhere'; readonly client: string; readonly user: string; readonly whereabouts: Whereabouts }
  | { readonly kind: 'left-elsewhere'; readonly client: string }
  /** The time of the last `rest` is over. */
  | { readonly kind: 'rested' }
  /** The server is being stopped. */
  | { readonly kind: 'stopping' }

export type RoomOutput =
  /** The same text to all of these: formatted once. */
  | { readonly kind: 'send'; readonly connections: readonly number[]; readonly text: string }
  /** Commit these together. The reply is `committed` or `commit-failed`. One at a time. */
  | { readonly kind: 'commit'; readonly pushes: readonly Push[] }
  /** Read from here. The reply is `was-read` or `read-failed`. One at a time. */
  | { readonly kind: 'read'; readonly from: number; readonly take: number }
  /** Presence is held back for this long. The reply is `rested`. One at a time. */
  | { readonly kind: 'rest'; readonly forMs: number }
  /** Send the problem, then close. The connection has left with this output. */
  | { readonly kind: 'drop'; readonly connection: number; readonly problem: StoreProblem }
