import type { Whereabouts } from '../../shared/contracts/store-protocol.ts'
import type { EditKey } from '../../shared/edits/edit.ts'
import type { Attention } from '../../shared/history/attention.ts'
import type { HistoryLine } from '../../shared/history/history.ts'
import type { Colleague, SyncStatus } from '../../shared/sync/client/sync-client-events.ts'

/** Page -> edit worker, about the central store and the team. `id` is echoed by the answer. */
export type SyncToEdit =
  /**
   * Which store the open dataset is synced with, and whether to be online; `store` absent: none. `user`: who signed in
   * there, where the store said so. Kept by the page.
   */
  | {
      readonly kind: 'sync'
      readonly store?: string | undefined
      readonly user?: string | undefined
      readonly online: boolean
    }
  /** Where the person is, for colleagues; null while it is not to be told. The worker thins it out. */
  | { readonly kind: 'whereabouts'; readonly whereabouts: Whereabouts | null }
  /** All open cards, answered by `attention`. */
  | { readonly kind: 'attention'; readonly id: number }
  /** Answered by `done` (redo, take-back, and a note, which is an edit), `asked`, `refused` or `let-go`. */
  | {
      readonly kind: 'answer-card'
      readonly id: number
      readonly key: EditKey
      readonly answer: CardAnswer
      readonly confirmed: boolean
    }
  /** Lights the sides of a card in the panels while it is hovered; absent: no longer. */
  | {
      readonly kind: 'show-card'
      readonly card?: { readonly key: EditKey; readonly side: 'before' | 'after' } | undefined
    }

export type CardAnswer =
  /** The same intent once more on today's state, as a new edit (rule E8). */
  | { readonly kind: 'redo' }
  | { readonly kind: 'take-back' }
  | { readonly kind: 'let-go' }
  /** An annotation at the place, for whoever made the edit that stands against it. */
  | { readonly kind: 'note'; readonly text: string }

/** Something that the person should know about an own edit. */
export interface AttentionCard {
  readonly key: EditKey
  /**
   * `conflicted`, `void` and `joins-somata` (a merge that holds two cell bodies together by what others did) need an
   * answer; `changed` and `overridden` (an own split that somebody overrode on purpose, rule E12) are only told, and
   * `let-go` answers them.
   */
  readonly kind: Attention['kind']
  readonly edit: HistoryLine
  /** The edit that stands against it. */
  readonly against?: HistoryLine | undefined
  /** Own later edits that are conflicted or changed (rule E13). */
  readonly also: readonly HistoryLine[]
  /** The pieces that `redo` of a split would make, in supervoxels; or why it cannot be done, as a sentence. */
  readonly redo:
    | { readonly kind: 'can'; readonly pieces: readonly number[] }
    | { readonly kind: 'cannot'; readonly why: string }
}

/** Edit worker -> page, about the central store and the team. */
export type SyncFromEdit =
  /** Whenever it changes. `attention`: open cards that need an answer; `quiet`: those that are only told. */
  | {
      readonly kind: 'sync-status'
      readonly status: SyncStatus
      readonly store?: string | undefined
      readonly attention: number
      readonly quiet: number
    }
  | { readonly kind: 'colleagues'; readonly colleagues: readonly Colleague[] }
  /** Edits of others that just came in and are on the screen already. */
  | { readonly kind: 'arrived'; readonly lines: readonly HistoryLine[] }
  | { readonly kind: 'attention'; readonly id: number; readonly cards: readonly AttentionCard[] }
  | { readonly kind: 'let-go'; readonly id: number }
