import type { Problem } from '../../../shared/problem.ts'
import type { CommittedDatabase, KeptLog } from '../committed-log/committed-database.ts'

/** For tests: what is on the disk. It outlives the databases that are opened on it. */
export interface CommittedDisk {
  readonly logs: Map<string, KeptLog>
  /** Why nothing can be written now. */
  full: Problem | undefined
}

/** A database in memory. The real one must behave like it. */
export function openMemoryCommitted(disk: CommittedDisk): CommittedDatabase {
  const of = (store: string): KeptLog => disk.logs.get(store) ?? { entries: [] }
  const put = (store: string, log: KeptLog) => {
    if (disk.full !== undefined) return { ok: false, problem: disk.full } as const
    disk.logs.set(store, log)
    return { ok: true, value: null } as const
  }
  return {
    read: async (store) => of(store),
    append: async (store, from, entries) => {
      const log = of(store)
      const next = (log.snapshot?.seq ?? 0) + log.entries.length + 1
      if (from !== next) return { ok: false, problem: { kind: 'disk', message: `edit ${next} is missing` } }
      return put(store, { ...log, entries: [...log.entries, ...entries] })
    },
    restart: async (store, snapshot) => put(store, { ...of(store), snapshot, entries: [] }),
    snapshotOf: async (store) => of(store).snapshot?.bytes,
    putAccount: async (store, account) => put(store, { ...of(store), account }),
    close: () => undefined,
  }
}
