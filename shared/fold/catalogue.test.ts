import { describe, expect, it } from 'vitest'
import { naiveFold } from '../edits/testing/naive-fold.ts'
import { SCENARIOS } from '../edits/testing/scenarios.ts'
import { toyBases } from '../edits/testing/toy-bases.ts'
import { toyLog } from '../edits/testing/toy-log.ts'
import { normalPartition, partitionOf, shortOutcome } from '../edits/testing/toy-words.ts'
import { foldFromSnapshot } from './snapshot/read-snapshot.ts'
import { applyWith, factsOf, foldOfBases, segmentsOf } from './testing/fold-fixture.ts'

/** What becomes of a toy log in both folds, which must agree, also when the real one is opened anew before each edit. */
function becomes(text: string, like: string): { verdicts: string; partition: string } {
  const bases = toyBases()
  const log = toyLog(text, bases)
  const model = naiveFold(bases, log)
  const fold = foldOfBases(bases)
  const outcomes = log.map((entry) => {
    const folded = applyWith(fold, bases, entry)
    return folded.kind === 'folded' ? folded.outcome : undefined
  })
  expect(outcomes).toEqual(model.outcomes)
  let again = foldOfBases(bases)
  for (const [i, entry] of log.entries()) {
    const opened = foldFromSnapshot(again.snapshot(), factsOf(bases))
    if (!opened.ok) throw new Error(opened.problem.message)
    again = opened.value
    const folded = applyWith(again, bases, entry)
    expect(folded.kind === 'folded' && folded.outcome).toEqual(model.outcomes[i])
  }
  expect(segmentsOf(fold, bases)).toEqual(model.segmentOf)
  return {
    verdicts: outcomes.map(shortOutcome).join(', '),
    partition: partitionOf(segmentsOf(fold, bases), bases, like),
  }
}

describe('the scenarios of the edit rules, in the real fold', () => {
  it.each(SCENARIOS)('[E4 to E11] %s', (_name, text, verdicts, partition) => {
    expect(becomes(text, partition)).toEqual({ verdicts, partition: normalPartition(partition) })
  })
})

/**
 * What an author does without a network, against what was committed meanwhile. The committed edits come first; the
 * author's were made with an older basis.
 */
describe('the catalogue of conflicts', () => {
  it.each([
    ['merge a-b, against the same merge: redundant (E4)', 'B1@0 m 4-5; A1@0 m 4-5', 'ap, re', '1 2 3 4 5 6 7'],
    [
      'merge a-b, against a merge by another edge: redundant, and a later cut of one edge alone conflicts (E4, E5, E11)',
      'B1@0 m 4-5; A1@0 m 3-6; C1@1 s 4|5 x=B1',
      'ap, re, co(A1)',
      '1 2 3 4 5 6 7',
    ],
    [
      'split, against merges that add a way round: conflicted (E5, E11)',
      'B1@0 m 1-5; B2@1 m 4-7; A1@0 s 1|4 x=2-3',
      'ap, re, co(B2)',
      '1 2 3 4 5 6 7',
    ],
    [
      'split, against the same split by another cut: redundant and changed (E5, E10)',
      'B1@0 s 1|4 x=3-4; A1@0 s 1|4 x=2-3',
      'ap, re*',
      '1 2 3|4',
    ],
    [
      'split, against a split that leaves a third fragment: applied and changed (E5, E10)',
      'B1@0 s 1|4 x=2-3; A1@0 s 1|2 x=1-2',
      'ap, ap*',
      '1|2|3 4',
    ],
    [
      'merge a-b, against a split of a from its rest: applied to its piece and changed (E4, E10)',
      'B1@0 s 1|4 x=1-2; A1@0 m 1-5',
      'ap, ap*',
      '1 5 6 7|2 3 4',
    ],
    [
      'isolating a supervoxel, against a merge that gave it a new edge: conflicted (E5, E11)',
      'B1@0 m 1-3; A1@0 s 1|2 x=1-2',
      're, co(B1)',
      '1 2 3 4',
    ],
    [
      'undoing a split, against the same split by another: conflicted (E6, E7)',
      'A1@0 s 1|4 x=2-3; B1@1 s 1|4 x=2-3; A2@1 r A1',
      'ap, re, co(B1)',
      '1 2|3 4',
    ],
    [
      'undoing a merge, against a split that cut its edge: applied, and stays apart when the split is undone (E7)',
      'A1@0 m 4-5; B1@1 s 4|5 x=A1; A2@1 r A1; B2@3 r B1',
      'ap, ap, ap, ap',
      '1 2 3 4|5 6 7',
    ],
    ['undoing what is undone: redundant (E7)', 'A1@0 m 4-5; B1@1 r A1; A2@1 r A1', 'ap, ap, re', '1 2 3 4|5 6 7'],
    [
      'two merges that together join what neither author saw joined: applied, the later one changed (E10)',
      'B1@0 m 4-5; A1@0 m 7-8',
      'ap, ap*',
      '1 2 3 4 5 6 7 8 9',
    ],
    ['redo of an undone merge is a new edit (E8)', 'A1@0 m 4-5; A2@1 r A1; A3@2 m 4-5', 'ap, ap, ap', '1 2 3 4 5 6 7'],
    [
      'overrides that name nothing earlier are ignored (E9)',
      'A1@0 s 1|4 x=2-3; B1@0 m 2-3 !C9 !B1 !A2',
      'ap, co(A1)',
      '1 2|3 4',
    ],
    [
      'a conflict with what the author knew names the own latest trouble (E11)',
      'B1@0 s 1|4 x=2-3; A1@0 m 1-4; A2@2 s 6|7 x=5-6',
      'ap, co(B1), co(A1)',
      '5 6 7',
    ],
  ])('[E4 to E11] %s', (_title, text, verdicts, partition) => {
    expect(becomes(text, partition)).toEqual({ verdicts, partition: normalPartition(partition) })
  })
})
