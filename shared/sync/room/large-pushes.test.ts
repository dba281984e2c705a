import { expect, it } from 'vitest'
import { EDIT_SCHEMA, type Edit } from '../../edits/edit.ts'
import { formatEdit, parseEdit } from '../../edits/edit-json.ts'
import { CUT_PAIRS_MAX } from '../../edits/edit-limits.ts'
import { createMemoryLog } from '../testing/edit-storage-memory.ts'
import { DATASET, mergesOf, usersOf } from '../testing/sync-fixture.ts'

/** More than a call can have arguments. */
const MANY_EDITS = 140_000

const users = usersOf({ ann: 'proofreader' })

it('[AD1] takes more edits in one push than a call can have arguments', () => {
  const log = createMemoryLog(DATASET, users)
  const { problems, entries } = log.commit([{ user: 'ann', edits: mergesOf('ann/s', 1, MANY_EDITS) }])
  expect(problems).toEqual([undefined])
  expect(entries.length).toBe(MANY_EDITS)
  expect(log.head()).toBe(MANY_EDITS)
})

it('[FC1] a split of the most edges that it may name is the same edit in the log', () => {
  const at = (supervoxel: bigint) => ({ supervoxel, base: 1n, position: [0, 0, 0] as const })
  const pairs = Array.from({ length: CUT_PAIRS_MAX }, (_, i) => [1n, 2n ** 63n + BigInt(i)] as const)
  const split: Edit = {
    ...{ id: { client: 'ann', session: 's', counter: 1 }, author: 'ann', madeAtMs: 0, basis: 0 },
    ...{ dataset: DATASET, schema: EDIT_SCHEMA, kind: 'split', expect: [], sources: [at(1n)], sinks: [at(2n ** 63n)] },
    cut: { bases: [{ base: 1n, pairs }], merges: [] },
  }
  const log = createMemoryLog(DATASET, users)
  const { problems, entries } = log.commit([{ user: 'ann', edits: [split] }])
  expect(problems).toEqual([undefined])
  const text = entries[0]?.editJson ?? ''
  const read = parseEdit(JSON.parse(text))
  expect(read.ok && JSON.stringify(formatEdit(read.value)) === text).toBe(true)
})
