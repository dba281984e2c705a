import fc from 'fast-check'
import { EDIT_SCHEMA, type Edit } from '../../edits/edit.ts'
import { randomEdit } from '../../edits/testing/random-edit.ts'
import { type Check, FIRST_CHECK } from '../check.ts'
import { formatLine, type LogLine } from '../log-line.ts'

/** For tests. */
export const DATASET = 'https://example.org/seg | é'

export function linesOf(edits: readonly Edit[], dataset = DATASET): LogLine[] {
  let previousCheck: Check = FIRST_CHECK
  return edits.map((edit, at) => {
    const line = formatLine(edit, { dataset, place: at + 1, previousCheck })
    previousCheck = line.check
    return line
  })
}

/** A merge of two supervoxels, the counter-th of its session. */
export function mergeEdit(counter: number, session = 's', dataset = DATASET): Edit {
  const point = (supervoxel: number) => ({
    supervoxel: BigInt(supervoxel),
    base: BigInt(supervoxel),
    position: [counter, 0, 0] as const,
  })
  return {
    kind: 'merge',
    id: { client: 'ana', session, counter },
    author: 'Ana',
    madeAtMs: 0,
    basis: 0,
    dataset,
    schema: EDIT_SCHEMA,
    a: point(counter),
    b: point(counter + 1),
    overrides: [],
    expect: [],
  }
}

export function randomLines(maxLength: number): fc.Arbitrary<LogLine[]> {
  return fc.array(randomEdit(DATASET), { maxLength }).map((edits) => linesOf(edits))
}
