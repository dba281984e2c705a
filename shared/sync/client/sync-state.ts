import type { CommittedEdit, Role, StoreProblem, Whereabouts } from '../../contracts/store-protocol.ts'
import type { Edit } from '../../edits/edit.ts'
import type { Colleague, SyncOutput } from './sync-client-events.ts'

export interface SyncState {
  readonly dataset: string
  readonly client: string
  readonly wantsOnline: boolean
  readonly connection: Connection
  /** What the last welcome said. */
  readonly account: { readonly user: string; readonly role: Role } | undefined
  readonly colleagues: ReadonlyMap<string, Colleague>

  /** Own edits that were not seen among the committed ones, in their order. */
  readonly pending: readonly Edit[]
  /** The last seq that is durable here. */
  readonly head: number
  /** Committed edits that are not durable yet, with seqs `head` + 1, ... */
  readonly incoming: readonly CommittedEdit[]
  /** The number of these, from the first, in the outstanding `store`; 0 when none is outstanding. */
  readonly storing: number
  readonly storeFailure: { readonly count: number; readonly atMs: number; readonly sentence: string } | undefined

  /** Why there is no connection, as far as is known. */
  readonly problem: StoreProblem | undefined
  /** Whether the user has to do something about the problem. */
  readonly isStopped: boolean
  /** Connections in a row that did not stand. */
  readonly failures: number
  readonly retryAtMs: number | undefined
  /** This side ended the connection until more of `incoming` is durable. */
  readonly isDraining: boolean

  readonly whereabouts: Whereabouts | null
  /** The time of the last `wake` that has not come yet. */
  readonly wakeAtMs: number | undefined
}

export type Connection =
  | { readonly kind: 'none' }
  | { readonly kind: 'opening' | 'greeting'; readonly deadlineMs: number }
  | {
      readonly kind: 'online'
      readonly sinceMs: number
      /** The store's head at the welcome. Nothing is pushed before everything up to it was received. */
      readonly greetedHead: number
      /** Pending edits, from the first, that are on their way. */
      readonly sent: number
      /** What the store was last told, and when. */
      readonly told: { readonly whereabouts: Whereabouts | null; readonly atMs: number }
    }

/** A state that a step works on, and what comes out of it. */
export type SyncTurn = { -readonly [Field in keyof SyncState]: SyncState[Field] } & { readonly outputs: SyncOutput[] }

/** The last seq that was received. */
export function receivedHead({ head, incoming }: Pick<SyncState, 'head' | 'incoming'>): number {
  return head + incoming.length
}
