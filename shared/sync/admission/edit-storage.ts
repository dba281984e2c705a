import type { StoredEdit, StoreProblem } from '../../contracts/store-protocol.ts'
import type { Edit } from '../../edits/edit.ts'

/**
 * Where the central store keeps the edits of its datasets. The order of edits depends on it alone. All implementations
 * pass one conformance suite. A call rejects only when the storage itself fails (its database is away). Then nothing of it
 * happened; but a commit whose result was lost may have happened. A client that pushes again finds out.
 */
export interface EditStorage {
  /** The last seq; undefined where there is no such dataset. */
  head(dataset: string): Promise<number | undefined>
  /**
   * Gives the edits that the log does not have the next seqs, in the order given, in one transaction that locks the
   * dataset. A push with a problem is not committed at all; the other pushes are.
   */
  commit(dataset: string, pushes: readonly Push[]): Promise<CommitResult>
  /** Edits with seqs from `from` on, at most `take`. */
  read(dataset: string, from: number, take: number): Promise<readonly StoredEdit[]>
}

/** Edits that one user's client sent, in their order. */
export interface Push {
  /** The user of the token. The role is looked up at the commit, because it may have been lost meanwhile. */
  readonly user: string
  readonly edits: readonly Edit[]
}

export interface CommitResult {
  /** The seq of the first of `entries`; without entries, the next seq of the log. */
  readonly from: number
  readonly entries: readonly StoredEdit[]
  /** One for each push, in their order; undefined where all of it is in the log now. */
  readonly problems: readonly (StoreProblem | undefined)[]
}
