import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Edit } from '../edits/edit.ts'
import { parseLogText, unknownEdits } from './log-text.ts'
import { DATASET, linesOf, mergeEdit, randomLines } from './testing/test-log.ts'

function textOf(edits: readonly Edit[], dataset = DATASET): string {
  return linesOf(edits, dataset)
    .map(({ text }) => `${text}\n`)
    .join('')
}

const EDITS = [1, 2, 3].map((counter) => mergeEdit(counter))

function imported(text: string, own: readonly Edit[]) {
  const parsed = parseLogText(text)
  return parsed.ok ? unknownEdits(parsed.value, DATASET, own) : parsed
}

describe('a log as text', () => {
  it('[LG6] is read back whole, with either kind of line break', () => {
    fc.assert(
      fc.property(randomLines(6), fc.constantFrom('\n', '\r\n'), (lines, lineBreak) => {
        fc.pre(lines.length > 0)
        const text = lines.map((line) => line.text + lineBreak).join('')
        expect(parseLogText(text)).toEqual({ ok: true, value: { dataset: DATASET, lines } })
      }),
    )
  })

  it('[LG6] tells the first line at fault and gives what was good before it', () => {
    const damaged = textOf(EDITS).replace('"counter":3', '"counter":4')
    expect(parseLogText(damaged)).toMatchObject({ ok: false, problem: { message: expect.stringMatching(/^Line 3 /) } })
    const torn = parseLogText(textOf(EDITS).slice(0, -1))
    expect(torn).toMatchObject({ ok: false, problem: { message: expect.stringMatching(/^Line 3 .*cut short/) } })
    expect(!torn.ok && torn.good.length).toBe(2)
    for (const none of ['', '\n', 'x', '{}\n']) expect(parseLogText(none).ok).toBe(false)
  })

  it('[LG6] import takes the edits that are not known, in their order', () => {
    expect(imported(textOf(EDITS), EDITS.slice(0, 1))).toEqual({ ok: true, value: EDITS.slice(1) })
    expect(imported(textOf(EDITS), EDITS)).toEqual({ ok: true, value: [] })
    const others = [mergeEdit(1, 't'), mergeEdit(2, 't')]
    expect(imported(textOf([EDITS[0]!, ...others, EDITS[0]!]), EDITS)).toEqual({ ok: true, value: others })
  })

  it('[LG6] import refuses as a whole what cannot have a place', () => {
    const other: Edit = { ...mergeEdit(2), author: 'Eve' }
    expect(imported(textOf([mergeEdit(4), other]), EDITS)).toMatchObject({ ok: false, problem: { field: 'edit.id' } })
    expect(imported(textOf([mergeEdit(5), mergeEdit(4)]), EDITS)).toMatchObject({ ok: false })
    const foreign = imported(textOf([mergeEdit(1, 's', 'other')], 'other'), [])
    expect(foreign).toMatchObject({ ok: false, problem: { field: 'dataset' } })
  })
})
