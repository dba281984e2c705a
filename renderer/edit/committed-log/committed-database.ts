import type { CommittedEdit, Role } from '../../../shared/contracts/store-protocol.ts'
import type { Snapshot } from '../../../shared/folded-log/folded-log-state.ts'
import type { Result } from '../../../shared/problem.ts'

/**
 * What this machine has of one dataset's log at central stores, by the address of the store. The central store is the
 * second copy: what is lost or damaged here is fetched again.
 */
export interface CommittedDatabase {
  /** Never fails: what cannot be read counts as missing. */
  read(store: string): Promise<KeptLog>
  /** Adds entries in one strict transaction with the new head. Fails where `from` is not the next seq. */
  append(store: string, from: number, entries: readonly CommittedEdit[]): Promise<Result<null>>
  /** Replaces all that there is of a store by a snapshot. */
  restart(store: string, snapshot: Snapshot): Promise<Result<null>>
  /** Reads the bytes of the snapshot; undefined where there is none any more. */
  snapshotOf(store: string): Promise<Uint8Array | undefined>
  putAccount(store: string, account: Account): Promise<Result<null>>
  close(): void
}

export interface KeptLog {
  readonly snapshot?: Snapshot | undefined
  /** Their seqs follow the snapshot's, or begin with 1, without a gap. */
  readonly entries: readonly CommittedEdit[]
  /** The user and role that the store told the last time. */
  readonly account?: Account | undefined
}

export interface Account {
  readonly user: string
  readonly role: Role
}
