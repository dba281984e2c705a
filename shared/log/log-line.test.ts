import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { EDIT_SCHEMA } from '../edits/edit.ts'
import { randomEdit } from '../edits/testing/random-edit.ts'
import { checkOf, FIRST_CHECK } from './check.ts'
import { followingCheck, formatLine, LINE_VERSION, type LineContext, parseLine, placeOfLine } from './log-line.ts'
import { DATASET, linesOf, mergeEdit, randomLines } from './testing/test-log.ts'

const FIRST: LineContext = { dataset: DATASET, place: 1, previousCheck: FIRST_CHECK }

/** A text with the check that belongs to it, whatever it says. */
function sealed(body: object, previousCheck = FIRST_CHECK): string {
  const text = JSON.stringify(body).replace(
    /[^\x20-\x7e]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
  const open = text.slice(0, -1)
  return `${open},"check":"${checkOf(previousCheck, open)}"}`
}

function fieldsOf(text: string): Record<string, unknown> {
  const { check: _check, ...rest } = JSON.parse(text)
  return rest
}

function faultOf(text: string, context = FIRST): string {
  const parsed = parseLine(text, context)
  return parsed.ok ? 'none' : parsed.fault
}

describe('a line of the log', () => {
  it('[LG1] the check is CRC-32 as everyone has it', () => {
    // The check value of the CRC catalogue: 123456789 gives cbf43926. Here the check before it comes first.
    expect(checkOf('1234', '56789')).toBe('cbf43926')
  })

  it('[LG1] every edit comes back, from printable ASCII without a line break', () => {
    fc.assert(
      fc.property(randomEdit(DATASET), fc.integer({ min: 1, max: 1e9 }), (edit, place) => {
        const context = { dataset: DATASET, place, previousCheck: '89abcdef' }
        const line = formatLine(edit, context)
        expect(line.text).toMatch(/^[\x20-\x7e]+$/)
        expect(parseLine(line.text, context)).toEqual({ ok: true, value: line })
        expect(placeOfLine(line.text)).toBe(place)
        expect(followingCheck(line.text, context)).toBe(line.check)
      }),
    )
  })

  it('[LG1] any change of one character is found, and nothing throws', () => {
    fc.assert(
      fc.property(
        randomEdit(DATASET),
        fc.nat(),
        fc.string({ unit: 'binary', maxLength: 3 }),
        fc.nat(2),
        (edit, at, put, take) => {
          const { text } = formatLine(edit, FIRST)
          const from = at % text.length
          const changed = text.slice(0, from) + put + text.slice(from + take)
          fc.pre(changed !== text)
          expect(parseLine(changed, FIRST).ok).toBe(false)
          expect(followingCheck(changed, FIRST)).toBeUndefined()
        },
      ),
      { numRuns: 500 },
    )
  })

  it('[LG1] answers for whatever comes', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.json()), (text) => {
        expect(parseLine(text, FIRST)).toMatchObject({ ok: false, problem: { kind: 'bad-description' } })
      }),
    )
  })

  it('[LG1] a line that was cut short, lost, doubled or moved is told as that', () => {
    const [one, two, three] = linesOf([1, 2, 3].map((counter) => mergeEdit(counter)))
    const second = { ...FIRST, place: 2, previousCheck: one!.check }
    expect(faultOf(two!.text.slice(0, -5), second)).toBe('not-a-line')
    expect(faultOf(three!.text, second)).toBe('lines-missing')
    expect(faultOf(one!.text, second)).toBe('repeated')
    expect(faultOf(two!.text.replace('"Ana"', '"Eve"'), second)).toBe('bad-check')
    expect(parseLine(three!.text, second)).toMatchObject({
      problem: { message: expect.stringMatching(/^Line 2 of the log .* 1 are missing/), field: 'place' },
    })
  })

  it('[LG1] a line of another dataset is refused, whole or within', () => {
    const [foreign] = linesOf([mergeEdit(1, 's', 'other')], 'other')
    expect(faultOf(foreign!.text)).toBe('other-dataset')
    const within = { ...fieldsOf(foreign!.text), dataset: DATASET }
    expect(parseLine(sealed(within), FIRST)).toMatchObject({ fault: 'bad-edit', problem: { field: 'edit.dataset' } })
  })

  it('[LG1] a newer line or schema is no damage: it keeps its place and is not guessed at', () => {
    const body = fieldsOf(linesOf([mergeEdit(1)])[0]!.text)
    const edit = { ...mergeEdit(1), a: 0, b: 0, schema: EDIT_SCHEMA + 1 }
    for (const newer of [
      { ...body, v: LINE_VERSION + 1, more: 1 },
      { ...body, edit },
    ]) {
      const text = sealed(newer)
      expect(parseLine(text, FIRST)).toMatchObject({ ok: false, fault: 'newer', problem: { kind: 'unsupported' } })
      expect(followingCheck(text, FIRST)).toBeDefined()
    }
  })

  it.each([
    ['v', { v: 0 }],
    ['more', { more: 1 }],
    ['edit.author', { edit: { ...(fieldsOf(linesOf([mergeEdit(1)])[0]!.text)['edit'] as object), author: 3 } }],
  ])('[LG1] names the field of a well-sealed line that is wrong: %s', (field, wrong) => {
    const body = fieldsOf(linesOf([mergeEdit(1)])[0]!.text)
    expect(parseLine(sealed({ ...body, ...wrong }), FIRST)).toMatchObject({ fault: 'bad-edit', problem: { field } })
  })

  it('[LG1] a chain holds only in its order', () => {
    fc.assert(
      fc.property(randomLines(6), fc.nat(), fc.nat(), (lines, from, to) => {
        fc.pre(lines.length > 1)
        const texts = lines.map(({ text }) => text)
        const [moved] = texts.splice(from % texts.length, 1)
        texts.splice(to % (texts.length + 1), 0, moved!)
        fc.pre(texts.some((text, at) => text !== lines[at]!.text))
        let previousCheck = FIRST_CHECK
        const holds = texts.every((text, at) => {
          const parsed = parseLine(text, { dataset: DATASET, place: at + 1, previousCheck })
          if (parsed.ok) previousCheck = parsed.value.check
          return parsed.ok
        })
        expect(holds).toBe(false)
      }),
    )
  })
})
