import { describe, expect, it } from 'vitest'
import { type Annotate, EDIT_SCHEMA, type EditPoint, type LogEntry, type Merge, type Split } from '../edits/edit.ts'
import { naiveFold } from '../edits/testing/naive-fold.ts'
import { toyBases } from '../edits/testing/toy-bases.ts'
import { applyWith, foldOfBases, segmentsOf } from './testing/fold-fixture.ts'

const bases = toyBases()

function point(supervoxel: bigint, base: bigint): EditPoint {
  return { supervoxel, base, position: [0, 0, 0] }
}

function common(counter: number, session = 's') {
  const id = { client: 'A', session, counter }
  return { id, author: 'A', madeAtMs: 0, basis: 0, dataset: 'toy', schema: EDIT_SCHEMA, expect: [] }
}

function merge(counter: number, a: EditPoint, b: EditPoint): Merge {
  return { ...common(counter), kind: 'merge', a, b, overrides: [] }
}

function split(counter: number, sources: readonly EditPoint[], sinks: readonly EditPoint[]): Split {
  return { ...common(counter), kind: 'split', sources, sinks, cut: { bases: [], merges: [] } }
}

/** Verdicts in the real fold; in the naive fold they are the same. */
function verdicts(log: readonly LogEntry[]): string[] {
  const fold = foldOfBases(bases)
  const outcomes = log.map((entry) => {
    const folded = applyWith(fold, bases, entry)
    return folded.kind === 'folded' ? folded.outcome : undefined
  })
  const model = naiveFold(bases, log)
  expect(outcomes).toEqual(model.outcomes)
  expect(segmentsOf(fold, bases)).toEqual(model.segmentOf)
  return outcomes.map((outcome) => outcome?.verdict ?? 'known')
}

describe('edits that the fold does not take', () => {
  it('[E1] an id that was folded is ignored, whatever it says', () => {
    const first = { seq: 1, edit: merge(1, point(4n, 1n), point(5n, 5n)) }
    const again = { seq: 2, edit: merge(1, point(7n, 5n), point(8n, 8n)) }
    const other = { seq: 3, edit: { ...merge(1, point(7n, 5n), point(8n, 8n)), ...common(1, 'other') } }
    expect(verdicts([first, again, other])).toEqual(['applied', 'known', 'applied'])
  })

  it('[E14] what the store refused is void and keeps its place', () => {
    const refused = { seq: 1, edit: merge(1, point(4n, 1n), point(5n, 5n)), refused: 'role lost' }
    const again = { seq: 2, edit: merge(1, point(4n, 1n), point(5n, 5n)) }
    const next = { seq: 3, edit: merge(2, point(7n, 5n), point(8n, 8n)) }
    expect(verdicts([refused, again, next])).toEqual(['void', 'known', 'applied'])
  })

  it('[E14] a = b, a seed of both sides, a supervoxel in two bases: void', () => {
    expect(verdicts([{ seq: 1, edit: merge(1, point(4n, 1n), point(4n, 1n)) }])).toEqual(['void'])
    expect(verdicts([{ seq: 1, edit: split(1, [point(1n, 1n)], [point(4n, 1n), point(1n, 1n)]) }])).toEqual(['void'])
    expect(verdicts([{ seq: 1, edit: merge(1, point(4n, 1n), point(4n, 5n)) }])).toEqual(['void'])
    const truth = { seq: 1, edit: merge(1, point(4n, 1n), point(5n, 5n)) }
    const lie = { seq: 2, edit: merge(2, point(4n, 5n), point(8n, 8n)) }
    expect(verdicts([truth, lie])).toEqual(['applied', 'void'])
  })

  it('[E14] a void edit binds no supervoxel to a base', () => {
    const lie = { seq: 1, edit: merge(1, point(4n, 5n), point(8n, 8n)), refused: 'no' }
    const truth = { seq: 2, edit: merge(2, point(4n, 1n), point(8n, 8n)) }
    expect(verdicts([lie, truth])).toEqual(['void', 'applied'])
  })

  it('[E14] the anchor of an annotation binds no supervoxel to a base', () => {
    const anchor = point(4n, 8n)
    const value = { shape: 'point' as const, positions: [], text: '', tags: [], anchor }
    const edit: Annotate = { ...common(1), kind: 'annotate', annotation: 'n', change: { kind: 'put', value } }
    expect(
      verdicts([
        { seq: 1, edit },
        { seq: 2, edit: merge(2, point(4n, 1n), point(5n, 5n)) },
      ]),
    ).toEqual(['applied', 'applied'])
  })

  it('[E14] a supervoxel that its base does not have lies with the first of the base', () => {
    const cut = { bases: [{ base: 1n, pairs: [[1n, 2n] as const] }], merges: [] }
    const log = [
      { seq: 1, edit: merge(1, point(99n, 1n), point(5n, 5n)) },
      { seq: 2, edit: { ...split(2, [point(1n, 1n)], [point(4n, 1n)]), cut } },
    ]
    expect(verdicts(log)).toEqual(['applied', 'applied'])
    const fold = foldOfBases(bases)
    for (const entry of log) applyWith(fold, bases, entry)
    expect(fold.segmentAt(5n, 5n)).toEqual({ segment: 1n, supervoxels: 4 })
    expect(fold.segmentAt(99n, 1n)).toEqual({ segment: 1n, supervoxels: 4 })
  })

  it('[E14] an edit of a newer schema stops the fold where it is', () => {
    const fold = foldOfBases(bases)
    const newer = { ...merge(1, point(4n, 1n), point(5n, 5n)), schema: EDIT_SCHEMA + 1 }
    const later = merge(2, point(7n, 5n), point(8n, 8n))
    expect(fold.apply({ seq: 1, edit: newer })).toEqual({ kind: 'stopped', schema: EDIT_SCHEMA + 1 })
    expect(fold.apply({ seq: 2, edit: later })).toEqual({ kind: 'stopped', schema: EDIT_SCHEMA + 1 })
    expect(fold.head()).toBe(0)
    expect(fold.segmentAt(7n, 5n)).toEqual({ segment: 5n, supervoxels: 3 })
  })
})
