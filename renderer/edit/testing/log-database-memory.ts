import { databaseLost, type LogDatabase, type StoredLine, type Written } from '../own-log/log-database.ts'

/** For tests: what is on the disk. It outlives the databases that are opened on it. */
export interface MemoryDisk {
  rows: StoredLine[]
}

/** A database in memory. The real one must behave like it. */
export function openMemoryDatabase(disk: MemoryDisk): LogDatabase {
  const written: Written = { kind: 'written' }
  return {
    readAll: async () => ({ ok: true, value: [...disk.rows] }),
    append: async (lines, previous) => {
      const last = disk.rows.at(-1)
      if (last?.place !== previous?.place || last?.check !== previous?.check) return databaseLost()
      disk.rows = [...disk.rows, ...lines]
      return written
    },
    replaceFrom: async (place, lines) => {
      disk.rows = [...disk.rows.filter((row) => row.place < place), ...lines]
      return written
    },
    close: () => undefined,
  }
}
