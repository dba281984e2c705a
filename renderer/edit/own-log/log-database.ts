import type { Problem, Result } from '../../../shared/problem.ts'

/**
 * The first copy of a dataset's edit log: a database of lines by their place. It knows nothing of what a line says.
 * IndexedDB acknowledges writes after its folder was deleted, and opens empty where its files are damaged, so the
 * journal holds the second copy.
 */
export interface LogDatabase {
  /** All lines in the order of their places. */
  readAll(): Promise<Result<readonly StoredLine[]>>
  /**
   * Adds lines in one transaction, all or none. `previous` must be what stands before them, and nothing after it:
   * otherwise nothing is written and the copy counts as lost.
   */
  append(lines: readonly StoredLine[], previous: StoredCheck | undefined): Promise<Written>
  /** Puts these lines in place of everything from this place on, in one transaction. */
  replaceFrom(place: number, lines: readonly StoredLine[]): Promise<Written>
  close(): void
}

export interface StoredLine {
  readonly place: number
  readonly text: string
  /** The line's check, beside it so that the next append can tell that it is still there. */
  readonly check: string
}

export type StoredCheck = Pick<StoredLine, 'place' | 'check'>

/** What a write to one copy of the log came to. After `failed`, it holds none of what was to be written. */
export type Written =
  | { readonly kind: 'written' }
  | {
      readonly kind: 'failed'
      readonly problem: Problem
      /** The copy is not what it was before: it must be compared with the other one anew. */
      readonly lost: boolean
    }

/** Why a store refuses an append: what it holds last is not what the log has last. */
export function databaseLost(): Written {
  const message = 'The database of the edit log was deleted or changed while Skein ran'
  return { kind: 'failed', lost: true, problem: { kind: 'disk', message } }
}
