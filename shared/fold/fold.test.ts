import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { editKey, type LogEntry } from '../edits/edit.ts'
import { type NaiveBase, naiveFold } from '../edits/naive-fold.ts'
import { randomLog } from '../edits/random-log.ts'
import { createFold, type Fold } from './fold.ts'
import type { BaseGraph } from './loaded-base.ts'

function foldOver(bases: ReadonlyMap<bigint, NaiveBase>): {
  fold: Fold
  apply: (entry: LogEntry) => ReturnType<Fold['apply']>
} {
  const baseAt = (id: bigint) => {
    const base = bases.get(id)
    if (base === undefined) throw new Error(`no base ${id}`)
    return base
  }
  const fold = createFold({
    leastOf: (id) => baseAt(id).supervoxels[0]!,
    countOf: (id) => baseAt(id).supervoxels.length,
  })
  const provide = (ids: readonly bigint[]) => {
    for (const id of ids) fold.provide(id, graphOf(baseAt(id)))
  }
  return {
    fold,
    apply(entry) {
      for (let needed = fold.needs(entry.edit); needed.length > 0; needed = fold.needs(entry.edit)) provide(needed)
      return fold.apply(entry)
    },
  }
}

function graphOf({ supervoxels, edges }: NaiveBase): BaseGraph {
  const place = (id: bigint) => supervoxels.indexOf(id)
  return {
    supervoxels: BigUint64Array.from(supervoxels),
    ends: Uint32Array.from(edges.flatMap(([u, v]) => [place(u), place(v)])),
    capacities: new Uint32Array(edges.length).fill(1),
  }
}

describe('the fold', () => {
  it('[E1-E11] gives the verdicts, witnesses and segments of the naive fold', () => {
    fc.assert(
      fc.property(randomLog(14), ({ bases, log }) => {
        const model = naiveFold(bases, log)
        const { fold, apply } = foldOver(bases)
        for (const [i, entry] of log.entries()) {
          const folded = apply(entry)
          expect(folded.kind === 'folded' ? folded.outcome : undefined, `edit ${i + 1}`).toEqual(model.outcomes[i])
        }
        for (const [base, { supervoxels }] of bases) {
          for (const supervoxel of supervoxels) {
            const here = fold.segmentAt(supervoxel, base)
            if (here === undefined) fold.provide(base, graphOf(bases.get(base)!))
            expect(fold.segmentAt(supervoxel, base)?.segment).toBe(model.segmentOf.get(supervoxel))
          }
        }
        for (const { edit } of log) expect(fold.isInForce(editKey(edit.id))).toBe(model.inForce.has(editKey(edit.id)))
      }),
      { numRuns: 2000 },
    )
  })
})
