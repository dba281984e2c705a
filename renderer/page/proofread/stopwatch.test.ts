import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  type Moment,
  medians,
  PARTS,
  PAUSE_MS,
  parseTimedEdits,
  startStopwatch,
  stopwatchStep,
  type TimedEdit,
  toCsv,
} from './stopwatch.ts'

function run(moments: readonly Moment[], startMs = 0): readonly TimedEdit[] {
  let watch = startStopwatch(startMs)
  return moments.flatMap((moment) => {
    const { watch: next, edit } = stopwatchStep(watch, moment)
    watch = next
    return edit ? [edit] : []
  })
}

const at = (kind: Exclude<Moment['kind'], 'made'>, atMs: number): Moment => ({ kind, atMs })
const made = (atMs: number): Moment => ({ kind: 'made', atMs, edit: 'merge' })

describe('the stopwatch', () => {
  it('[SW1] tells search, judging, acting and waiting apart', () => {
    const [first, second] = run([
      at('arrived', 40_000),
      at('pointed', 55_000),
      at('pointed', 57_000),
      at('committed', 60_000),
      made(60_020),
      at('arrived', 70_000),
      at('committed', 71_000),
      made(71_010),
    ])
    expect(first).toMatchObject({ search: 40_000, judging: 15_000, acting: 5_000, waiting: 20 })
    expect(second).toMatchObject({ search: 9_980, judging: 1_000, acting: 0, waiting: 10 })
  })

  it('[SW1] the last arrival before the first click ends the search', () => {
    const moments = [at('arrived', 10), at('arrived', 30), at('pointed', 50), at('arrived', 60), at('committed', 80)]
    expect(run([...moments, made(90)])[0]).toMatchObject({ search: 30, judging: 20, acting: 30, waiting: 10 })
  })

  it('[SW2] a refused act goes on, and a doubt answered with no is search', () => {
    expect(
      run([at('pointed', 10), at('committed', 20), at('held', 25), at('committed', 40), made(45)])[0],
    ).toMatchObject({
      judging: 10,
      acting: 30,
      waiting: 5,
    })
    expect(
      run([at('arrived', 10), at('dropped', 20), at('arrived', 50), at('committed', 60), made(60)])[0],
    ).toMatchObject({
      search: 50,
      judging: 10,
    })
  })

  it('[SW3] a pause counts for nothing, wherever it falls', () => {
    const pause = PAUSE_MS + 60_000
    const during = run([
      at('arrived', 1000),
      at('pointed', 1000 + pause),
      at('committed', 2000 + pause),
      made(2010 + pause),
    ])
    expect(during[0]).toMatchObject({ search: 1000, judging: 0, acting: 1000, waiting: 10 })
    expect(run([at('arrived', pause), at('committed', pause + 5), made(pause + 5)])[0]).toMatchObject({
      search: 0,
      judging: 5,
    })
  })

  it('[SW4] no part is ever negative, and together they are the time that was no pause', () => {
    const kinds = fc.constantFrom('arrived', 'pointed', 'committed', 'held', 'dropped', 'made')
    const steps = fc.array(fc.tuple(kinds, fc.integer({ min: -1000, max: PAUSE_MS })), { maxLength: 30 })
    fc.assert(
      fc.property(steps, (all) => {
        let now = 0
        let worked = 0
        const edits: TimedEdit[] = []
        let watch = startStopwatch(0)
        for (const [kind, by] of all) {
          now += by
          worked += Math.max(0, by)
          const moment: Moment = kind === 'made' ? made(now) : at(kind, now)
          const next = stopwatchStep(watch, moment)
          watch = next.watch
          if (!next.edit) continue
          edits.push(next.edit)
          expect(PARTS.every((part) => (next.edit?.[part] ?? -1) >= 0)).toBe(true)
          expect(PARTS.reduce((sum, part) => sum + (next.edit?.[part] ?? 0), 0)).toBe(worked)
          worked = 0
        }
        return edits.length <= all.length
      }),
    )
  })

  it('[SW5] medians, the table for a spreadsheet, and what was kept comes back', () => {
    const edit = (search: number): TimedEdit => ({ edit: 'split', atMs: 0, search, judging: 2, acting: 3, waiting: 4 })
    expect(medians([])).toBeUndefined()
    expect(medians([edit(1), edit(9), edit(2)])?.search).toBe(2)
    expect(medians([edit(1), edit(2)])?.search).toBe(1.5)
    expect(toCsv([edit(1500)])).toBe(
      'time,edit,search_s,judging_s,acting_s,waiting_s\n1970-01-01T00:00:00.000Z,split,1.500,0.002,0.003,0.004\n',
    )
    expect(parseTimedEdits(JSON.stringify([edit(1), { ...edit(2), judging: -1 }, 'x', null]))).toEqual([edit(1)])
    expect([parseTimedEdits('{'), parseTimedEdits(null), parseTimedEdits('{}')]).toEqual([[], [], []])
  })
})
