import type { Problem } from '../problem.ts'

/**
 * The contract between the edit worker and the main process's journal, the second copy of the edit log: one file of
 * lines a dataset. The journal knows nothing of edits; a line is any text without a line break.
 */
export type JournalRequest =
  /** Opens the journal of a dataset and takes its lock. Must come first on a port. */
  | { readonly kind: 'open'; readonly id: number; readonly dataset: string }
  /** Adds lines; answered only once they are on disk (fdatasync). All or none. */
  | { readonly kind: 'append'; readonly id: number; readonly lines: readonly string[] }
  /** Puts other contents in the place of all lines, the old ones being kept beside it under another name. */
  | { readonly kind: 'replace'; readonly id: number; readonly lines: readonly string[] }

export type JournalReply =
  | {
      readonly kind: 'opened'
      readonly id: number
      /** Every whole line. What follows the last line break (a write cut short) is left out and told in `torn`. */
      readonly lines: readonly string[]
      readonly torn: boolean
      /** Another window or another running app holds the lock: `append` and `replace` will be refused. */
      readonly readOnly: boolean
    }
  | { readonly kind: 'done'; readonly id: number }
  /** Nothing was written. 'disk' with the reason (full, quota, permission) in its message. */
  | { readonly kind: 'problem'; readonly id: number; readonly problem: Problem }

/** `window.postMessage` data with which the preload hands over the journal port (as the event's port). */
export const JOURNAL_PORT_MESSAGE = 'skein-journal-port'
