import Dexie, { type Table, type Transaction } from 'dexie'
import { type CommittedEdit, ROLES, storedEdit } from '../../../shared/contracts/store-protocol.ts'
import { parseEdit } from '../../../shared/edits/edit-json.ts'
import type { Result } from '../../../shared/problem.ts'
import { problemOfDatabase } from '../own-log/database-problem.ts'
import type { Account, CommittedDatabase, KeptLog } from './committed-database.ts'

const PREFIX = 'skein-committed '

/** Rows read in one go; an edit has about 500 characters. */
const PAGE_ROWS = 10_000

interface EntryRow {
  readonly store: string
  readonly seq: number
  readonly edit: string
  readonly by: string
  readonly refused?: string | undefined
}

/** What this machine has of a store's log as a whole. */
interface HeadRow {
  readonly store: string
  readonly head: number
  /** The seq of the snapshot; 0 without one. */
  readonly snapshotSeq: number
  readonly user?: string | undefined
  readonly role?: string | undefined
}

/** In a table of its own, because a head is written with every edit, and a snapshot may have a hundred MB. */
interface SnapshotRow {
  readonly store: string
  readonly bytes: Uint8Array
}

type Unknown<Row> = Partial<Record<keyof Row, unknown>>

/** A database in IndexedDB beside that of the own log, one for each dataset, with strict durability. */
export function openCommittedDatabase(dataset: string): CommittedDatabase {
  const db = new Dexie(`${PREFIX}${dataset}`, { chromeTransactionDurability: 'strict' })
  db.version(1).stores({ entries: '[store+seq], store', heads: 'store' })
  db.version(2).stores({ snapshots: 'store' }).upgrade(moveSnapshots)
  const tables: Tables = { entries: db.table('entries'), heads: db.table('heads'), snapshots: db.table('snapshots') }
  const { entries, heads, snapshots } = tables

  const write = async (change: () => Promise<void>): Promise<Result<null>> => {
    try {
      await db.transaction('rw', entries, heads, snapshots, change)
      return { ok: true, value: null }
    } catch (error) {
      return { ok: false, problem: problemOfDatabase(error, 'the team’s edits') }
    }
  }

  return {
    read: (store) => readLog(tables, write, store).catch((): KeptLog => ({ entries: [] })),
    append: (store, from, added) =>
      write(async () => {
        const row = await headOf(tables, store)
        if (row.head + 1 !== from) throw new Error(`edit ${row.head + 1} of the central store is missing`)
        await entries.bulkAdd(added.map((entry, i) => rowOf(store, from + i, entry)))
        await heads.put({ ...row, head: from + added.length - 1 })
      }),
    restart: (store, { seq, bytes }) =>
      write(async () => {
        await forget(tables, store)
        await heads.put({ ...(await headOf(tables, store)), head: seq, snapshotSeq: seq })
        await snapshots.put({ store, bytes })
      }),
    snapshotOf: (store) => readSnapshot(tables, store).catch(() => undefined),
    putAccount: (store, account) =>
      write(async () => {
        await heads.put({ ...(await headOf(tables, store)), ...account })
      }),
    close: () => db.close(),
  }
}

interface Tables {
  readonly entries: Table<EntryRow, [string, number]>
  readonly heads: Table<HeadRow, string>
  readonly snapshots: Table<SnapshotRow, string>
}

/** Version 1 kept the snapshot in the row of the head. */
async function moveSnapshots(upgrade: Transaction): Promise<void> {
  const [heads, snapshots] = [upgrade.table('heads'), upgrade.table('snapshots')]
  for (const store of await heads.toCollection().primaryKeys()) {
    const { snapshot, ...head }: Partial<Record<string, unknown>> = await heads.get(store)
    if (snapshot === undefined) continue
    await snapshots.put({ store, bytes: snapshot })
    await heads.put(head)
  }
}

async function readSnapshot({ snapshots }: Tables, store: string): Promise<Uint8Array | undefined> {
  const { bytes }: Unknown<SnapshotRow> = (await snapshots.get(store)) ?? {}
  return bytes instanceof Uint8Array ? bytes : undefined
}

async function headOf({ heads }: Tables, store: string): Promise<HeadRow> {
  return (await heads.get(store)) ?? { store, head: 0, snapshotSeq: 0 }
}

/** Deletes all of a store but the account. */
async function forget(tables: Tables, store: string): Promise<void> {
  const { user, role } = await headOf(tables, store)
  await tables.entries.where('store').equals(store).delete()
  await tables.snapshots.delete(store)
  await tables.heads.put({ store, head: 0, snapshotSeq: 0, user, role })
}

/** Reads what there is of a store's log, and deletes what is not whole. */
async function readLog(
  tables: Tables,
  write: (change: () => Promise<void>) => Promise<unknown>,
  store: string,
): Promise<KeptLog> {
  const row: Unknown<HeadRow> = (await tables.heads.get(store)) ?? {}
  const { head, snapshotSeq } = row
  const account = accountOf(row)
  if (typeof head !== 'number' || typeof snapshotSeq !== 'number') return { entries: [], account }
  const bytes = await readSnapshot(tables, store)
  const isWhole = (bytes === undefined) === (snapshotSeq === 0)
  const entries = isWhole ? await readEntries(tables, store, snapshotSeq, head) : undefined
  if (entries !== undefined) return { entries, snapshot: bytes && { seq: snapshotSeq, bytes }, account }
  await write(() => forget(tables, store))
  return { entries: [], account }
}

/** All rows of a store after a seq, in order; undefined where they are not what the head says. */
async function readEntries({ entries }: Tables, store: string, after: number, head: number) {
  const all: CommittedEdit[] = []
  while (after + all.length < head) {
    const from = after + all.length + 1
    const rows = await entries
      .where('[store+seq]')
      .between([store, from], [store, head], true, true)
      .limit(PAGE_ROWS)
      .toArray()
    const read = rows.map((row, i) => entryOf(row, from + i))
    const good = read.filter((entry) => entry !== undefined)
    if (good.length === 0 || good.length < read.length) return undefined
    for (const entry of good) all.push(entry)
  }
  return all
}

function rowOf(store: string, seq: number, entry: CommittedEdit): EntryRow {
  const { editJson, ...rest } = storedEdit(entry)
  return { store, seq, edit: editJson, ...rest }
}

function entryOf({ seq, edit, by, refused }: Unknown<EntryRow>, wanted: number): CommittedEdit | undefined {
  if (seq !== wanted || typeof edit !== 'string' || typeof by !== 'string') return undefined
  const parsed = parseEdit(jsonOf(edit))
  if (!parsed.ok) return undefined
  return { edit: parsed.value, by, refused: typeof refused === 'string' ? refused : undefined }
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function accountOf({ user, role }: Unknown<HeadRow>): Account | undefined {
  const known = ROLES.find((one) => one === role)
  return typeof user === 'string' && known !== undefined ? { user, role: known } : undefined
}
