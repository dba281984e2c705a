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
 * What goes in and out of the sync client (sync-client.ts), the pure machine that keeps one client's log and the central
 * store together: `(state, event, moment) -> { state, outputs }`. Whoever runs it does the outputs in their order.
 */
export type SyncEvent =
  /** A person's wish: online, or work offline. A wish to be online also tries again at once what waits. */
  | { readonly kind: 'want'; readonly online: boolean }
  | { readonly kind: 'opened' }
  | { readonly kind: 'closed'; readonly problem?: StoreProblem | undefined }
  | { readonly kind: 'received'; readonly message: FromStore }
  /** A text came that is no message of this version. */
  | { readonly kind: 'unreadable'; readonly sentence: string }
  /** Edits of this client that are durable in its own log, in their order. */
  | { readonly kind: 'made'; readonly edits: readonly Edit[] }
  /** What the last `store` asked for is durable. */
  | { readonly kind: 'stored' }
  /** It is not, and nothing of it is: a sentence for the person. It is tried again later. */
  | { readonly kind: 'store-failed'; readonly sentence: string }
  /** Where the person is; null while it is not to be told. */
  | { readonly kind: 'whereabouts'; readonly whereabouts: Whereabouts | null }
  /** The time of the last `wake` has come. */
  | { readonly kind: 'woken' }

export interface SyncMoment {
  /** Ms of a clock that never goes back. */
  readonly nowMs: number
  /** Random, from 0 to below 1: spreads the retries of many clients. */
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
  /** In place of any earlier one. */
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

/** What a person is shown of it all; derived from the machine's state. */
export interface SyncStatus {
  readonly kind:
    | /** Work offline was chosen, or there was never a wish to connect. */ 'offline'
    | 'connecting'
    /** Not reachable now: tried again at `retryAtMs`. */
    | 'waiting'
    | /** Connected; edits are on their way in or out. */ 'syncing'
    | 'in-sync'
    /** Not tried again before a person did something about `problem`. */
    | 'stopped'
  readonly pending: number
  readonly head: number
  /** Who the store says one is, and may do what; from the last welcome. */
  readonly user?: string | undefined
  readonly role?: Role | undefined
  readonly problem?: StoreProblem | undefined
  /** By the clock of `SyncMoment`. */
  readonly retryAtMs?: number | undefined
}
