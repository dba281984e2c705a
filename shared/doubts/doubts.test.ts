import { expect, it } from 'vitest'
import type { AgglomerationSource } from '../agglomeration/agglomeration-source.ts'
import type { EdgeRow } from '../agglomeration/edge-rows.ts'
import { memoryAgglomeration } from '../agglomeration/testing/memory-agglomeration.ts'
import { unwrap } from '../problem.ts'
import { rankDoubts } from './doubts.ts'
import { parseScoreRows } from './score-rows.ts'
import { scoredSource } from './scored-source.ts'

const edge = (a: number, b: number, affinity: number): EdgeRow => {
  return { a: BigInt(a), b: BigInt(b), affinity, area: 1, position: [0, 0, 0] }
}

const idsOf = async (...rows: EdgeRow[]) => {
  const ranked = await rankedIn(memoryAgglomeration(rows, 0.5, [1, 1, 1]))
  return ranked.map(({ id }) => id).sort()
}

const rankedIn = (source: AgglomerationSource) => rankDoubts({ source, voxelSize: [1, 1, 1] }, async () => {})

it('[DO10] what labels alone say is certain; what an image says is doubted', async () => {
  expect(await idsOf(edge(1, 2, 1), edge(2, 3, 0), edge(3, 4, 1))).toEqual([])
  expect(await idsOf(edge(1, 2, 0.75), edge(2, 3, 0.25), edge(3, 4, 1))).toEqual(['merge 2 3', 'split 1 2'])
  // The strongest edge between two segments counts.
  expect(await idsOf(edge(1, 2, 1), edge(2, 3, 0), edge(1, 3, 0.25))).toEqual(['merge 1 3'])
})

it('[DO38] scores rank in place of affinities: 0 and 1 are certain, NaN is not there, and a pair listed twice has the mean', async () => {
  const source = memoryAgglomeration([edge(1, 2, 0.9), edge(2, 3, 0.8), edge(4, 5, 0.7)], 0.5, [1, 1, 1])
  const rows = ['1,2,1', '2,3,0.5', '3,2,0.7', '4,5,nan', '3,4,0', '5,6,0.25', '6,7,NaN']
  const table = ['sv_a,sv_b,affinity,contact_area,x,y,z', ...rows.map((row) => `${row},1,0,0,0`)].join('\n')
  const scored = await scoredSource(source, unwrap(parseScoreRows(table, 'scores.csv')), [1, 1, 1])
  const told = (await rankedIn(scored)).map(({ id, affinity }) => [id, affinity.toFixed(3)])
  expect(told.sort()).toEqual([
    ['merge 5 6', '0.250'],
    ['split 2 3', '0.600'],
  ])
})
