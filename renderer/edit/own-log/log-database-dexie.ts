import Dexie, { type Table } from 'dexie'
import { problemOfDatabase } from './database-problem.ts'
import { databaseLost, type LogDatabase, type StoredLine, type Written } from './log-database.ts'

/** Lines read in one go; a line has about 500 characters. */
const PAGE_LINES = 10_000

const PREFIX = 'skein-log '

/**
 * The log's database in IndexedDB, one for each dataset. It is opened at the first use, and again after it was closed
 * from outside. Durability is strict: a transaction is complete once the system was told to write it to the disk.
 */
export function openLogDatabase(dataset: string): LogDatabase {
  const db = new Dexie(`${PREFIX}${dataset}`, { chromeTransactionDurability: 'strict', autoOpen: false })
  db.version(1).stores({ lines: 'place' })
  const lines: Table<StoredLine, number> = db.table('lines')
  /** The database was deleted or closed from outside. What it holds when it is opened anew must be compared. */
  let interrupted = false
  const interrupt = () => {
    // Closing fires `close`, which calls this again.
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
      return isWritten ? { kind: 'written' } : databaseLost()
    } catch (error) {
      return { kind: 'failed', lost: interrupted, problem: problemOfDatabase(error, 'the edit log') }
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
          const next = await rest.limit(PAGE_LINES).toArray()
          for (const row of next) all.push(row)
          if (next.length < PAGE_LINES) return { ok: true, value: all.flatMap(asLine) }
        }
      } catch (error) {
        return { ok: false, problem: problemOfDatabase(error, 'the edit log') }
      }
    },
    append: async (added, previous) => {
      if (interrupted) return databaseLost()
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

/** Checks a row: the database may hold anything, whatever its types say. */
function asLine({ place, text, check }: Partial<Record<keyof StoredLine, unknown>>): StoredLine[] {
  const isLine = typeof place === 'number' && typeof text === 'string' && typeof check === 'string'
  return isLine ? [{ place, text, check }] : []
}
