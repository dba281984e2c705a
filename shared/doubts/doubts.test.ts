import { expect, it } from 'vitest'
import type { EdgeRow } from '../agglomeration/edge-rows.ts'
import { memoryAgglomeration } from '../agglomeration/testing/memory-agglomeration.ts'
import { rankDoubts } from './doubts.ts'

const edge = (a: number, b: number, affinity: number): EdgeRow => {
  return { a: BigInt(a), b: BigInt(b), affinity, area: 1, position: [0, 0, 0] }
}

const idsOf = async (...rows: EdgeRow[]) => {
  const doubts = await rankDoubts(
    { source: memoryAgglomeration(rows, 0.5, [1, 1, 1]), voxelSize: [1, 1, 1] },
    async () => {},
  )
  return doubts.map(({ id }) => id).sort()
}

it('[DO10] what labels alone say is certain; what an image says is doubted', async () => {
  expect(await idsOf(edge(1, 2, 1), edge(2, 3, 0), edge(3, 4, 1))).toEqual([])
  expect(await idsOf(edge(1, 2, 0.75), edge(2, 3, 0.25), edge(3, 4, 1))).toEqual(['merge 2 3', 'split 1 2'])
  // The strongest edge between two segments counts.
  expect(await idsOf(edge(1, 2, 1), edge(2, 3, 0), edge(1, 3, 0.25))).toEqual(['merge 1 3'])
})
