import type { Problem } from '../problem.ts'

/**
 * The contract between the edit worker and the main process's journal, the second copy of the edit log: one file of
 * lines a dataset. The journal knows nothing of edits; a line is a text of printable ASCII. Requests of a port are
 * served one after the other, each with one reply (`lines` messages come before it).
 *
 * A line that was acknowledged is on disk, in the file that is found at the journal's path at that moment.
 */
export type JournalRequest =
  /**
   * Opens the journal of a dataset and takes its lock; the reply is `opened`. Must come first on a port. Again: reads
   * it anew (the same dataset, keeping the lock), or closes it and opens another's.
   */
  | { readonly kind: 'open'; readonly id: number; readonly dataset: string }
  /** Adds lines; the reply comes only once they are on disk (fdatasync). All or none. */
  | ({ readonly kind: 'append' } & Pieces)
  /** Puts other contents in the place of all lines, the old file being kept beside it under another name. */
  | ({ readonly kind: 'replace' } & Pieces)
  /** Keeps lines that are not the log's in a file of their own beside the journal. */
  | ({ readonly kind: 'set-aside' } & Pieces)
  /** Gives the lock back. */
  | { readonly kind: 'close'; readonly id: number }

/** Many lines travel in pieces of the same kind and id, so that no message holds up the main process. */
interface Pieces {
  readonly id: number
  readonly lines: readonly string[]
  /** False in the last piece, the only one that gets a reply. */
  readonly more: boolean
}

export type JournalReply =
  /** The next whole lines of the journal that is being opened. */
  | { readonly kind: 'lines'; readonly id: number; readonly lines: readonly string[] }
  | {
      readonly kind: 'opened'
      readonly id: number
      /** What followed the last line break (a write cut short) was cut off; the file as it was is kept beside it. */
      readonly torn: boolean
      /** Who else holds the lock, as a sentence: `append` and `replace` will be refused. */
      readonly readOnly?: string | undefined
    }
  | { readonly kind: 'done'; readonly id: number }
  | {
      readonly kind: 'problem'
      readonly id: number
      /** 'disk' with the reason (full, quota, permission) and what helps in its message. Nothing was written. */
      readonly problem: Problem
      /** The file is not what it was (deleted, changed by others, lock lost): it must be opened and compared anew. */
      readonly lost: boolean
    }

/** Characters of the lines in one message: about a millisecond of work for the main process. A longer line goes alone. */
export const PIECE_CHARACTERS = 2 ** 18

/** `window.postMessage` data with which the preload hands over the journal port (as the event's port). */
export const JOURNAL_PORT_MESSAGE = 'skein-journal-port'
