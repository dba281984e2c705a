import { describe, expect, it } from 'vitest'
import { memoryAgglomeration } from '../../../shared/agglomeration/testing/memory-agglomeration.ts'
import type { Candidate } from '../../../shared/doubts/candidate.ts'
import { visitCandidates } from '../../../shared/doubts/doubts.ts'
import { createSidesReader } from '../../../shared/doubts/sides.ts'
import { parseTruthTable } from '../../../shared/practice/truth-table.ts'
import { createJudge } from '../../../tools/doubts/judge.ts'
import { answerDoubts } from './answering.ts'
import { createCase } from './doubt-case.ts'
import { areaUnderPrecisionRecall, calibrationBins, calibrationError, errorsAmong } from './measures.ts'
import { inOrder, PLAIN_ORDERS } from './orders.ts'

describe('measures of a queue', () => {
  it('[DO11] count the errors among the first, and the mean precision at each error', () => {
    const errors = [true, false, true, false]
    expect(errorsAmong(errors, [1, 2, 3, 100])).toEqual([1, 1, 2, 2])
    expect(areaUnderPrecisionRecall(errors)).toBeCloseTo((1 + 2 / 3) / 2, 12)
    expect(areaUnderPrecisionRecall([true, true, false])).toBe(1)
    expect(areaUnderPrecisionRecall([false])).toBe(0)
  })

  it('[DO11] compare a probability with the share of errors among those that were given about the same', () => {
    const bins = calibrationBins([0.72, 0.78, 0.1, 1], [true, false, false, true])
    expect(bins).toEqual([
      { count: 1, given: 0.1, found: 0 },
      { count: 2, given: 0.75, found: 0.5 },
      { count: 1, given: 1, found: 1 },
    ])
    expect(calibrationError(bins)).toBeCloseTo((0.1 + 2 * 0.25) / 4, 12)
    expect(calibrationError([])).toBe(0)
  })
})

/** Neuron 1 is 1, 2 and 3, neuron 2 is 4 and 5. 3 and 4 were joined, 1 was not joined to 2; nobody knows 6. */
const rows = [
  [1, 2, 0.4],
  [2, 3, 0.9],
  [3, 4, 0.6],
  [4, 5, 0.9],
  [5, 6, 0.3],
].map(([a, b, affinity]) => {
  return { a: BigInt(a!), b: BigInt(b!), affinity: affinity!, area: 1, position: [0, 0, 0] as const }
})

async function toy() {
  const truth = parseTruthTable('sv,voxels,neuron\n1,10,1\n2,50,1\n3,50,1\n4,10,2\n5,10,2\n', 'truth.csv')
  if (!truth.ok) throw new Error(truth.problem.message)
  const voxelSize = [1, 1, 1] as const
  const doubtCase = createCase({ name: 'toy', voxelSize, size: [1, 1, 1], rows, threshold: 0.5, truth: truth.value })
  const candidates: Candidate[] = []
  await visitCandidates(
    { source: memoryAgglomeration(rows, 0.5, voxelSize), voxelSize },
    async () => {},
    (candidate) => candidates.push(candidate),
  )
  return { doubtCase, candidates }
}

describe('judging and answering', () => {
  it('[DO11] a missed merge is judged by most of its bases, a false merge by its supervoxels, a gap not at all', async () => {
    const { doubtCase, candidates } = await toy()
    const judge = await createJudge(doubtCase.source, doubtCase.truth)
    expect(new Map(candidates.map((doubt) => [doubt.id, judge(doubt)]))).toEqual(
      new Map([
        ['merge 1 2', true],
        ['merge 5 6', undefined],
        ['split 2 3', false],
        ['split 3 4', true],
        ['split 4 5', false],
      ]),
    )
  })

  it('[DO11] a perfect person mends all that is asked; a person who is always wrong glues and tears', async () => {
    const { doubtCase, candidates } = await toy()
    const queue = inOrder(candidates, PLAIN_ORDERS[0]!.scoreOf)
    const sidesOf = createSidesReader(doubtCase.source, async () => {})
    const curve = (wrong: number) => answerDoubts(doubtCase, queue, sidesOf, { wrong, random: () => 0.5 }, [1, 10])
    const perfect = await curve(0)
    expect(perfect.start.split).toBeGreaterThan(0)
    expect(perfect.start.merge).toBeGreaterThan(0)
    expect(perfect.after[1]).toEqual({ answers: 10, split: 0, merge: 0 })
    expect(perfect.mergeRise).toBe(0)
    const bad = await curve(1)
    expect(bad.after[1]!.split).toBeGreaterThan(perfect.start.split)
  })
})
