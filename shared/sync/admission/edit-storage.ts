import type { StoredEdit, StoreProblem } from '../../contracts/store-protocol.ts'
import type { Edit } from '../../edits/edit.ts'

/**
 * Where the central store keeps the edits of its datasets: the only thing that its order depends on. Implementations
 * run one contract suite. A call rejects only when the storage itself fails (its database is away); then nothing of
 * it happened, or, where the answer to a commit was lost, all of it: a client that pushes again finds out.
 */
export interface EditStorage {
  /** The last seq; undefined where there is no such dataset. */
  head(dataset: string): Promise<number | undefined>
  /**
   * Gives the edits that are not known yet the next seqs, in the order given, in one transaction that holds the dataset
   * alone. Of a push with a problem nothing is committed; the other pushes are.
   */
  commit(dataset: string, pushes: readonly Push[]): Promise<CommitResult>
  /** Edits with seqs from `from` on, at most `take`. */
  read(dataset: string, from: number, take: number): Promise<readonly StoredEdit[]>
}

/** Edits that one user's client sent, in their order. */
export interface Push {
  /** Who the token belongs to. Its role is looked up when it is committed: it may have been lost meanwhile. */
  readonly user: string
  readonly edits: readonly Edit[]
}

export interface CommitResult {
  /** Seq of the first of `entries`; where there are none, the next one to come. */
  readonly from: number
  readonly entries: readonly StoredEdit[]
  /** One for each push, in their order; undefined where all of it is in the log now. */
  readonly problems: readonly (StoreProblem | undefined)[]
}
