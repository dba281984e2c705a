import type { Whereabouts } from '../../shared/contracts/store-protocol.ts'
import type { EditKey } from '../../shared/edits/edit.ts'
import type { Attention } from '../../shared/history/attention.ts'
import type { HistoryLine } from '../../shared/history/history.ts'
import type { Colleague, SyncStatus } from '../../shared/sync/client/sync-client-events.ts'
import type { SharingWish } from './local-records.ts'

/** Page -> edit worker, about the central store and the team. The reply has the same `id`. */
export type SyncToEdit =
  /**
   * The store to sync the open dataset with (none where `store` is absent), and whether to be online. `user` signed in
   * there, as far as the store said so. The page remembers both.
   */
  | {
      readonly kind: 'sync'
      readonly store?: string | undefined
      readonly user?: string | undefined
      readonly online: boolean
    }
  /** Where the user is, for colleagues. Null while the user does not share it. The worker passes on fewer of these. */
  | { readonly kind: 'whereabouts'; readonly whereabouts: Whereabouts | null }
  /** Shares what doubts are ranked by with the team from now on, and learns from it; or not any more. The reply is `sharing`. */
  | { readonly kind: 'share-answers'; readonly id: number; readonly isOn: boolean }
  /** Asks for all open cards. The reply is `attention`. */
  | { readonly kind: 'attention'; readonly id: number }
  /** The reply is `made` (redo, take-back, and a note, which is an edit), `asked`, `refused` or `let-go`. */
  | {
      readonly kind: 'answer-card'
      readonly id: number
      readonly key: EditKey
      readonly answer: CardAnswer
      readonly confirmed: boolean
    }
  /** Lights the sides of a card in the panels while the pointer is over it. Without `card` the light ends. */
  | {
      readonly kind: 'show-card'
      readonly card?: { readonly key: EditKey; readonly side: 'before' | 'after' } | undefined
    }

export type CardAnswer =
  /** Makes the edit again on today's state, as a new edit (rule E8). */
  | { readonly kind: 'redo' }
  | { readonly kind: 'take-back' }
  | { readonly kind: 'let-go' }
  /** Leaves an annotation at the place, for the author of the edit that stands against it. */
  | { readonly kind: 'note'; readonly text: string }

/** Something that the user should know about an own edit. */
export interface AttentionCard {
  readonly key: EditKey
  /**
   * The user must answer `conflicted`, `void` and `joins-somata` (edits of others made a merge hold two cell bodies
   * together). The user is only told of `changed` and `overridden` (somebody overrode an own split on purpose, rule
   * E12), and closes them with `let-go`.
   */
  readonly kind: Attention['kind']
  readonly edit: HistoryLine
  /** The edit that stands against this one. */
  readonly against?: HistoryLine | undefined
  /** Own later edits that are conflicted or changed (rule E13). */
  readonly also: readonly HistoryLine[]
  /** The pieces that `redo` of a split would make, in supervoxels; or why it cannot be done, as a sentence. */
  readonly redo:
    | { readonly kind: 'can'; readonly pieces: readonly number[] }
    | { readonly kind: 'cannot'; readonly why: string }
}

/** What the ranking of doubts learned from answers in this dataset. */
export interface Learned {
  /** Own answers that it learns from. */
  readonly answers: number
  /** Answers of others that it learns from, and who these are. */
  readonly ofOthers: number
  readonly people: readonly string[]
  /** Own answers that were forgotten since the dataset was opened: they can be brought back. */
  readonly forgotten: number
  /** Why an answer that was kept is not used. */
  readonly problem?: string | undefined
  /** With the team of a store. Undefined where the dataset has no store. */
  readonly sharing?: { readonly wish: SharingWish; readonly problem: string | undefined } | undefined
}

/** Edit worker -> page, about the central store and the team. */
export type SyncFromEdit =
  /** Posted whenever it changes. `attention` counts the open cards that need an answer, `quiet` the others. */
  | {
      readonly kind: 'sync-status'
      readonly status: SyncStatus
      readonly store?: string | undefined
      readonly attention: number
      readonly quiet: number
    }
  | { readonly kind: 'colleagues'; readonly colleagues: readonly Colleague[] }
  /** Edits of others that just came in. The screen shows them already. */
  | { readonly kind: 'arrived'; readonly lines: readonly HistoryLine[] }
  | { readonly kind: 'attention'; readonly id: number; readonly cards: readonly AttentionCard[] }
  | { readonly kind: 'let-go'; readonly id: number }
  | { readonly kind: 'sharing'; readonly id: number }
