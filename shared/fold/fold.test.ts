import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { EDIT_SCHEMA, type Edit, type EditPoint, editKey, type Outcome } from '../edits/edit.ts'
import { naiveFold, withBasesNamed } from '../edits/testing/naive-fold.ts'
import { type RandomLog, type RandomLogSize, randomLog } from '../edits/testing/random-log.ts'
import { runs } from '../edits/testing/test-runs.ts'
import { toyBases } from '../edits/testing/toy-bases.ts'
import { shortOutcome } from '../edits/testing/toy-words.ts'
import type { Fold } from './fold.ts'
import { readVerdictByte } from './snapshot/verdict-bytes.ts'
import { applyWith, foldOfBases, segmentsOf, tryWith } from './testing/fold-fixture.ts'

const SHORT: RandomLogSize = { maxEdits: 14, maxBases: 5, maxSupervoxels: 7 }
const LARGE: RandomLogSize = { maxEdits: 12, maxBases: 3, maxSupervoxels: 200 }
const LONG: RandomLogSize = { maxEdits: 60, maxBases: 8, maxSupervoxels: 20 }

interface How {
  /** All graphs are dropped after each edit. */
  readonly forgetful?: boolean
  /** Other edits are tried before each edit. */
  readonly curious?: boolean
}

function expectEqualFolds({ bases, log }: RandomLog, { forgetful = false, curious = false }: How): void {
  const model = naiveFold(bases, log)
  const fold = foldOfBases(bases)
  for (const [i, entry] of log.entries()) {
    if (curious) for (const other of [log[(7 * i) % log.length]!, entry]) tryWith(fold, bases, other.edit)
    const folded = applyWith(fold, bases, entry, forgetful)
    expect(folded.kind === 'folded' ? folded.outcome : undefined, `edit ${i + 1}`).toEqual(model.outcomes[i])
  }
  expect(segmentsOf(fold, withBasesNamed(bases, log))).toEqual(model.segmentOf)
  for (const { edit } of log) expect(fold.isInForce(editKey(edit.id))).toBe(model.inForce.has(editKey(edit.id)))
  const past = (outcome: Outcome | undefined) =>
    outcome === undefined ? { kind: 'known' } : { kind: 'folded', verdict: outcome.verdict, changed: outcome.changed }
  expect(Array.from(fold.historyVerdicts(), readVerdictByte)).toEqual(model.outcomes.map(past))
}

/** Every supervoxel with its segment and how many are in it. */
function picture(fold: Fold, bases: RandomLog['bases']): Map<bigint, string> {
  const all = segmentsOf(fold, bases)
  const sizes = new Map<bigint, number>()
  for (const segment of all.values()) sizes.set(segment, (sizes.get(segment) ?? 0) + 1)
  return new Map([...all].map(([supervoxel, segment]) => [supervoxel, `${segment} of ${sizes.get(segment)}`]))
}

describe('the fold', () => {
  it('[E1 to E11] gives the verdicts, witnesses and segments of the naive fold', () => {
    fc.assert(
      fc.property(randomLog(SHORT), (drawn) => expectEqualFolds(drawn, {})),
      { numRuns: runs(200) },
    )
  })

  it('[E1 to E11] does so for long logs over larger bases', () => {
    fc.assert(
      fc.property(randomLog(LONG), (drawn) => expectEqualFolds(drawn, {})),
      { numRuns: runs(10) },
    )
  })

  it('[E1 to E11, FC1] does so for cuts of hundreds of edges, over hubs and parallel edges', () => {
    fc.assert(
      fc.property(randomLog(LARGE), (drawn) => expectEqualFolds(drawn, {})),
      { numRuns: runs(12) },
    )
  })

  it('[E1 to E11] does so when all graphs are dropped after each edit and provided again', () => {
    fc.assert(
      fc.property(randomLog(SHORT), (drawn) => expectEqualFolds(drawn, { forgetful: true })),
      { numRuns: runs(100) },
    )
  })

  it('[E9] does so whatever else is tried in between: a dry run leaves no trace', () => {
    fc.assert(
      fc.property(randomLog(SHORT), (drawn) => expectEqualFolds(drawn, { curious: true })),
      { numRuns: runs(100) },
    )
  })

  it('[E4] [E14] supervoxels that the agglomeration does not list are alone, whatever their base, and can be merged', () => {
    const bases = toyBases()
    const point = (supervoxel: bigint, base: bigint) => ({ supervoxel, base, position: [0, 0, 0] as const })
    const merge = (counter: number, a: EditPoint, b: EditPoint, expected: readonly bigint[]) => {
      const id = { client: 'A', session: 's', counter }
      const common = { id, author: 'A', madeAtMs: 0, basis: 0, dataset: 'toy', schema: EDIT_SCHEMA, overrides: [] }
      const seen = expected.map((segment) => ({ segment, supervoxels: 2 }))
      return { seq: counter, edit: { ...common, kind: 'merge', a, b, expect: seen } satisfies Edit }
    }
    const high = 2n ** 63n + 1n
    const log = [
      merge(1, point(77n, 77n), point(78n, 78n), [77n]),
      merge(2, point(high, high), point(high + 1n, high + 1n), [high]),
      merge(3, point(901n, 900n), point(902n, 900n), []), // both lie with 900
    ]
    expectEqualFolds({ bases, log }, {})
    const outcomes = naiveFold(bases, log).outcomes.map(shortOutcome)
    expect(outcomes).toEqual(['ap', 'ap', 're*'])
  })

  it('[E3] says of each edit which bases it touched, and the size of each segment', () => {
    fc.assert(
      fc.property(randomLog(SHORT), ({ bases, log }) => {
        const fold = foldOfBases(bases)
        const baseOf = new Map(
          [...bases].flatMap(([base, { supervoxels }]) => supervoxels.map((id) => [id, base] as const)),
        )
        let before = picture(fold, bases)
        for (const entry of log) {
          const folded = applyWith(fold, bases, entry)
          const touched = new Set(folded.kind === 'folded' ? folded.touched() : [])
          const after = picture(fold, bases)
          for (const [supervoxel, base] of baseOf) {
            if (after.get(supervoxel) !== before.get(supervoxel)) expect(touched).toContain(base)
            const { segment, supervoxels } = fold.segmentAt(supervoxel, base) ?? { segment: -1n, supervoxels: -1 }
            expect(`${segment} of ${supervoxels}`).toBe(after.get(supervoxel))
          }
          before = after
        }
      }),
      { numRuns: runs(100) },
    )
  })
})
