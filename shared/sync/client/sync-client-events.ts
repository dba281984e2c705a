import type {
  CommittedEdit,
  FromStore,
  Role,
  StoreProblem,
  ToStore,
  Whereabouts,
} from '../../contracts/store-protocol.ts'
import type { Edit } from '../../edits/edit.ts'

/**
 * The events and outputs of the sync client (sync-client.ts). It is a pure machine that keeps one client's log in sync
 * with the central store: `(state, event, moment) -> { state, outputs }`. Its runner performs the outputs in order.
 */
export type SyncEvent =
  /** The user's choice: online or offline. `online: true` also retries at once what waits for a retry. */
  | { readonly kind: 'want'; readonly online: boolean }
  | { readonly kind: 'opened' }
  | { readonly kind: 'closed'; readonly problem?: StoreProblem | undefined }
  | { readonly kind: 'received'; readonly message: FromStore }
  /** A text arrived that is no message of this version. */
  | { readonly kind: 'unreadable'; readonly sentence: string }
  /** Edits of this client that are durable in its own log, in their order. */
  | { readonly kind: 'made'; readonly edits: readonly Edit[] }
  /** The entries of the last `store` are durable. */
  | { readonly kind: 'stored' }
  /** None of the entries of the last `store` is durable. The sentence says why. The client tries again later. */
  | { readonly kind: 'store-failed'; readonly sentence: string }
  /** Where the user is; null while the user does not share it. */
  | { readonly kind: 'whereabouts'; readonly whereabouts: Whereabouts | null }
  /** The time of the last output `wake` has come. */
  | { readonly kind: 'woken' }

export interface SyncMoment {
  /** Ms of a clock that never goes back. */
  readonly nowMs: number
  /** Random, from 0 to below 1. It spreads the retries of many clients. */
  readonly jitter: number
}

export type SyncOutput =
  | { readonly kind: 'open' }
  | { readonly kind: 'close' }
  | { readonly kind: 'send'; readonly message: ToStore }
  /**
   * Fold these under the pending edits and make them durable together with the new head, `from` + their number - 1.
   * One at a time: the next comes after `stored` or `store-failed`.
   */
  | { readonly kind: 'store'; readonly from: number; readonly entries: readonly CommittedEdit[] }
  /** Send `woken` at this time. It replaces any earlier `wake`. */
  | { readonly kind: 'wake'; readonly atMs: number }

export interface SyncStart {
  readonly dataset: string
  readonly client: string
  /** The last committed seq that is durable here. */
  readonly head: number
  /** Own edits that are not among the committed ones, in the order of the own log. */
  readonly pending: readonly Edit[]
}

/** Somebody else who is online in the same dataset. */
export interface Colleague extends Whereabouts {
  readonly client: string
  readonly user: string
}

/** What the user is shown; derived from the state. */
export interface SyncStatus {
  readonly kind:
    | /** Work offline was chosen, or there was never a wish to connect. */ 'offline'
    | 'connecting'
    /** Not reachable now. The client tries again at `retryAtMs`. */
    | 'waiting'
    | /** Connected; edits are on their way in or out. */ 'syncing'
    | 'in-sync'
    /** Stopped until the user does something about `problem`. */
    | 'stopped'
  readonly pending: number
  readonly head: number
  /** Bytes of the store's snapshot that are here, while it is fetched; `of` is their number in the end, where it is known. */
  readonly fetched?: { readonly got: number; readonly of: number | undefined } | undefined
  /** The user's name and role at the store, from the last welcome. */
  readonly user?: string | undefined
  readonly role?: Role | undefined
  readonly problem?: StoreProblem | undefined
  /** By the clock of `SyncMoment`. */
  readonly retryAtMs?: number | undefined
}
