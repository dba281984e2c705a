import { readFixture } from '../../../fixtures/fixture.ts'
import { parseEdgeRows } from '../../../shared/agglomeration/edge-rows.ts'
import { parseTruthTable } from '../../../shared/practice/truth-table.ts'
import { unwrap } from '../../../shared/problem.ts'
import { type CaseParts, createCase, type DoubtCase } from './doubt-case.ts'

/** The thresholds of the base agglomeration at which doubts are measured: from too much joined to too little. */
const FIB25_THRESHOLDS = [0.5, 0.65, 0.8, 0.9] as const

/** The fib25 volume with the tables of fixtures, at each threshold. */
export function fib25Cases(): readonly DoubtCase[] {
  const rows = unwrap(parseEdgeRows(readTable('rag_watershed.csv'), 'rag_watershed.csv'))
  const truth = unwrap(parseTruthTable(readTable('watershed_sv.csv'), 'watershed_sv.csv'))
  const parts: Omit<CaseParts, 'name' | 'threshold'> = {
    voxelSize: [10, 10, 10],
    size: [250, 250, 250],
    rows,
    truth,
  }
  return FIB25_THRESHOLDS.map((threshold) => createCase({ ...parts, name: `fib25-${threshold}`, threshold }))
}

function readTable(name: string): string {
  return new TextDecoder().decode(readFixture(`fib25/tables/${name}`))
}
