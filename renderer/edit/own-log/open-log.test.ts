import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Edit, editKey } from '../../../shared/edits/edit.ts'
import { checkOf } from '../../../shared/log/check.ts'
import { compareCopies } from '../../../shared/log/compare-copies.ts'
import { parseLogText } from '../../../shared/log/log-text.ts'
import { DATASET, linesOf, mergeEdit } from '../../../shared/log/testing/test-log.ts'
import { Crash, type Fault, type Faults, type FaultyDisk, startOn } from '../testing/log-faults.ts'
import { type EditLog, openLog } from './open-log.ts'

const NO_FAULTS: Faults = { at: new Map() }

function emptyDisk(): FaultyDisk {
  return { rows: [], file: undefined, aside: [] }
}

function start(disk: FaultyDisk, faults: Faults = NO_FAULTS): Promise<EditLog> {
  let ms = 0
  return openLog({ dataset: DATASET, now: () => ms++, ...startOn(disk, faults) })
}

function at(write: number, fault: Fault): Faults {
  return { at: new Map([[write, fault]]) }
}

function keysOf(log: EditLog): string[] {
  return log.entries.map(({ edit }) => editKey(edit.id))
}

async function filled(count: number): Promise<FaultyDisk> {
  const disk = emptyDisk()
  const log = await start(disk)
  await log.append(Array.from({ length: count }, (_, i) => mergeEdit(i + 1)))
  return disk
}

const KEYS = (count: number) => Array.from({ length: count }, (_, i) => editKey(mergeEdit(i + 1).id))

describe('the durable log', () => {
  it('[LG5] an edit is in both copies, the database first, when it is acknowledged', async () => {
    const disk = emptyDisk()
    const log = await start(disk)
    expect(await log.append([mergeEdit(1)])).toEqual({ ok: true, value: { database: 1, journal: 1 } })
    await log.append([mergeEdit(2), mergeEdit(3)])
    const lines = linesOf([1, 2, 3].map((counter) => mergeEdit(counter)))
    expect(disk.file).toBe(lines.map(({ text }) => `${text}\n`).join(''))
    expect(disk.rows.map(({ text }) => text)).toEqual(lines.map(({ text }) => text))
    const next = await start(disk)
    expect(next.entries.map(({ seq }) => seq)).toEqual([1, 2, 3])
    expect(keysOf(next)).toEqual(KEYS(3))
    expect([next.recovery, next.readOnly(), next.trouble()]).toEqual([undefined, undefined, undefined])
  })

  it('[LG5] calls at the same time are served one after the other', async () => {
    const disk = emptyDisk()
    const log = await start(disk)
    const all = await Promise.all([1, 2, 3, 4, 5].map((counter) => log.append([mergeEdit(counter)])))
    expect(all.every(({ ok }) => ok)).toBe(true)
    expect(keysOf(await start(disk))).toEqual(KEYS(5))
  })

  it('[LG5] a full disk refuses the edit in whichever copy, leaves nothing, and work goes on', async () => {
    for (const write of [0, 1]) {
      const disk = emptyDisk()
      const log = await start(disk, at(write, { kind: 'full' }))
      expect(await log.append([mergeEdit(1)])).toMatchObject({ ok: false, problem: { kind: 'disk', message: /full/ } })
      expect([disk.rows, disk.file]).toEqual([[], ''])
      expect(await log.append([mergeEdit(1)])).toMatchObject({ ok: true })
      expect(keysOf(await start(disk))).toEqual(KEYS(1))
    }
  })

  it('[LG5] an edit that can be neither written nor taken back makes the log read-only, with the reason', async () => {
    const disk = emptyDisk()
    const faults = {
      at: new Map<number, Fault>([
        [1, { kind: 'full' }],
        [2, { kind: 'full' }],
      ]),
    }
    const log = await start(disk, faults)
    expect((await log.append([mergeEdit(1)])).ok).toBe(false)
    expect(log.readOnly()).toMatch(/nor be taken back .* full/)
    expect(await log.append([mergeEdit(2)])).toMatchObject({ ok: false, problem: { kind: 'forbidden' } })
  })

  it('[LG5] an edit of another dataset or beyond the limits is never written', async () => {
    const disk = emptyDisk()
    const log = await start(disk)
    const long: Edit = { ...mergeEdit(1), author: 'x'.repeat(10_000) }
    for (const edit of [long, mergeEdit(1, 's', 'other')]) expect((await log.append([edit])).ok).toBe(false)
    expect([disk.rows, disk.file]).toEqual([[], ''])
  })

  it('[LG2] a copy that is gone at the start is given back by the other, and it is told', async () => {
    const noDatabase = await filled(4)
    noDatabase.rows = []
    const first = await start(noDatabase)
    expect(first.recovery).toMatchObject({ edits: 4, restored: 4, from: 'journal', setAside: 0, torn: false })
    expect(noDatabase.rows.length).toBe(4)
    const noJournal = await filled(4)
    noJournal.file = undefined
    const second = await start(noJournal)
    expect(second.recovery).toMatchObject({ edits: 4, restored: 4, from: 'database' })
    for (const [log, disk] of [
      [first, noDatabase],
      [second, noJournal],
    ] as const) {
      expect(keysOf(log)).toEqual(KEYS(4))
      expect((await log.append([mergeEdit(5)])).ok).toBe(true)
      const next = await start(disk)
      expect(next.recovery).toBeUndefined()
      expect(keysOf(next)).toEqual(KEYS(5))
    }
  })

  it('[LG2] what is damaged is kept aside', async () => {
    const disk = await filled(3)
    disk.rows = disk.rows.map((row) => (row.place === 2 ? { ...row, text: 'damaged' } : row))
    const log = await start(disk)
    expect(log.recovery).toMatchObject({ edits: 3, restored: 1, setAside: 1, from: 'journal' })
    expect(log.recovery?.problems[0]?.message).toMatch(/^Line 2 /)
    expect(disk.aside).toEqual(['damaged'])
    const mended = await filled(3)
    mended.rows = mended.rows.map((row) => (row.place === 3 ? { ...row, check: 'damaged' } : row))
    expect((await (await start(mended)).append([mergeEdit(4)])).ok).toBe(true)
  })

  it('[LG2] a copy lost while the app runs is mended before the next edit is acknowledged', async () => {
    for (const harm of [
      (disk: FaultyDisk) => (disk.rows = []),
      (disk: FaultyDisk) => (disk.rows = disk.rows.slice(0, 1)),
      (disk: FaultyDisk) => (disk.file = undefined),
      (disk: FaultyDisk) => (disk.file = 'garbled\n'),
    ]) {
      const disk = emptyDisk()
      const log = await start(disk)
      await log.append([mergeEdit(1), mergeEdit(2)])
      harm(disk)
      expect((await log.append([mergeEdit(3)])).ok).toBe(true)
      const next = await start(disk)
      expect([keysOf(next), next.recovery]).toEqual([KEYS(3), undefined])
    }
  })

  it('[LG2] both copies lost while the app runs: read-only, and it says so', async () => {
    const disk = emptyDisk()
    const log = await start(disk)
    await log.append([mergeEdit(1), mergeEdit(2)])
    disk.rows = []
    disk.file = undefined
    expect((await log.append([mergeEdit(3)])).ok).toBe(false)
    expect(log.readOnly()).toMatch(/2 edits are lost/)
  })

  it('[LG2] a copy that cannot be mended yet is tried again before the next edit', async () => {
    const disk = await filled(2)
    disk.rows = []
    const log = await start(disk, at(0, { kind: 'full' }))
    expect(keysOf(log)).toEqual(KEYS(2))
    expect([log.trouble()?.message, log.readOnly()]).toEqual(['The disk is full', undefined])
    expect((await log.append([mergeEdit(3)])).ok).toBe(true)
    expect(keysOf(await start(disk))).toEqual(KEYS(3))
  })

  it('[LG5] a log that another window has open is read and never written', async () => {
    const disk = await filled(2)
    const before = structuredClone(disk)
    const { database, journal } = startOn(disk, NO_FAULTS)
    const held = {
      ...journal,
      open: async (dataset: string) => {
        const found = await journal.open(dataset)
        return found.ok ? ({ ok: true, value: { ...found.value, readOnly: 'Held' } } as const) : found
      },
    }
    // Its database is the other window's, and asking for it would never be answered.
    const never = { ...database, readAll: () => new Promise<never>(() => {}) }
    const log = await openLog({ dataset: DATASET, now: () => 0, database: never, journal: held })
    expect([keysOf(log), log.readOnly()]).toEqual([KEYS(2), 'Held'])
    expect(await log.append([mergeEdit(3)])).toMatchObject({
      ok: false,
      problem: { kind: 'forbidden', message: 'Held' },
    })
    expect(await log.exportText()).toMatchObject({ ok: true })
    expect(disk).toEqual(before)
  })

  it('[LG2] a log with lines of a newer version is read up to them and never written', async () => {
    const disk = await filled(2)
    const last = disk.rows[1]!
    const body = `${last.text.replace('"v":1,"place":2', '"v":2,"place":3').slice(0, last.text.indexOf(',"check"'))}`
    const check = checkOf(last.check, body)
    disk.rows = [...disk.rows, { place: 3, check, text: `${body},"check":"${check}"}` }]
    const before = structuredClone(disk)
    const log = await start(disk)
    expect([keysOf(log), log.readOnly()]).toEqual([KEYS(2), expect.stringMatching(/newer version/)])
    expect((await log.append([mergeEdit(3)])).ok).toBe(false)
    expect(disk).toEqual(before)
  })

  it('[LG6] exports all lines as they are', async () => {
    const log = await start(await filled(3))
    const text = await log.exportText()
    const parsed = text.ok ? parseLogText(text.value) : text
    expect(parsed.ok && parsed.value.lines.map(({ edit }) => editKey(edit.id))).toEqual(KEYS(3))
  })

  it('[LG5] nothing is taken after it was closed', async () => {
    const disk = emptyDisk()
    const log = await start(disk)
    const last = log.append([mergeEdit(1)])
    await log.close()
    expect((await last).ok).toBe(true)
    expect((await log.append([mergeEdit(2)])).ok).toBe(false)
    expect(keysOf(await start(disk))).toEqual(KEYS(1))
  })
})

const fault: fc.Arbitrary<Fault> = fc.oneof(
  fc.record({ kind: fc.constant('crash' as const), at: fc.constantFrom('before', 'within', 'after') }),
  fc.record({ kind: fc.constant('full' as const) }),
)

/** What befalls one copy at rest, or the same while the app runs. */
const harm = fc.record({
  copy: fc.constantFrom('none', 'database', 'journal'),
  how: fc.constantFrom('empty', 'cut', 'garble'),
  place: fc.nat(),
  bytes: fc.string({ unit: 'binary', minLength: 1 }),
})
type Harm = typeof harm extends fc.Arbitrary<infer T> ? T : never

function inflict(disk: FaultyDisk, { copy, how, place, bytes }: Harm): void {
  if (copy === 'database') {
    const from = place % (disk.rows.length + 1)
    if (how === 'empty') disk.rows = []
    if (how === 'cut') disk.rows = disk.rows.slice(0, from)
    if (how === 'garble') disk.rows = disk.rows.map((row, i) => (i === from ? { ...row, text: bytes } : row))
  }
  if (copy === 'journal' && disk.file !== undefined) {
    const from = place % (disk.file.length + 1)
    if (how === 'empty') disk.file = undefined
    else if (how === 'cut') disk.file = disk.file.slice(0, from)
    else disk.file = disk.file.slice(0, from) + bytes + disk.file.slice(from + bytes.length)
  }
}

/** The edits that one copy alone would give. */
function keysHeld(disk: FaultyDisk, copy: 'database' | 'journal'): string[] {
  const texts = copy === 'database' ? disk.rows.map(({ text }) => text) : (disk.file ?? '').split('\n').slice(0, -1)
  return compareCopies(DATASET, texts, []).lines.map(({ edit }) => editKey(edit.id))
}

/** One start of the app: what goes wrong at which write, batches of edits, and what befalls a copy before it. */
const session = fc.record({
  before: harm,
  faults: fc.array(fc.tuple(fc.nat(12), fault), { maxLength: 3 }),
  batches: fc.array(fc.integer({ min: 1, max: 3 }), { maxLength: 5 }),
  during: fc.option(fc.tuple(fc.nat(4), harm)),
})

describe('the durable log through crashes', () => {
  it('[LG5] after any crash everything acknowledged is there, once, in order, and nothing of what was refused', async () => {
    let crashes = 0
    let strikes = 0
    await fc.assert(
      fc.asyncProperty(fc.array(session, { minLength: 1, maxLength: 8 }), async (sessions) => {
        const disk = emptyDisk()
        /** Edits that must be there, and the batch whose fate the crash left open. */
        let certain: string[] = []
        let open: string[] = []
        let counter = 1
        let isStruck = false
        /** Harms a copy, unless the other one no longer holds everything: nothing survives the loss of both. */
        const strike = (blow: Harm) => {
          if (blow.copy === 'none') return
          const held = keysHeld(disk, blow.copy === 'database' ? 'journal' : 'database')
          if (certain.some((key, i) => held[i] !== key)) return
          isStruck = true
          inflict(disk, blow)
          strikes++
        }
        for (const [round, { before, faults, batches, during }] of sessions.entries()) {
          strike(before)
          try {
            const log = await start(disk, { at: new Map(faults) })
            const found = keysOf(log)
            expect(found.slice(0, certain.length)).toEqual(certain)
            const more = found.slice(certain.length)
            expect(more).toEqual(open.slice(0, more.length))
            // A batch is there whole or not at all, unless the copy that had all of it was damaged.
            if (!isStruck) expect([0, open.length]).toContain(more.length)
            certain = found
            isStruck = false
            open = []
            for (const [i, size] of batches.entries()) {
              if (during !== null && during[0] === i) strike(during[1])
              const edits = Array.from({ length: size }, () => mergeEdit(counter++, `s${round}`))
              open = edits.map(({ id }) => editKey(id))
              const appended = await log.append(edits)
              if (appended.ok) certain = [...certain, ...open]
              // What could be neither written nor taken back is told by read-only, and its fate is open.
              if (appended.ok || log.readOnly() === undefined) open = []
              else break
            }
          } catch (error) {
            if (!(error instanceof Crash)) throw error
            crashes++
          }
        }
        const last = await start(disk)
        expect(keysOf(last).slice(0, certain.length)).toEqual(certain)
        expect(disk.rows.map(({ text }) => `${text}\n`).join('')).toBe(disk.file)
      }),
      { numRuns: 1500 },
    )
    expect(crashes).toBeGreaterThan(300)
    expect(strikes).toBeGreaterThan(300)
  })
})
