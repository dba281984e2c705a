import { type EdgeRow, parseEdgeRows } from '../agglomeration/edge-rows.ts'
import { mapResult, type Result } from '../problem.ts'

/** How tables write an unknown score: pandas and numpy leave the field empty or write nan. */
const UNKNOWN = /^(nan|null|none|)$/i

/**
 * Reads a table of scores: the columns of a table of edges (`parseEdgeRows`), with the score as affinity. Other than there, a
 * score that is not known leaves its row out, and a pair that is listed again has the mean of its scores. Fails with
 * `bad-description` or `too-large`, and names line and column.
 */
export function parseScoreRows(text: string, file: string): Result<readonly EdgeRow[]> {
  const lines = text.split(/\r?\n/)
  const column = (lines[0] ?? '').split(',').findIndex((name) => name.trim() === 'affinity')
  // A row that is left out stays as an empty line, so that problems name the lines of the file.
  const known = lines.map((line, row) => {
    const score = line.split(',')[column]
    return row > 0 && score !== undefined && UNKNOWN.test(score.trim()) ? '' : line
  })
  return mapResult(parseEdgeRows(known.join('\n'), file, { mayRepeat: true }), meansOfPairs)
}

function meansOfPairs(rows: readonly EdgeRow[]): readonly EdgeRow[] {
  const pairs = new Map<string, EdgeRow[]>()
  for (const row of rows) {
    const pair = `${row.a} ${row.b}`
    const own = pairs.get(pair) ?? []
    pairs.set(pair, own)
    own.push(row)
  }
  return Array.from(pairs.values(), (own) => {
    const affinity = own.reduce((sum, row) => sum + row.affinity, 0) / own.length
    return { ...own[0]!, affinity }
  })
}
