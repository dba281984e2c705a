import { isAtLeast, type Role, type StoredEdit } from '../../../contracts/store-protocol.ts'
import { type Edit, type EditKey, editKey } from '../../../edits/edit.ts'
import { parseEdit } from '../../../edits/edit-json.ts'
import type { CommitResult, Push } from '../../admission/edit-storage.ts'
import type { MemoryLog, MemoryUsers } from '../edit-storage-memory.ts'
import { DATASET } from '../sync-fixture.ts'
import { must, type Tally } from './tally.ts'

/** For tests: the storage behind all processes, with what is watched at each commit. */
export interface SimulatedStore {
  readonly log: MemoryLog
  readonly roles: Map<string, Role | undefined>
  commit(pushes: readonly Push[]): CommitResult
}

export type LogMaker = (dataset: string, users: MemoryUsers) => MemoryLog

export function createStore(makeLog: LogMaker, roles: Map<string, Role | undefined>, tally: Tally): SimulatedStore {
  const log = makeLog(DATASET, { roleOf: (user) => roles.get(user), isUser: (name) => roles.has(name) })
  const broughtBy = new Map<EditKey, string>()
  const highest = new Map<string, number>()
  return {
    log,
    roles,
    commit(pushes) {
      const before = log.head()
      const result = log.commit(pushes)
      must(result.from === before + 1 && log.head() === before + result.entries.length, 'seqs follow on the head')
      if (result.entries.length < pushes.reduce((sum, { edits }) => sum + edits.length, 0)) {
        if (result.problems.every((problem) => problem === undefined)) tally.count('pushed again')
      }
      if (result.problems.some((problem) => problem !== undefined)) tally.count('push refused')
      if (pushes.length > 1) tally.count('commit of several pushes')
      for (const entry of result.entries) watch(entry)
      return result
    },
  }

  /** The rules of the store, written a second time in another way: no id twice, no counter left out, roles as they are now. */
  function watch({ editJson, by, refused }: StoredEdit): void {
    const parsed = parseEdit(JSON.parse(editJson))
    must(parsed.ok, 'what is stored is an edit')
    const edit = parsed.value
    const session = `${edit.id.client}/${edit.id.session}`
    must(edit.id.counter === (highest.get(session) ?? 0) + 1, `counters of ${session} have no gap and no double`)
    highest.set(session, edit.id.counter)
    const why = reasonToRefuse(edit, by)
    must(
      (why === undefined) === (refused === undefined),
      `${editKey(edit.id)} of ${by}: refused ${refused}, not ${why}`,
    )
    if (why !== undefined) tally.count(why)
    broughtBy.set(editKey(edit.id), by)
  }

  function reasonToRefuse(edit: Edit, by: string) {
    const role = roles.get(by)
    must(role !== undefined, 'nothing is committed of whoever has no role')
    if (!isAtLeast(role, 'proofreader')) return 'refused for a role'
    if (edit.author !== by && roles.has(edit.author)) return 'refused for an author'
    if (edit.kind === 'revert' && !isAtLeast(role, 'reviewer')) {
      if ((broughtBy.get(edit.target) ?? by) !== by) return 'refused for a role'
    }
    if (edit.kind === 'merge' && edit.a.supervoxel === edit.b.supervoxel) return 'refused as nonsense'
    if (edit.kind !== 'split') return undefined
    const isSink = (id: bigint) => edit.sinks.some(({ supervoxel }) => supervoxel === id)
    return edit.sources.some(({ supervoxel }) => isSink(supervoxel)) ? 'refused as nonsense' : undefined
  }
}
