import type { StoredEdit } from '../../shared/contracts/store-protocol.ts'

/** What the worker that makes one snapshot is started with. */
export interface SnapshotTask {
  /** The folder of the agglomeration, or 'identity'. */
  readonly base: string
  /** The one to go on from, in gzip. */
  readonly gzip: Uint8Array | undefined
}

/** Server -> worker: the answer to each `more`; without entries the log is at its end. */
export interface LogPage {
  readonly entries: readonly StoredEdit[]
}

/** Worker -> server. */
export type FromSnapshotWorker =
  /** The edits from this seq on are wanted. */
  | { readonly kind: 'more'; readonly from: number }
  | { readonly kind: 'made'; readonly seq: number; readonly gzip: Uint8Array<ArrayBuffer> }
  /** A sentence for the log. */
  | { readonly kind: 'failed'; readonly message: string }
