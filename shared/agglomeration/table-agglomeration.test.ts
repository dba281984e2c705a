import { describe, expect, it } from 'vitest'
import { readFixture } from '../../fixtures/fixture.ts'
import { ProblemError, problemOf } from '../problem.ts'
import { isEdgeTable } from './agglomeration-place.ts'
import { parseEdgeRows } from './edge-rows.ts'
import { openTableAgglomeration } from './table-agglomeration.ts'
import { memoryAgglomeration } from './testing/memory-agglomeration.ts'

const VOXEL = [10, 10, 40] as const
const BIG = 18_446_744_073_709_551_615n

/** 1, 2 and 3 are one segment, 4 and 5 another at 0.75. */
const CSV = `sv_a,sv_b,affinity,contact_area,x,y,z
1,2,0.9,10,1,1,1
2,3,0.8,20,2,1,1
1,3,0.95,5,3,1,1
3,4,0.6,7,4,1,1
4,5,1,8,5,1,1
5,${BIG},0.7,9,6,1,1
`
const PARQUET = 'formats/edge-table/edges.parquet'

function bytesOf(text: string): Uint8Array {
  return new TextEncoder().encode(text)
}

async function problemIn(bytes: Uint8Array) {
  const error = await openTableAgglomeration(bytes, '/d/edges', { threshold: 0.75, voxelSize: VOXEL }).then(
    () => undefined,
    (reason: unknown) => reason,
  )
  return problemOf(error) ?? error
}

describe('an agglomeration that is a table of edges', () => {
  it('[AG11] bases, counts, graphs and doubts are those of its edges at the threshold', async () => {
    const source = await openTableAgglomeration(bytesOf(CSV), '/d/edges', { threshold: 0.75, voxelSize: VOXEL })
    const all = BigUint64Array.of(5n, 3n, 99n, 1n, 2n, BIG, 4n)
    expect(await source.basesOf(all)).toEqual(BigUint64Array.of(4n, 1n, 99n, 1n, 1n, BIG, 4n))
    expect([...(await source.countsOf(BigUint64Array.of(4n, 1n, BIG, 99n)))]).toEqual([2, 3, 1, 1])
    const graph = await source.graphOf(1n)
    expect([...graph.supervoxels]).toEqual([1n, 2n, 3n])
    expect([...graph.ends]).toEqual([0, 1, 0, 2, 1, 2])
    expect([...graph.affinities]).toEqual([0.9, 0.95, 0.8].map(Math.fround))
    expect([...graph.areas]).toEqual([10, 5, 20])
    expect([...graph.positions]).toEqual([10, 10, 40, 30, 10, 40, 20, 10, 40])
    expect([...(await source.doubtEdges()).ends]).toEqual([5n, BIG, 3n, 4n])
  })

  it('[AG11] a real table of 14,726 edges groups as the naive model does', async () => {
    const bytes = readFixture('fib25/tables/rag_watershed.csv')
    const rows = parseEdgeRows(new TextDecoder().decode(bytes), 'rag.csv')
    if (!rows.ok) throw new ProblemError(rows.problem)
    const model = memoryAgglomeration(rows.value, 0.8, VOXEL)
    const source = await openTableAgglomeration(bytes, 'rag.csv', { threshold: 0.8, voxelSize: VOXEL })
    const ids = BigUint64Array.from(new Set(rows.value.flatMap(({ a, b }) => [a, b])))
    const bases = await source.basesOf(ids)
    expect(bases).toEqual(await model.basesOf(ids))
    expect(await source.countsOf(bases)).toEqual(await model.countsOf(bases))
    expect(new Set((await source.severalFrom(0)).bases)).toEqual(new Set((await model.severalFrom(0)).bases))
  })

  it('[AG12] names file, row and column of what is wrong', async () => {
    expect(await problemIn(bytesOf(CSV.replace('0.95', 'much')))).toMatchObject({
      kind: 'bad-description',
      message: expect.stringContaining('line 4 of /d/edges has no number in affinity'),
    })
    expect(await problemIn(bytesOf('id,x\n1,2'))).toMatchObject({ message: expect.stringContaining('no column sv_a') })
    expect(await problemIn(new Uint8Array(0))).toMatchObject({ kind: 'bad-description', file: '/d/edges' })
    expect(await problemIn(readFixture(PARQUET))).toMatchObject({
      kind: 'unsupported',
      message: expect.stringContaining('tools/make-agglomeration.ts'),
    })
    expect(await problemIn(new Uint8Array(65 * 2 ** 20))).toMatchObject({ kind: 'too-large', file: '/d/edges' })
  })

  it('[AG11] is known by the name of its file', () => {
    for (const place of ['/d/rag.csv', 'C:\\d\\Rag.Parquet', 'https://h/d/rag.csv?sig=1'])
      expect(isEdgeTable(place)).toBe(true)
    for (const place of ['/d/csv', '/d/rag.csv/agg', 'https://h/d?file=rag.csv']) expect(isEdgeTable(place)).toBe(false)
  })
})
