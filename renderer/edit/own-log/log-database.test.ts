import 'fake-indexeddb/auto'
import Dexie from 'dexie'
import { describe, expect, it } from 'vitest'
import { describeLogDatabase } from '../testing/log-database-conformance.ts'
import { openMemoryDatabase } from '../testing/log-database-memory.ts'
import type { StoredLine } from './log-database.ts'
import { openLogDatabase } from './log-database-dexie.ts'

let datasets = 0

describeLogDatabase('memory', () => {
  const disk = { rows: [] }
  return { store: openMemoryDatabase(disk), again: () => openMemoryDatabase(disk) }
})

describeLogDatabase('dexie', () => {
  const dataset = `set ${datasets++}`
  return { store: openLogDatabase(dataset), again: () => openLogDatabase(dataset) }
})

const ONE: StoredLine = { place: 1, text: 'one', check: '1' }
const TWO: StoredLine = { place: 2, text: 'two', check: '2' }

describe('the database of the log', () => {
  it('[LG4] a dataset has a database of its own', async () => {
    const [a, b] = [openLogDatabase('own a'), openLogDatabase('own b')]
    await a.append([ONE], undefined)
    expect(await b.readAll()).toEqual({ ok: true, value: [] })
    expect((await Dexie.getDatabaseNames()).filter((name) => name.includes('own'))).toHaveLength(2)
  })

  it('[LG4] is lost, not silently empty, once it was deleted or emptied while open', async () => {
    const emptied = openLogDatabase('emptied')
    await emptied.append([ONE], undefined)
    const other = openLogDatabase('emptied')
    await other.replaceFrom(1, [])
    expect(await emptied.append([TWO], ONE)).toMatchObject({ kind: 'failed', lost: true })

    const deleted = openLogDatabase('deleted')
    await deleted.append([ONE], undefined)
    const name = (await Dexie.getDatabaseNames()).find((one) => one.endsWith('deleted'))
    await Dexie.delete(name ?? '')
    expect(await deleted.append([TWO], ONE)).toMatchObject({ kind: 'failed', lost: true })
    expect(await deleted.readAll()).toEqual({ ok: true, value: [] })
    expect(await deleted.append([ONE, TWO], undefined)).toEqual({ kind: 'written' })
  })

  it('[LG4] a full disk is a problem with words, and nothing is written', async () => {
    const store = openLogDatabase('full')
    await store.append([ONE], undefined)
    const put = IDBObjectStore.prototype.add
    IDBObjectStore.prototype.add = () => {
      throw new DOMException('no space', 'QuotaExceededError')
    }
    const refused = await store.append([TWO], ONE).finally(() => {
      IDBObjectStore.prototype.add = put
    })
    expect(refused).toMatchObject({ kind: 'failed', lost: false, problem: { kind: 'disk' } })
    expect(refused.kind === 'failed' && refused.problem.message).toMatch(
      /space for its database is used up; make space/,
    )
    expect(await store.append([TWO], ONE)).toEqual({ kind: 'written' })
    expect(await store.readAll()).toEqual({ ok: true, value: [ONE, TWO] })
  })
})
