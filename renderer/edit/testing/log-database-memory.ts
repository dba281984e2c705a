import { databaseLost, type LogDatabase, type StoredLine, type Written } from '../own-log/log-database.ts'

/** For tests: what is on the disk, which outlives the stores that are opened on it. */
export interface MemoryDisk {
  rows: StoredLine[]
}

/** A store that keeps its lines in memory; the model that the real one is held against. */
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
