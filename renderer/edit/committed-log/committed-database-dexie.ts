import Dexie, { type Table } from 'dexie'
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
  readonly refused?: string
}

/** What is known of a store's log as a whole. */
interface HeadRow {
  readonly store: string
  readonly head: number
  /** The seq of the snapshot; 0 without. */
  readonly snapshotSeq: number
  readonly snapshot?: Uint8Array
  readonly user?: string
  readonly role?: string
}

type Unknown<Row> = Partial<Record<keyof Row, unknown>>

/** A database in IndexedDB beside that of the own log, one a dataset, with strict durability. */
export function openCommittedDatabase(dataset: string): CommittedDatabase {
  const db = new Dexie(`${PREFIX}${dataset}`, { chromeTransactionDurability: 'strict' })
  db.version(1).stores({ entries: '[store+seq], store', heads: 'store' })
  const entries: Table<EntryRow, [string, number]> = db.table('entries')
  const heads: Table<HeadRow, string> = db.table('heads')

  const write = async (change: () => Promise<void>): Promise<Result<null>> => {
    try {
      await db.transaction('rw', entries, heads, change)
      return { ok: true, value: null }
    } catch (error) {
      return { ok: false, problem: problemOfDatabase(error, 'the team’s edits') }
    }
  }
  const headOf = async (store: string): Promise<HeadRow> =>
    (await heads.get(store)) ?? { store, head: 0, snapshotSeq: 0 }

  /** All rows of a store after a seq, in order; undefined where they are not what the head says. */
  const readEntries = async (store: string, after: number, head: number): Promise<CommittedEdit[] | undefined> => {
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

  const read = async (store: string): Promise<KeptLog> => {
    const row: Unknown<HeadRow> = (await heads.get(store)) ?? {}
    const { head, snapshotSeq, snapshot } = row
    const account = accountOf(row)
    const known = account === undefined ? {} : { account }
    if (typeof head !== 'number' || typeof snapshotSeq !== 'number') return { entries: [], ...known }
    const bytes = snapshot instanceof Uint8Array ? snapshot : undefined
    const isWhole = (bytes === undefined) === (snapshotSeq === 0)
    const found = isWhole ? await readEntries(store, snapshotSeq, head) : undefined
    if (found === undefined) {
      await write(() => forget(store))
      return { entries: [], ...known }
    }
    return { entries: found, ...(bytes === undefined ? {} : { snapshot: { seq: snapshotSeq, bytes } }), ...known }
  }
  const forget = async (store: string): Promise<void> => {
    const { user, role } = await headOf(store)
    await entries.where('store').equals(store).delete()
    const account = user === undefined || role === undefined ? {} : { user, role }
    await heads.put({ store, head: 0, snapshotSeq: 0, ...account })
  }

  return {
    read: (store) => read(store).catch((): KeptLog => ({ entries: [] })),
    append: (store, from, added) =>
      write(async () => {
        const row = await headOf(store)
        if (row.head + 1 !== from) throw new Error(`edit ${row.head + 1} of the central store is missing`)
        await entries.bulkAdd(added.map((entry, i) => rowOf(store, from + i, entry)))
        await heads.put({ ...row, head: from + added.length - 1 })
      }),
    restart: (store, { seq, bytes }) =>
      write(async () => {
        await forget(store)
        await heads.put({ ...(await headOf(store)), head: seq, snapshotSeq: seq, snapshot: bytes })
      }),
    snapshotOf: async (store) => {
      const { snapshot }: Unknown<HeadRow> = (await heads.get(store).catch(() => undefined)) ?? {}
      return snapshot instanceof Uint8Array ? snapshot : undefined
    },
    putAccount: (store, account) =>
      write(async () => {
        await heads.put({ ...(await headOf(store)), ...account })
      }),
    close: () => db.close(),
  }
}

function rowOf(store: string, seq: number, entry: CommittedEdit): EntryRow {
  const { editJson, ...rest } = storedEdit(entry)
  return { store, seq, edit: editJson, ...rest }
}

function entryOf({ seq, edit, by, refused }: Unknown<EntryRow>, wanted: number): CommittedEdit | undefined {
  if (seq !== wanted || typeof edit !== 'string' || typeof by !== 'string') return undefined
  const parsed = parseEdit(jsonOf(edit))
  if (!parsed.ok) return undefined
  return { edit: parsed.value, by, ...(typeof refused === 'string' ? { refused } : {}) }
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
