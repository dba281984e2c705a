import type { CommittedEdit, Role } from '../../contracts/store-protocol.ts'
import { EDIT_SCHEMA, type Edit, type Merge, type Revert } from '../../edits/edit.ts'
import type { MemoryUsers } from './edit-storage-memory.ts'

/** For tests. */
export const DATASET = 'a dataset'

/** For tests: `ann/s1/3` -> a merge with that id, by the client's name. */
export function mergeOf(key: string, changes: Partial<Merge> = {}): Merge {
  const [client = '', session = '', counter = ''] = key.split('/')
  const point = (supervoxel: number) => ({
    supervoxel: BigInt(supervoxel),
    base: BigInt(supervoxel),
    position: [0, 0, 0] as const,
  })
  return {
    kind: 'merge',
    id: { client, session, counter: Number(counter) },
    author: client,
    madeAtMs: 0,
    basis: 0,
    dataset: DATASET,
    schema: EDIT_SCHEMA,
    a: point(Number(counter)),
    b: point(Number(counter) + 1),
    overrides: [],
    expect: [],
    ...changes,
  }
}

/** For tests: merges with the counters `from` to `to` of one session. */
export function mergesOf(session: string, from: number, to: number): Merge[] {
  return Array.from({ length: to - from + 1 }, (_, i) => mergeOf(`${session}/${from + i}`))
}

/** For tests. */
export function revertOf(key: string, target: string): Revert {
  const { a: _a, b: _b, ...common } = mergeOf(key)
  return { ...common, kind: 'revert', target, points: [], bases: [] }
}

/** For tests. */
export function committedBy(by: string, edits: readonly Edit[]): CommittedEdit[] {
  return edits.map((edit) => ({ edit, by }))
}

/** For tests: users by name, with their role in every dataset. */
export function usersOf(roles: Readonly<Record<string, Role | undefined>>): MemoryUsers {
  return { roleOf: (user) => roles[user], isUser: (name) => Object.hasOwn(roles, name) }
}
