import type { CommittedEdit, Role } from '../../../shared/contracts/store-protocol.ts'
import type { Snapshot } from '../../../shared/folded-log/folded-log-state.ts'
import type { Result } from '../../../shared/problem.ts'

/**
 * What this machine has of central stores' logs of one dataset, by the address of the store. Its second copy is the
 * central store itself: what is lost or damaged here counts as not there, and is fetched again.
 */
export interface CommittedDatabase {
  /** Never fails: what cannot be read is as good as nothing. */
  read(store: string): Promise<KeptLog>
  /** In one strict transaction with the new head. `from` follows on what is there, else nothing is written. */
  append(store: string, from: number, entries: readonly CommittedEdit[]): Promise<Result<null>>
  /** Puts a snapshot in place of all that there is of a store. */
  restart(store: string, snapshot: Snapshot): Promise<Result<null>>
  /** The bytes of the snapshot again; undefined where there is none any more. */
  snapshotOf(store: string): Promise<Uint8Array | undefined>
  putAccount(store: string, account: Account): Promise<Result<null>>
  close(): void
}

export interface KeptLog {
  readonly snapshot?: Snapshot | undefined
  /** With seqs from the snapshot's on, or from 1, without a gap. */
  readonly entries: readonly CommittedEdit[]
  /** Who the store said one was, the last time. */
  readonly account?: Account | undefined
}

export interface Account {
  readonly user: string
  readonly role: Role
}
