import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { checkOf, FIRST_CHECK } from './check.ts'
import { compareCopies } from './compare-copies.ts'
import { DATASET, linesOf, mergeEdit, randomLines } from './testing/test-log.ts'

const TEXTS = linesOf(Array.from({ length: 12 }, (_, at) => mergeEdit(at + 1))).map(({ text }) => text)

/** What may happen to a copy at rest. */
const damage = fc.oneof(
  fc.record({ kind: fc.constant('none' as const) }),
  fc.record({ kind: fc.constant('empty' as const) }),
  fc.record({ kind: fc.constant('cut' as const), at: fc.nat(), keep: fc.nat() }),
  fc.record({ kind: fc.constant('garble' as const), at: fc.nat(), put: fc.string({ unit: 'binary' }) }),
  fc.record({ kind: fc.constant('lose' as const), at: fc.nat() }),
  fc.record({ kind: fc.constant('double' as const), at: fc.nat() }),
  fc.record({ kind: fc.constant('insert' as const), at: fc.nat(), put: fc.string({ unit: 'binary' }) }),
)
type Damage = typeof damage extends fc.Arbitrary<infer T> ? T : never

function damaged(texts: readonly string[], how: Damage): string[] {
  const copy = [...texts]
  if (how.kind === 'none' || copy.length === 0) return copy
  if (how.kind === 'empty') return []
  const at = how.at % copy.length
  if (how.kind === 'cut') return [...copy.slice(0, at), copy[at]!.slice(0, how.keep % copy[at]!.length)]
  if (how.kind === 'garble') copy[at] = how.put
  if (how.kind === 'lose') copy.splice(at, 1)
  if (how.kind === 'double') copy.splice(at, 0, copy[at]!)
  if (how.kind === 'insert') copy.splice(at, 0, how.put)
  return copy
}

describe('the two copies of the log', () => {
  it('[LG2] agree when both are whole', () => {
    const { texts, lines, database, journal, divergedAt } = compareCopies(DATASET, TEXTS, TEXTS)
    expect(texts).toEqual(TEXTS)
    expect(lines.map(({ place }) => place)).toEqual(TEXTS.map((_, at) => at + 1))
    const whole = { found: 12, good: 12, lacking: 0, aside: [] }
    expect({ database, journal, divergedAt }).toEqual({ database: whole, journal: whole, divergedAt: undefined })
  })

  it('[LG2] whatever befalls one copy, the other gives all of it back', () => {
    fc.assert(
      fc.property(randomLines(8), damage, fc.boolean(), (lines, how, isDatabase) => {
        const good = lines.map(({ text }) => text)
        const bad = damaged(good, how)
        const found = isDatabase ? compareCopies(DATASET, bad, good) : compareCopies(DATASET, good, bad)
        const [hit, other] = isDatabase ? [found.database, found.journal] : [found.journal, found.database]
        expect(found.texts).toEqual(good)
        expect(found.lines).toEqual(lines)
        expect(other).toEqual({ found: good.length, good: good.length, lacking: 0, aside: [] })
        expect(hit.lacking).toBe(good.filter((text) => !bad.includes(text)).length)
        expect(hit.aside).toEqual(bad.filter((text) => !good.includes(text)))
        expect(hit.good).toBe(bad.findIndex((text, at) => text !== good[at]) < 0 ? bad.length : hit.good)
      }),
    )
  })

  it('[LG2] with both damaged, only what both have lost is lost, with what follows it', () => {
    fc.assert(
      fc.property(randomLines(8), damage, damage, (lines, first, second) => {
        const good = lines.map(({ text }) => text)
        const [database, journal] = [damaged(good, first), damaged(good, second)]
        const kept = good.findIndex((text) => !database.includes(text) && !journal.includes(text))
        const { texts } = compareCopies(DATASET, database, journal)
        expect(texts).toEqual(kept < 0 ? good : good.slice(0, kept))
      }),
    )
  })

  it('[LG2] both damaged in different places are mended from each other', () => {
    const database = TEXTS.with(4, 'x')
    const journal = TEXTS.with(7, 'y')
    const found = compareCopies(DATASET, database, journal)
    expect(found.texts).toEqual(TEXTS)
    expect(found.database).toMatchObject({ good: 4, lacking: 1, aside: ['x'] })
    expect(found.journal).toMatchObject({ good: 7, lacking: 1, aside: ['y'] })
    expect(found.database.problem?.message).toMatch(/^Line 5 of the log/)
  })

  it('[LG2] where they tell different stories the longer one is believed, and it is told', () => {
    const other = linesOf([1, 2, 3, 40, 50].map((counter) => mergeEdit(counter))).map(({ text }) => text)
    for (const [database, journal] of [
      [other, TEXTS],
      [TEXTS, other],
    ] as const) {
      const found = compareCopies(DATASET, database, journal)
      expect(found.texts).toEqual(TEXTS)
      expect(found.divergedAt).toBe(4)
      expect([...found.database.aside, ...found.journal.aside]).toEqual(other.slice(3))
    }
  })

  it('[LG2] a log of another dataset is no copy of this one', () => {
    const foreign = linesOf([mergeEdit(1, 's', 'other'), mergeEdit(2, 's', 'other')], 'other').map(({ text }) => text)
    const found = compareCopies(DATASET, TEXTS.slice(0, 1), foreign)
    expect(found.texts).toEqual(TEXTS.slice(0, 1))
    expect(found.divergedAt).toBeUndefined()
    expect(found.journal).toMatchObject({ good: 0, aside: foreign })
    expect(found.journal.problem?.message).toMatch(/another dataset/)
  })

  it('[LG2] lines of a newer version stay in the log, unread, and say so', () => {
    const last = linesOf([mergeEdit(1)])[0]!
    const start = last.text.replace('"v":1,"place":1', '"v":2,"place":2').slice(0, last.text.indexOf(',"check"'))
    const newer = `${start},"check":"${checkOf(last.check, start)}"}`
    const found = compareCopies(DATASET, [last.text, newer], [last.text])
    expect(found.texts).toEqual([last.text, newer])
    expect(found.lines.length).toBe(1)
    expect(found.unreadable?.kind).toBe('unsupported')
    expect(found.lastCheck).not.toBe(FIRST_CHECK)
  })
})
