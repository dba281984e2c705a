import Dexie, { type Table } from 'dexie'
import type { Problem } from '../../shared/problem.ts'
import { type LogStore, lostDatabase, type StoredLine, type Written } from './log-store.ts'

/** Lines read in one go; a line has about 500 characters. */
const PAGE_LINES = 10_000

const PREFIX = 'skein-log '

/**
 * The log's database in IndexedDB, one a dataset, opened when it is first asked for and again after it was closed from
 * outside. Strict durability: a transaction is complete once the system was told to write it to the disk.
 */
export function openDexieStore(dataset: string): LogStore {
  const db = new Dexie(`${PREFIX}${dataset}`, { chromeTransactionDurability: 'strict', autoOpen: false })
  db.version(1).stores({ lines: 'place' })
  const lines: Table<StoredLine, number> = db.table('lines')
  /** Somebody deletes the database, or the browser closed it. What is found when it is opened anew must be compared. */
  let interrupted = false
  const interrupt = () => {
    // Closing tells of itself, so this is called again from within.
    if (interrupted) return
    interrupted = true
    db.close()
  }
  db.on('versionchange', interrupt)
  db.on('close', interrupt)

  const open = async (): Promise<void> => {
    if (!db.isOpen()) await db.open()
  }

  const write = async (change: () => Promise<boolean>): Promise<Written> => {
    try {
      await open()
      const isWritten = await db.transaction('rw', lines, change)
      return isWritten ? { kind: 'done' } : lostDatabase()
    } catch (error) {
      return { kind: 'failed', lost: interrupted, problem: problemOfDatabase(error) }
    }
  }

  return {
    readAll: async () => {
      try {
        await open()
        interrupted = false
        const all: StoredLine[] = []
        for (;;) {
          const from = all.at(-1)?.place
          const rest = from === undefined ? lines.orderBy('place') : lines.where('place').above(from)
          const page = await rest.limit(PAGE_LINES).toArray()
          for (const row of page) all.push(row)
          if (page.length < PAGE_LINES) return { ok: true, value: all.flatMap(asLine) }
        }
      } catch (error) {
        return { ok: false, problem: problemOfDatabase(error) }
      }
    },
    append: async (added, previous) => {
      if (interrupted) return lostDatabase()
      return write(async () => {
        const last = await lines.orderBy('place').last()
        if (last?.place !== previous?.place || last?.check !== previous?.check) return false
        await lines.bulkAdd(added)
        return true
      })
    },
    replaceFrom: (place, put) =>
      write(async () => {
        if (place <= 1) await lines.clear()
        else await lines.where('place').aboveOrEqual(place).delete()
        await lines.bulkAdd(put)
        return true
      }),
    close: interrupt,
  }
}

/** A row as it should be; the types of a database are what was hoped for when it was written. */
function asLine({ place, text, check }: Partial<Record<keyof StoredLine, unknown>>): StoredLine[] {
  const isLine = typeof place === 'number' && typeof text === 'string' && typeof check === 'string'
  return isLine ? [{ place, text, check }] : []
}

const FULL = 'make space on the disk, then go on'

function problemOfDatabase(error: unknown): Problem {
  const names = namesOf(error)
  if (names.includes('QuotaExceededError')) {
    return {
      kind: 'disk',
      message: `The edit log could not be written: the space for its database is used up; ${FULL}`,
    }
  }
  const known = names.find((name) => name in WORDS)
  const words = known === undefined ? `${names.join(', ') || String(error)}` : WORDS[known]
  return { kind: 'disk', message: `The database of the edit log failed: ${words}` }
}

const WORDS: Readonly<Record<string, string>> = {
  UnknownError: 'it could not read or write its files; is the disk full or failing?',
  DatabaseClosedError: 'it was closed or deleted; open the dataset again',
  InvalidStateError: 'it was closed or deleted; open the dataset again',
  VersionError: 'it was made by a newer version of Skein; use that one',
}

/** The names of an error and of those within it: dexie wraps what the browser says. */
function namesOf(error: unknown): string[] {
  const names: string[] = []
  let at: unknown = error
  while (at instanceof Error || at instanceof DOMException) {
    names.push(at.name)
    at = 'inner' in at ? at.inner : undefined
  }
  return names
}
