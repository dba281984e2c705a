import { describe, expect, it } from 'vitest'
import { readFixture } from '../fixtures/fixture.ts'
import { readParquetEdges } from './parquet-edges.ts'

const FIXTURE = 'formats/edge-table/edges.parquet'

describe('edges in Parquet', () => {
  it('[EA4] are those that another program wrote, ids above 2^63 included', async () => {
    const read = await readParquetEdges(readFixture(FIXTURE), 'edges.parquet')
    if (!read.ok) throw new Error(read.problem.message)
    expect(read.value).toHaveLength(6)
    expect(read.value[0]).toEqual({ a: 1n, b: 2n, affinity: 0.9, area: 10, position: [1, 1, 1] })
    expect(read.value[5]).toEqual({ a: 5n, b: 2n ** 64n - 1n, affinity: 0.7, area: 9, position: [6, 1, 1] })
  })

  it('[EA4] are a problem that names the file where it is cut short or something else', async () => {
    for (const bytes of [
      readFixture(FIXTURE).slice(0, 300),
      new Uint8Array(0),
      new TextEncoder().encode('sv_a,sv_b'),
    ]) {
      expect(await readParquetEdges(bytes, 'edges.parquet')).toMatchObject({
        ok: false,
        problem: { kind: 'bad-description', file: 'edges.parquet' },
      })
    }
  })
})
