import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { editKey, type Outcome } from '../edits/edit.ts'
import { naiveFold } from '../edits/naive-fold.ts'
import { type RandomLog, type RandomLogSize, randomLog } from '../edits/random-log.ts'
import { runs } from '../edits/test-runs.ts'
import { applyWith, foldOfBases, segmentsOf } from './fold-fixture.ts'
import { readVerdictByte } from './verdict-bytes.ts'

const SHORT: RandomLogSize = { maxEdits: 14, maxBases: 5, maxSupervoxels: 7 }
const LONG: RandomLogSize = { maxEdits: 60, maxBases: 8, maxSupervoxels: 20 }

function expectEqualFolds({ bases, log }: RandomLog, forgetful: boolean): void {
  const model = naiveFold(bases, log)
  const fold = foldOfBases(bases)
  for (const [i, entry] of log.entries()) {
    const folded = applyWith(fold, bases, entry, forgetful)
    expect(folded.kind === 'folded' ? folded.outcome : undefined, `edit ${i + 1}`).toEqual(model.outcomes[i])
  }
  expect(segmentsOf(fold, bases)).toEqual(model.segmentOf)
  for (const { edit } of log) expect(fold.isInForce(editKey(edit.id))).toBe(model.inForce.has(editKey(edit.id)))
  const past = (outcome: Outcome | undefined) =>
    outcome === undefined ? { kind: 'known' } : { kind: 'folded', verdict: outcome.verdict, changed: outcome.changed }
  expect(Array.from(fold.historyVerdicts(), readVerdictByte)).toEqual(model.outcomes.map(past))
}

describe('the fold', () => {
  it('[E1-E11] gives the verdicts, witnesses and segments of the naive fold', () => {
    fc.assert(
      fc.property(randomLog(SHORT), (drawn) => expectEqualFolds(drawn, false)),
      { numRuns: runs(200) },
    )
  })

  it('[E1-E11] does so for long logs over larger bases', () => {
    fc.assert(
      fc.property(randomLog(LONG), (drawn) => expectEqualFolds(drawn, false)),
      { numRuns: runs(10) },
    )
  })

  it('[E1-E11] does so when all graphs are dropped after each edit and provided again', () => {
    fc.assert(
      fc.property(randomLog(SHORT), (drawn) => expectEqualFolds(drawn, true)),
      { numRuns: runs(100) },
    )
  })
})
