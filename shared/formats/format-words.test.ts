import { describe, expect, it } from 'vitest'
import { FORMATS } from './format-list.ts'
import { DESCRIPTION_FILES, FORMAT_WORDS } from './format-words.ts'

describe('the words and files by which addresses name formats', () => {
  it('[AA1, AA3] each word asks for a format that is read, and each format has a word of its own name', () => {
    const names = FORMATS.map(({ name }) => name)
    expect(new Set(FORMAT_WORDS.values())).toEqual(new Set(names))
    for (const name of names) expect(FORMAT_WORDS.get(name)).toBe(name)
  })

  it('[AA1] an address may end in any description that lies in its folder', () => {
    const marks = FORMATS.flatMap((format) => format.marks).filter((mark) => !mark.includes('/'))
    expect(DESCRIPTION_FILES).toEqual(expect.arrayContaining(marks))
  })
})
