import 'fake-indexeddb/auto'
import Dexie from 'dexie'
import { describe, expect, it } from 'vitest'
import type { CommittedEdit } from '../../../shared/contracts/store-protocol.ts'
import type { Edit } from '../../../shared/edits/edit.ts'
import { openMemoryCommitted } from '../testing/committed-database-memory.ts'
import type { CommittedDatabase } from './committed-database.ts'
import { openCommittedDatabase } from './committed-database-dexie.ts'

const point = (supervoxel: bigint) => ({ supervoxel, base: supervoxel, position: [1, 2, 3] as const })

function editOf(counter: number): Edit {
  return {
    kind: 'merge',
    id: { client: 'c', session: 's', counter },
    author: 'ann',
    madeAtMs: 5,
    basis: 0,
    dataset: 'd',
    schema: 1,
    a: point(2n ** 64n - 1n),
    b: point(7n),
    overrides: [],
    expect: [],
  }
}

const entries: readonly CommittedEdit[] = [
  { edit: editOf(1), by: 'ann' },
  { edit: editOf(2), by: 'ben', refused: 'ben may not' },
  { edit: editOf(3), by: 'ann' },
]

let datasets = 0

/** One contract, run on each implementation. `reopen` closes and opens it on the same disk. */
const implementations: readonly (readonly [string, () => { open: () => CommittedDatabase }])[] = [
  [
    'in memory',
    () => {
      const disk = { logs: new Map(), full: undefined }
      return { open: () => openMemoryCommitted(disk) }
    },
  ],
  [
    'in IndexedDB',
    () => {
      const dataset = `d${++datasets}`
      return { open: () => openCommittedDatabase(dataset) }
    },
  ],
]

describe.each(implementations)('the committed log of this machine, %s', (_name, create) => {
  it('[SD5] gives back what was appended, by store, after it was opened anew', async () => {
    const { open } = create()
    const store = open()
    expect(await store.append('a', 1, entries.slice(0, 2))).toEqual({ ok: true, value: null })
    expect(await store.append('a', 3, entries.slice(2))).toEqual({ ok: true, value: null })
    expect(await store.append('b', 1, entries.slice(1, 2))).toEqual({ ok: true, value: null })
    await store.putAccount('a', { user: 'ann', role: 'reviewer' })
    store.close()
    const again = open()
    expect(await again.read('a')).toEqual({ entries, account: { user: 'ann', role: 'reviewer' } })
    expect(await again.read('b')).toEqual({ entries: entries.slice(1, 2) })
    expect(await again.read('c')).toEqual({ entries: [] })
  })

  it('[SD5] takes nothing that does not follow on what is there', async () => {
    const store = create().open()
    await store.append('a', 1, entries.slice(0, 1))
    expect((await store.append('a', 3, entries.slice(2))).ok).toBe(false)
    expect((await store.append('a', 1, entries.slice(0, 1))).ok).toBe(false)
    expect(await store.read('a')).toEqual({ entries: entries.slice(0, 1) })
  })

  it('[SD6] begins anew with a snapshot, and goes on after it', async () => {
    const { open } = create()
    const store = open()
    await store.append('a', 1, entries)
    await store.putAccount('a', { user: 'ann', role: 'viewer' })
    const snapshot = { seq: 10, bytes: Uint8Array.of(1, 2, 3) }
    expect((await store.restart('a', snapshot)).ok).toBe(true)
    expect((await store.append('a', 11, entries.slice(0, 1))).ok).toBe(true)
    store.close()
    expect(await open().snapshotOf('a')).toEqual(snapshot.bytes)
    expect(await open().read('a')).toEqual({
      snapshot,
      entries: entries.slice(0, 1),
      account: { user: 'ann', role: 'viewer' },
    })
  })
})

describe('the committed log in IndexedDB', () => {
  it('[SD5] what is damaged counts as not there, and is fetched again', async () => {
    const dataset = `d${++datasets}`
    const store = openCommittedDatabase(dataset)
    await store.append('a', 1, entries)
    store.close()
    const db = new Dexie(`skein-committed ${dataset}`)
    await db.open()
    await db.table('entries').delete(['a', 2])
    db.close()
    const again = openCommittedDatabase(dataset)
    expect(await again.read('a')).toEqual({ entries: [] })
    expect(await again.append('a', 1, entries)).toEqual({ ok: true, value: null })
    expect(await again.read('a')).toEqual({ entries })
  })

  it('[SD6] an edit that is added does not write the snapshot again', async () => {
    const dataset = `d${++datasets}`
    const store = openCommittedDatabase(dataset)
    await store.restart('a', { seq: 10, bytes: Uint8Array.of(1, 2, 3) })
    await store.append('a', 11, entries.slice(0, 1))
    store.close()
    const db = new Dexie(`skein-committed ${dataset}`)
    await db.open()
    expect(await db.table('heads').get('a')).toEqual({ store: 'a', head: 11, snapshotSeq: 10 })
    db.close()
  })

  it('[SD6] a snapshot that an earlier Skein kept beside the head is still there', async () => {
    const dataset = `d${++datasets}`
    const db = new Dexie(`skein-committed ${dataset}`)
    db.version(1).stores({ entries: '[store+seq], store', heads: 'store' })
    const head = { store: 'a', head: 10, snapshotSeq: 10, user: 'ann', role: 'viewer' }
    await db.table('heads').bulkPut([
      { ...head, snapshot: Uint8Array.of(1, 2, 3) },
      { store: 'b', head: 0, snapshotSeq: 0 },
    ])
    db.close()
    const store = openCommittedDatabase(dataset)
    const account = { user: 'ann', role: 'viewer' }
    const snapshot = { seq: 10, bytes: Uint8Array.of(1, 2, 3) }
    expect(await store.read('a')).toEqual({ snapshot, entries: [], account })
    expect(await store.snapshotOf('a')).toEqual(snapshot.bytes)
    expect(await store.read('b')).toEqual({ entries: [] })
  })
})
