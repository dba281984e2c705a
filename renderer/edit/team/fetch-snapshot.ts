import type { AbortSignalLike } from '../../../shared/bytes/byte-source.ts'
import { SNAPSHOT_BYTES_MAX } from '../../../shared/contracts/store-protocol.ts'
import type { Snapshot } from '../../../shared/folded-log/folded-log-state.ts'
import { collectSnapshot } from './snapshot-bytes.ts'
import type { TransportClient } from './transport-client.ts'

/** How much of a snapshot is here. */
export interface FetchProgress {
  readonly got: number
  /** Undefined where the store does not tell. */
  readonly of: number | undefined
}

/**
 * Fetches a store's snapshot of a dataset; undefined where there is none, or the store does not give it now. Rejects with
 * a `ProblemError` where it is damaged or too large, and with one of kind `cancelled` when the signal is aborted.
 */
export async function fetchSnapshot(
  transport: TransportClient,
  { store, dataset }: { readonly store: string; readonly dataset: string },
  { signal, onProgress }: { readonly signal: AbortSignalLike; onProgress(progress: FetchProgress): void },
): Promise<Snapshot | undefined> {
  const snapshot = collectSnapshot(SNAPSHOT_BYTES_MAX)
  let got = 0
  const onPiece = (bytes: Uint8Array<ArrayBuffer>, of: number | undefined): void => {
    got += bytes.byteLength
    snapshot.add(bytes)
    onProgress({ got, of })
  }
  try {
    const reply = await transport.read(store, { kind: 'snapshot', dataset }, { signal, onPiece })
    if (!reply.ok || reply.seq === undefined || reply.seq === 0) return undefined
    snapshot.add(reply.bytes)
    return { seq: reply.seq, bytes: await snapshot.whole() }
  } finally {
    snapshot.drop()
  }
}
