import type { Role, StoredEdit } from '../../contracts/store-protocol.ts'
import { type EditKey, editKey } from '../../edits/edit.ts'
import { factsNeeded, idsKnown, sessionName } from '../admission/admission-facts.ts'
import { admit } from '../admission/admit.ts'
import type { CommitResult, EditStorage, Push } from '../admission/edit-storage.ts'

/** For tests: who may do what, looked up at each commit. */
export interface MemoryUsers {
  roleOf(user: string, dataset: string): Role | undefined
  isUser(name: string): boolean
}

/** For tests: the log of one dataset in memory. */
export interface MemoryLog {
  head(): number
  commit(pushes: readonly Push[]): CommitResult
  read(from: number, take: number): readonly StoredEdit[]
}

/** For tests: a storage whose datasets are these. */
export function createMemoryStorage(datasets: readonly string[], users: MemoryUsers): EditStorage {
  const logs = new Map(datasets.map((dataset) => [dataset, createMemoryLog(dataset, users)]))
  const logOf = (dataset: string): MemoryLog => {
    const log = logs.get(dataset)
    if (log === undefined) throw new Error(`There is no dataset ${dataset}`)
    return log
  }
  return {
    head: async (dataset) => logs.get(dataset)?.head(),
    commit: async (dataset, pushes) => logOf(dataset).commit(pushes),
    read: async (dataset, from, take) => logOf(dataset).read(from, take),
  }
}

/** `decide` stands in for the real admission where a test wants a faulty one. */
export function createMemoryLog(dataset: string, users: MemoryUsers, decide = admit): MemoryLog {
  const log: StoredEdit[] = []
  const byKey = new Map<EditKey, StoredEdit>()
  const highest = new Map<string, number>()
  const owners = new Map<string, string>()

  return {
    head: () => log.length,
    commit(pushes) {
      const needed = factsNeeded(pushes)
      const roles = needed.users.flatMap((user) => {
        const role = users.roleOf(user, dataset)
        return role === undefined ? [] : [[user, role] as const]
      })
      const targets = needed.targets.flatMap((id) => {
        const stored = byKey.get(editKey(id))
        return stored === undefined ? [] : [[editKey(id), stored.by] as const]
      })
      const known = idsKnown(pushes, highest).map(
        (id) => [editKey(id), byKey.get(editKey(id))?.editJson ?? ''] as const,
      )
      const { entries, problems } = decide(dataset, pushes, {
        highest,
        owners,
        roles: new Map(roles),
        names: new Set(needed.names.filter(users.isUser)),
        broughtBy: new Map(targets),
        known: new Map(known),
      })
      const from = log.length + 1
      for (const { edit, ...stored } of entries) {
        log.push(stored)
        byKey.set(editKey(edit.id), stored)
        highest.set(sessionName(edit.id), edit.id.counter)
        owners.set(edit.id.client, stored.by)
      }
      return { from, entries: log.slice(from - 1), problems }
    },
    read: (from, take) => log.slice(from - 1, from - 1 + take),
  }
}
