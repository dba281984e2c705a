import type { Problem, Result } from '../../../shared/problem.ts'

/**
 * The first copy of a dataset's edit log: a database of lines by their place. It does not read the lines.
 * IndexedDB acknowledges writes even after its folder was deleted, and opens empty where its files are damaged.
 * Therefore the journal holds a second copy.
 */
export interface LogDatabase {
  /** All lines in the order of their places. */
  readAll(): Promise<Result<readonly StoredLine[]>>
  /**
   * Adds lines in one transaction, all or none. `previous` must be the last line of the database. Otherwise nothing is
   * written, and the copy counts as lost.
   */
  append(lines: readonly StoredLine[], previous: StoredCheck | undefined): Promise<Written>
  /** Replaces everything from this place on by these lines, in one transaction. */
  replaceFrom(place: number, lines: readonly StoredLine[]): Promise<Written>
  close(): void
}

export interface StoredLine {
  readonly place: number
  readonly text: string
  /** The check of the line, kept beside it: the next append compares it. */
  readonly check: string
}

export type StoredCheck = Pick<StoredLine, 'place' | 'check'>

/** The outcome of a write to one copy of the log. After `failed` the copy holds none of the new lines. */
export type Written =
  | { readonly kind: 'written' }
  | {
      readonly kind: 'failed'
      readonly problem: Problem
      /** The copy is not what it was before. It must be compared with the other copy again. */
      readonly lost: boolean
    }

/** The database refuses an append, because its last line is not the last line of the log. */
export function databaseLost(): Written {
  const message = 'The database of the edit log was deleted or changed while Skein ran'
  return { kind: 'failed', lost: true, problem: { kind: 'disk', message } }
}
