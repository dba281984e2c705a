import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { editKey } from '../../edits/edit.ts'
import { randomLog } from '../../edits/testing/random-log.ts'
import { runs } from '../../edits/testing/test-runs.ts'
import { toyBases } from '../../edits/testing/toy-bases.ts'
import { toyLog } from '../../edits/testing/toy-log.ts'
import type { Fold } from '../fold.ts'
import { applyWith, factsOf, foldOfBases, graphOf, segmentsOf } from '../testing/fold-fixture.ts'
import { foldFromSnapshot } from './read-snapshot.ts'
import { checksumOf, FIXED_WORDS } from './snapshot-format.ts'

const SIZE = { maxEdits: 24, maxBases: 5, maxSupervoxels: 9 }

function opened(bytes: Uint8Array, bases: Parameters<typeof factsOf>[0]): Fold {
  const fold = foldFromSnapshot(bytes, factsOf(bases))
  if (!fold.ok) throw new Error(fold.problem.message)
  return fold.value
}

describe('the snapshot', () => {
  it('[E1 to E12] gives every later verdict, witness and segment, taken at any seq', () => {
    fc.assert(
      fc.property(randomLog(SIZE), fc.nat(), fc.nat(), ({ bases, log }, first, second) => {
        const whole = foldOfBases(bases)
        let fold = foldOfBases(bases)
        const reopenAt = new Set([first % (log.length + 1), second % (log.length + 1)])
        for (let i = 0; i <= log.length; i++) {
          if (reopenAt.has(i)) fold = opened(fold.snapshot(), bases)
          const entry = log[i]
          if (entry === undefined) break
          const expected = applyWith(whole, bases, entry)
          const folded = applyWith(fold, bases, entry)
          if (folded.kind !== 'folded' || expected.kind !== 'folded') expect(folded).toEqual(expected)
          else expect(folded.outcome, `edit ${i + 1}`).toEqual(expected.outcome)
        }
        expect(segmentsOf(fold, bases)).toEqual(segmentsOf(whole, bases))
        expect(fold.head()).toBe(whole.head())
        expect(fold.historyVerdicts()).toEqual(whole.historyVerdicts())
        expect(fold.annotations()).toEqual(whole.annotations())
        for (const { edit } of log) {
          expect(fold.isInForce(editKey(edit.id))).toBe(whole.isInForce(editKey(edit.id)))
          expect(fold.holdsToday(editKey(edit.id))).toEqual(whole.holdsToday(editKey(edit.id)))
        }
      }),
      { numRuns: runs(200) },
    )
  })

  it('[SN1] is the same again when it is opened and written', () => {
    fc.assert(
      fc.property(randomLog(SIZE), ({ bases, log }) => {
        const fold = foldOfBases(bases)
        for (const entry of log) applyWith(fold, bases, entry)
        const bytes = opened(fold.snapshot(), bases).snapshot()
        expect(opened(bytes, bases).snapshot()).toEqual(bytes)
      }),
      { numRuns: runs(50) },
    )
  })

  it('[SN2] keeps annotations with their anchors and any letters', () => {
    const bases = toyBases()
    const fold = foldOfBases(bases)
    const anchor = { supervoxel: 2n ** 64n - 1n, base: 1n, position: [1, 2, 3] as const }
    const value = {
      shape: 'point' as const,
      positions: [[0.5, -1, 2] as const],
      text: 'ä "\u{1f9e0}"\n',
      tags: ['x'],
      anchor,
    }
    const common = { author: 'é', madeAtMs: 0, basis: 0, dataset: 'd', schema: 1, kind: 'annotate' as const }
    const put = (counter: number, annotation: string) =>
      fold.apply({
        seq: counter,
        edit: { ...common, id: { client: 'ü', session: 's', counter }, annotation, change: { kind: 'put', value } },
      })
    put(1, 'one')
    put(2, 'two')
    const again = opened(fold.snapshot(), bases)
    expect([...again.annotations()]).toEqual([
      ['one', value],
      ['two', value],
    ])
  })

  it('[SN3] says what is wrong with bytes that are no snapshot', () => {
    const { bytes, bases } = sample()
    const problemOf = (given: Uint8Array) => {
      const result = foldFromSnapshot(given, factsOf(bases), 'log.snapshot')
      return result.ok ? 'opened' : `${result.problem.kind}: ${result.problem.message}`
    }
    const changed = (word: number, value: number) => {
      const words = new Uint32Array(bytes.slice().buffer)
      words[word] = value
      return new Uint8Array(words.buffer)
    }
    expect(problemOf(new Uint8Array(0))).toBe('bad-snapshot: log.snapshot: it is too short to be a snapshot')
    expect(problemOf(changed(0, 7))).toBe('bad-snapshot: log.snapshot: it is no snapshot of an edit log')
    expect(problemOf(changed(2, 2))).toBe('unsupported: log.snapshot: it is of version 2, and this Skein reads up to 1')
    expect(problemOf(changed(2, 0))).toBe('bad-snapshot: log.snapshot: it is of version 0, which never was')
    expect(problemOf(changed(40, 12345))).toContain('it is damaged: its checksum is wrong')
    expect(problemOf(bytes.subarray(0, bytes.length - 8))).toContain('it is cut short')
    expect(problemOf(Uint8Array.from([...bytes, 0, 0, 0, 0]))).toContain('where its counts say')
  })

  it('[SN3] opens bytes that begin anywhere in their buffer', () => {
    const { bytes, bases } = sample()
    const shifted = new Uint8Array(bytes.length + 1)
    shifted.set(bytes, 1)
    expect(foldFromSnapshot(shifted.subarray(1), factsOf(bases)).ok).toBe(true)
  })

  it('[SN4] never throws or hangs on any word changed, even with a right checksum', () => {
    const { bytes, bases } = sample()
    const words = bytes.length / 4
    let refused = 0
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(words - 1), fc.oneof(fc.nat(30), fc.constant(2 ** 32 - 1), fc.nat())), {
          minLength: 1,
          maxLength: 3,
        }),
        (changes) => {
          const damaged = new Uint32Array(bytes.slice().buffer)
          for (const [at, value] of changes) damaged[at] = value
          damaged[FIXED_WORDS - 1] = checksumOf(damaged.subarray(FIXED_WORDS))
          const result = foldFromSnapshot(new Uint8Array(damaged.buffer), factsOf(bases))
          if (!result.ok) refused++
        },
      ),
      { numRuns: runs(1500) },
    )
    expect(refused).toBeGreaterThan(runs(1500) / 3)
  })

  it('[SN5] a graph that does not have the pieces of the log is refused', () => {
    const { bytes, bases } = sample()
    const fold = opened(bytes, bases)
    const other = graphOf({ supervoxels: [1n, 2n, 3n, 4n], edges: [[1n, 4n]] })
    expect(fold.provide(1n, other)).toMatchObject({ kind: 'bad-snapshot' })
    expect(fold.segmentAt(3n, 1n)).toBeDefined()
    expect(fold.provide(1n, graphOf(bases.get(1n) ?? { supervoxels: [], edges: [] }))).toBeUndefined()
    expect(fold.segmentAt(2n, 1n)).toEqual({ segment: 1n, supervoxels: 5 })
  })
})

/** Of each kind of thing that a snapshot holds at least one. */
function sample() {
  const bases = toyBases()
  const text =
    'A1@0 s 1|4 x=2-3; B1@0 m 2-5; B2@2 s 11|12 x=10-12,11-13; A2@3 r B2; C1@4 m 6-9; C2@5 s 6|9 x=C1; B3@6 m 3-5 !A1; A3@0 s 7|5 x=5-6'
  const fold = foldOfBases(bases)
  for (const entry of toyLog(text, bases)) applyWith(fold, bases, entry)
  return { bytes: fold.snapshot(), bases }
}
