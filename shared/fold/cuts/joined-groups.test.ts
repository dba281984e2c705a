import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Edit, type EditKey, editKey, type LogEntry } from '../../edits/edit.ts'
import { guardPairs, type NaiveBase, type NaiveResult, naiveFold } from '../../edits/testing/naive-fold.ts'
import { randomLog } from '../../edits/testing/random-log.ts'
import { runs } from '../../edits/testing/test-runs.ts'
import { toyBases } from '../../edits/testing/toy-bases.ts'
import { keyOfName, toyLog } from '../../edits/testing/toy-log.ts'
import { applyWith, foldOfBases, tryWith } from '../testing/fold-fixture.ts'
import { endsJoinedBy } from './joined-ends.ts'
import { joiningOf, type Override } from './joined-groups.ts'

/** Whose guard pairs become together, by looking at the whole state before and after. */
function overridesByHand(before: NaiveResult, after: NaiveResult): Override[] {
  const meets = ([u, v]: readonly [bigint, bigint]) =>
    before.segmentOf.get(u) !== before.segmentOf.get(v) && after.segmentOf.get(u) === after.segmentOf.get(v)
  const met = before.splits
    .filter(({ key }) => after.inForce.has(key))
    .map((one) => {
      const seeds = guardPairs({ ...one, effectiveCut: [] })
      return { split: one.key, seedsMeet: seeds.some(meets), meets: guardPairs(one).some(meets) }
    })
  return met.filter((one) => one.meets).map(({ split, seedsMeet }) => ({ split, seedsMeet }))
}

type Joins = Extract<Edit, { kind: 'merge' | 'revert' }>

/** The state once the edit has overridden all that there is. */
function afterAll(bases: ReadonlyMap<bigint, NaiveBase>, log: readonly LogEntry[], edit: Joins, now: NaiveResult) {
  const all = { ...edit, overrides: now.splits.map(({ key }) => key) }
  return naiveFold(bases, [...log, { seq: log.length + 1, edit: all }])
}

describe('what an edit would override', () => {
  it('[SS7] agrees with the states before and after, also in whether seeds meet or only ends of the cut', () => {
    const seen = { seeds: 0, ends: 0 }
    fc.assert(
      fc.property(randomLog({ maxEdits: 20, maxBases: 4, maxSupervoxels: 6 }), ({ bases, log }) => {
        const fold = foldOfBases(bases)
        for (const [k, entry] of log.entries()) {
          const { edit } = entry
          if (entry.refused === undefined && (edit.kind === 'merge' || edit.kind === 'revert')) {
            const earlier = log.slice(0, k)
            const now = naiveFold(bases, earlier)
            const after = afterAll(bases, earlier, edit, now)
            const tried = tryWith(fold, bases, edit)
            const verdict = after.outcomes[k]?.verdict
            if (tried.kind === 'tried' && verdict !== undefined && verdict !== 'void') {
              const expected = overridesByHand(now, after)
              for (const { seedsMeet } of expected) seen[seedsMeet ? 'seeds' : 'ends']++
              expect(joiningOf(fold.tables, edit).overrides, `edit ${k + 1}`).toEqual(expected)
            }
          }
          applyWith(fold, bases, entry)
        }
      }),
      { numRuns: runs(150) },
    )
    expect(Math.min(seen.seeds, seen.ends)).toBeGreaterThan(0)
  })
})

describe('splits of which an edit joins ends of the cut alone', () => {
  const apart = 'A1@0 s 1|4 x=2-3; A2@1 s 1|2 x=1-2; A3@2 s 3|4 x=3-4'
  const ends = `${apart}; A4@3 m 2-3 !A1`
  const seeds = `${ends}; A5@4 m 1-2 !A1 !A2; A6@5 m 3-4 !A1 !A3`
  it.each<[string, string, readonly string[]]>([
    [ends, 'A4', ['A1']],
    [`${apart}; A4@3 m 2-3 !A1 !A2`, 'A4', ['A1']],
    [`${ends}; A5@4 m 1-2 !A1 !A2`, 'A4', ['A1']],
    [`${ends}; A5@4 m 1-2 !A1 !A2`, 'A5', []],
    [seeds, 'A4', []],
    [seeds, 'A6', []],
    [`${ends}; A5@4 r A4`, 'A4', []],
    [`${ends}; A5@4 r A1`, 'A4', []],
    [`${ends}; A5@4 s 2|3 x=A4`, 'A4', []],
    [`${apart}; A4@3 s 5|6 x=5-6; A5@4 m 2-5; A6@5 m 3-6; A7@6 r A4 !A1`, 'A7', ['A1']],
  ])('[SS8] after "%s" %s', (text, name, expected) => {
    const bases = toyBases()
    const fold = foldOfBases(bases)
    const log = toyLog(text, bases)
    for (const entry of log) applyWith(fold, bases, entry)
    const edit = log.map((entry) => entry.edit).find(({ id }) => editKey(id) === keyOfName(name))
    const named: readonly EditKey[] = edit?.kind === 'merge' || edit?.kind === 'revert' ? edit.overrides : []
    expect(endsJoinedBy(fold.tables, keyOfName(name), named)).toEqual(expected.map(keyOfName))
  })
})
