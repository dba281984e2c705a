import { describe, expect, it } from 'vitest'
import type { LogDatabase, StoredLine } from '../own-log/log-database.ts'

/** A database on a disk of its own. `again` opens another one on the same disk. */
export interface TestDatabases {
  readonly store: LogDatabase
  readonly again: () => LogDatabase
}

function line(place: number): StoredLine {
  return { place, text: `line ${place}`, check: `check ${place}` }
}

function lines(from: number, to: number): StoredLine[] {
  return Array.from({ length: to - from + 1 }, (_, at) => line(from + at))
}

async function contents(store: LogDatabase): Promise<readonly StoredLine[]> {
  const all = await store.readAll()
  return all.ok ? all.value : []
}

/** Rule LG4: what every `LogDatabase` keeps to. */
export function describeLogDatabase(name: string, open: () => TestDatabases): void {
  describe(`${name} as a LogDatabase`, () => {
    it('[LG4] gives back what was appended, in order, also to the next start', async () => {
      const { store, again } = open()
      expect(await contents(store)).toEqual([])
      expect(await store.append([line(1)], undefined)).toEqual({ kind: 'written' })
      expect(await store.append(lines(2, 4), line(1))).toEqual({ kind: 'written' })
      expect(await contents(store)).toEqual(lines(1, 4))
      store.close()
      expect(await contents(again())).toEqual(lines(1, 4))
    })

    it('[LG4] refuses to append to anything but the line before, and writes nothing', async () => {
      const { store } = open()
      await store.append(lines(1, 3), undefined)
      for (const previous of [undefined, line(2), line(4), { place: 3, check: 'other' }]) {
        expect(await store.append([line(9)], previous)).toMatchObject({ kind: 'failed', lost: true })
      }
      expect(await contents(store)).toEqual(lines(1, 3))
    })

    it('[LG4] puts lines in place of all from a place on, or takes them back', async () => {
      const { store } = open()
      await store.append(lines(1, 5), undefined)
      expect(await store.replaceFrom(4, [])).toEqual({ kind: 'written' })
      expect(await contents(store)).toEqual(lines(1, 3))
      expect(await store.replaceFrom(2, lines(2, 7))).toEqual({ kind: 'written' })
      expect(await store.append([line(8)], line(7))).toEqual({ kind: 'written' })
      expect(await contents(store)).toEqual(lines(1, 8))
      expect(await store.replaceFrom(1, [])).toEqual({ kind: 'written' })
      expect(await contents(store)).toEqual([])
    })

    it('[LG4] holds more lines than are read in one go', async () => {
      const { store } = open()
      await store.append(lines(1, 10_001), undefined)
      expect(await contents(store)).toEqual(lines(1, 10_001))
    })
  })
}
