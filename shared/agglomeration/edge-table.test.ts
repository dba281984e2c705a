import { describe, expect, it } from 'vitest'
import { readFixture } from '../../fixtures/fixture.ts'
import { mapResult } from '../problem.ts'
import { parseEdgeRows } from './edge-rows.ts'
import { layOutRows } from './edge-table.ts'
import { layOutAgglomeration } from './lay-out-agglomeration.ts'

const HEADER = 'sv_a,sv_b,affinity,contact_area,x,y,z'
const REAL_TABLE = 'fib25/tables/rag_watershed.csv'

function fault(text: string): string {
  const read = mapResult(parseEdgeRows(text, 'edges.csv'), (rows) => layOutRows(rows, [1, 1, 1], 0.5))
  if (read.ok) throw new Error('this table must be refused')
  expect(read.problem.message).toContain('edges.csv')
  return `${read.problem.field}: ${read.problem.message}`
}

describe('layOutRows', () => {
  it('[EA1] makes agglomerates of the edges above the threshold and doubts of the others', () => {
    const text = `${HEADER},more\n30,10,0.9,5,1,2,3,x\n20,18446744073709551615,0.5,6,4,5,6,x\n10,20,0.49,7,7,8,9,x\n`
    const read = mapResult(parseEdgeRows(text, 'edges.csv'), (rows) => layOutRows(rows, [10, 10, 40], 0.5))
    if (!read.ok) throw new Error(read.problem.message)
    const arrays = layOutAgglomeration(read.value)
    expect([...arrays.supervoxel_ids]).toEqual([0n, 10n, 20n, 30n, 18446744073709551615n])
    expect([...arrays.segment_to_agglomerate]).toEqual([0n, 1n, 2n, 1n, 2n])
    expect([...arrays.agglomerate_to_segments_offsets]).toEqual([0n, 0n, 2n, 4n])
    expect([...arrays.agglomerate_to_segments]).toEqual([1, 3, 2, 4])
    expect([...arrays.agglomerate_to_edges_offsets]).toEqual([0n, 0n, 1n, 2n])
    expect([...arrays.agglomerate_to_edges]).toEqual([0, 1, 0, 1])
    expect([...arrays.agglomerate_to_edge_areas]).toEqual([5, 6])
    expect([...arrays.agglomerate_to_edge_positions]).toEqual([10, 20, 120, 40, 50, 240])
    expect([...arrays.doubt_edges]).toEqual([1, 2])
    expect([...arrays.doubt_positions]).toEqual([70, 80, 360])
  })

  it('[EA2] names the line and the column that is wrong', () => {
    expect(fault('sv_a,sv_b\n')).toContain('no column affinity')
    expect(fault(`${HEADER}\n`)).toContain('no edges')
    expect(fault(`${HEADER}\n1,2,0.5,1,1,1,1\n1,x,0.5,1,1,1,1\n`)).toMatch(/^line 3: .*sv_b/)
    expect(fault(`${HEADER}\n1,99999999999999999999,0.5,1,1,1,1\n`)).toContain('sv_b')
    expect(fault(`${HEADER}\n1,2,1.5,1,1,1,1\n`)).toContain('between 0 and 1')
    expect(fault(`${HEADER}\n1,2,0.5,1,,1,1\n`)).toContain('no number in x')
    expect(fault(`${HEADER}\n1,1,0.5,1,1,1,1\n`)).toContain('itself')
    expect(fault(`${HEADER}\n1,2,0.5,1,1,1,1\n2,1,0.5,1,1,1,1\n`)).toContain('repeats')
    expect(fault(`${HEADER}\n1,2,0.5,-1,1,1,1\n`)).toContain('contact_area')
  })

  it('[EA3] reads the real table: every edge is kept once, and groups are those that a plain search finds', () => {
    const text = new TextDecoder().decode(readFixture(REAL_TABLE))
    const read = mapResult(parseEdgeRows(text, REAL_TABLE), (rows) => layOutRows(rows, [10, 10, 10], 0.8))
    if (!read.ok) throw new Error(read.problem.message)
    const arrays = layOutAgglomeration(read.value)
    const lines = text.trim().split('\n').slice(1)
    expect(arrays.agglomerate_to_affinities.length + arrays.doubt_affinities.length).toBe(lines.length)
    const joined = new Map<string, string[]>()
    for (const line of lines) {
      const [a = '', b = '', affinity] = line.split(',')
      if (Math.fround(Number(affinity)) < 0.8) continue
      joined.set(a, [...(joined.get(a) ?? []), b])
      joined.set(b, [...(joined.get(b) ?? []), a])
    }
    const groupOf = (id: string): string[] => {
      const found = new Set([id])
      for (const one of found) for (const other of joined.get(one) ?? []) found.add(other)
      return [...found].sort()
    }
    for (let number = 1; number < arrays.supervoxel_ids.length; number += 150) {
      const own = arrays.segment_to_agglomerate[number]
      const mates = [...arrays.supervoxel_ids].filter((_, k) => k > 0 && arrays.segment_to_agglomerate[k] === own)
      expect(mates.map(String).sort()).toEqual(groupOf(String(arrays.supervoxel_ids[number])))
    }
  })
})
