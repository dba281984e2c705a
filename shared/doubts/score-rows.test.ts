import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseScoreRows } from './score-rows.ts'

const HEAD = 'sv_a,sv_b,affinity,contact_area,x,y,z'

function scoresOf(...rows: readonly string[]): unknown {
  const read = parseScoreRows([HEAD, ...rows].join('\n'), 'scores.csv')
  return read.ok ? read.value.map(({ a, b, affinity }) => `${a}-${b} ${affinity}`) : read.problem
}

describe('a table of scores', () => {
  it('[DO38] has scores from 0 to 1; one that is not known leaves its row out', () => {
    expect(scoresOf('1,2,0,9,0,0,0', '3,2,1,9,0,0,0', '4,5,NaN,9,0,0,0', '5,6,,9,0,0,0', '6,7,0.25,9,0,0,0')).toEqual([
      '1-2 0',
      '2-3 1',
      '6-7 0.25',
    ])
  })

  it('[DO38] a pair that is listed again, in either order, has the mean of its scores', () => {
    expect(scoresOf('1,2,0.2,9,0,0,0', '2,1,0.6,9,0,0,0', '1,2,NaN,9,0,0,0', '3,4,0.5,9,0,0,0')).toEqual([
      '1-2 0.4',
      '3-4 0.5',
    ])
  })

  it('[DO38] what is no score is told by line and file', () => {
    expect(scoresOf('1,2,NaN,9,0,0,0', '2,3,high,9,0,0,0')).toMatchObject({ kind: 'bad-description', field: 'line 3' })
    expect(scoresOf('1,2,1.5,9,0,0,0')).toMatchObject({ kind: 'bad-description', field: 'line 2' })
    expect(scoresOf('1,2,NaN,9,0,0,0')).toMatchObject({ kind: 'bad-description', file: 'scores.csv' })
    expect(parseScoreRows('a,b\n1,2\n', 'scores.csv')).toMatchObject({ ok: false })
  })

  it('[DO38] whatever text comes, it is rows or a problem', () => {
    const cell = fc.oneof(fc.constantFrom('1', '2', '0.5', 'NaN', '', '1e400', '-1', '"'), fc.string({ maxLength: 4 }))
    const line = fc.array(cell, { maxLength: 9 }).map((cells) => cells.join(','))
    fc.assert(
      fc.property(fc.constantFrom(HEAD, 'sv_a,affinity', ''), fc.array(line, { maxLength: 6 }), (head, lines) => {
        const read = parseScoreRows([head, ...lines].join('\n'), 'scores.csv')
        if (!read.ok) expect(read.problem.file).toBe('scores.csv')
        else for (const { affinity } of read.value) expect(affinity >= 0 && affinity <= 1).toBe(true)
      }),
    )
  })
})
