import { gzipSync } from 'node:zlib'
import type { Sql } from '../server/database/sql.ts'
import { writeSnapshot } from '../server/storage/snapshots.ts'
import { insertEdits } from '../server/storage/sql-storage.ts'
import { storedEdit } from '../shared/contracts/store-protocol.ts'
import type { LogEntry } from '../shared/edits/edit.ts'
import { createFold } from '../shared/fold/fold.ts'
import type { Bench, Measurement, Report } from './bench.ts'
import { createFoldLog } from './fold-log.ts'
import type { StoreLoad, StoreLoadResult } from './support/store-load.ts'
import type { StoreOpened, StoreOpening } from './support/store-open.ts'
import { DATASET, runApart, type StoreUnderLoad, startStoreUnderLoad } from './support/store-under-load.ts'

/** Seconds of each load. */
const SECONDS = 8
/** A store must commit this many edits in a second for a large team. All clients together are paced to it. */
const TARGET_PER_SECOND = 2000
/** A client that makes as many pushes as it may makes this many in a second. */
const PUSHES_AT_MOST = 45

/** The store under many clients, and a client that opens a large dataset. */
export const bench: Bench = {
  name: 'store',
  async run(report, wanted) {
    for (const kind of ['postgres', 'pglite'] as const) {
      if (wanted(`store/commit-${kind}`)) await measureCommits(kind, report)
    }
    if (wanted('store/commit-after-1e5')) await measureLongLog(report)
    if (wanted('store/open-1e6')) await measureOpening(1_000_000, report)
  },
}

async function measureCommits(kind: 'postgres' | 'pglite', report: Report): Promise<void> {
  const store = await startStoreUnderLoad(kind)
  const name = `store/commit-${kind}`
  try {
    for (const clients of [20, 200]) {
      await paced(store, `${name}/${clients}-clients`, clients, report)
      await atMost(store, `${name}/${clients}-clients`, clients, report)
    }
  } finally {
    await store.stop()
  }
}

/** This many edits are in the log at the beginning. */
const LONG_LOG = 100_000

async function measureLongLog(report: Report): Promise<void> {
  const log = createFoldLog(LONG_LOG, 1)
  const store = await startStoreUnderLoad('postgres', (sql, dataset) => fill(sql, dataset, LONG_LOG, log.next))
  try {
    await paced(store, 'store/commit-after-1e5/200-clients', 200, report)
  } finally {
    await store.stop()
  }
}

let loads = 0

async function load(store: StoreUnderLoad, clients: number, pushesPerSecond: number, editsInPush: number) {
  loads++
  const task: StoreLoad = {
    url: store.server.url,
    dataset: DATASET,
    head: await store.head(),
    users: store.users,
    clients,
    prefix: `load${loads}-`,
    pushesPerSecond,
    editsInPush,
    seconds: SECONDS,
  }
  const result = await runApart<StoreLoadResult>('store-load.ts', task)
  if (result.problems[0] !== undefined) console.error(`${result.problems.length} problems: ${result.problems[0]}`)
  return result
}

/** Makes as many edits a second as the target, evenly. Measures the time from when each was due until it came back. */
async function paced(store: StoreUnderLoad, name: string, clients: number, report: Report): Promise<void> {
  const each = TARGET_PER_SECOND / clients
  const editsInPush = Math.max(1, Math.ceil(each / PUSHES_AT_MOST))
  const { edits, seconds, acks } = await load(store, clients, each / editsInPush, editsInPush)
  const at = (share: number) => round(acks[Math.ceil(share * acks.length) - 1] ?? Number.NaN)
  report(figure(`${name}/paced-rate`, 'edits/s', edits / seconds))
  report({ name: `${name}/ack`, unit: 'ms', n: acks.length, p50: at(0.5), p95: at(0.95), note: `p99 ${at(0.99)} ms` })
}

/** Makes edits as fast as possible, ten in each push. */
async function atMost(store: StoreUnderLoad, name: string, clients: number, report: Report): Promise<void> {
  const { edits, seconds } = await load(store, clients, PUSHES_AT_MOST, 10)
  report(figure(`${name}/most`, 'edits/s', edits / seconds))
}

/** This many edits follow the snapshot. */
const TAIL = 1000

async function measureOpening(edits: number, report: Report): Promise<void> {
  const seed = 1
  const log = createFoldLog(edits, seed)
  const fold = createFold(log.facts)
  const held: bigint[] = []
  const next = (): LogEntry => {
    const entry = log.next()
    if (entry.seq > edits - TAIL) return entry
    for (;;) {
      const folded = fold.apply(entry)
      if (folded.kind !== 'needs') return entry
      for (const base of folded.bases) {
        fold.provide(base, log.graphOf(base))
        held.push(base)
      }
      if (held.length > 4000) for (const base of held.splice(0, 2000)) fold.drop(base)
    }
  }
  const store = await startStoreUnderLoad('postgres', async (sql, dataset) => {
    await fill(sql, dataset, edits, next)
    await writeSnapshot(sql, dataset, { seq: edits - TAIL, gzip: gzipSync(fold.snapshot(), { level: 1 }) })
  })
  try {
    const token = store.users[0]?.token ?? ''
    const opening: StoreOpening = { url: store.server.url, token, dataset: DATASET, edits, seed }
    const { ms, fetchMs, foldMs, head, megabytes, snapshot } = await runApart<StoreOpened>('store-open.ts', opening)
    if (head !== edits) throw new Error(`the client ended at ${head}`)
    report(figure('store/open-1e6', 'ms', ms))
    report(figure('store/open-1e6/fetch', 'ms', fetchMs))
    report(figure('store/open-1e6/fold', 'ms', foldMs))
    report(figure('store/open-1e6/memory', 'MB', megabytes))
    report(figure('store/open-1e6/snapshot', 'MB', snapshot))
  } finally {
    await store.stop()
  }
}

/** This many edits are inserted by one statement. */
const FILL_AT_ONCE = 1000

async function fill(sql: Sql, dataset: number, edits: number, next: () => LogEntry): Promise<void> {
  for (let from = 1; from <= edits; from += FILL_AT_ONCE) {
    const count = Math.min(FILL_AT_ONCE, edits - from + 1)
    const entries = Array.from({ length: count }, () => {
      const edit = { ...next().edit, dataset: DATASET }
      return { edit, ...storedEdit({ edit, by: edit.author }) }
    })
    await insertEdits(sql.query, dataset, from, entries)
  }
  await sql.query('update datasets set head = $2 where id = $1', [dataset, edits])
}

function figure(name: string, unit: string, value: number): Measurement {
  return { name, unit, n: 1, p50: round(value), p95: round(value) }
}

function round(value: number): number {
  return Math.round(value * 10) / 10
}
