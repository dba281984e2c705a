import type { StoredEdit } from '../../shared/contracts/store-protocol.ts'

/** What the worker that makes one snapshot gets when it starts. */
export interface SnapshotTask {
  /** The folder of the agglomeration, or 'identity'. */
  readonly base: string
  /** The snapshot to begin with, in gzip. */
  readonly gzip: Uint8Array | undefined
}

/** Server -> worker: the reply to each `more`. Without entries the log is at its end. */
export interface LogPage {
  readonly entries: readonly StoredEdit[]
}

/** Worker -> server. */
export type FromSnapshotWorker =
  /** Asks for the edits from this seq on. */
  | { readonly kind: 'more'; readonly from: number }
  | { readonly kind: 'made'; readonly seq: number; readonly gzip: Uint8Array<ArrayBuffer> }
  /** A sentence for the log. */
  | { readonly kind: 'failed'; readonly message: string }
