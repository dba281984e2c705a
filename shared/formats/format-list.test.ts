import { describe, expect, it } from 'vitest'
import { FORMATS } from './format-list.ts'
import { DESCRIPTION_FILES, FORMAT_WORDS } from './format-words.ts'

describe('the list of formats', () => {
  it('[FF4] agrees with the words and files by which addresses name formats', () => {
    const names = FORMATS.map(({ name }) => name)
    expect(new Set(FORMAT_WORDS.values())).toEqual(new Set(names))
    for (const name of names) expect(FORMAT_WORDS.get(name), 'opening again asks by the name').toBe(name)
    const ownFiles = FORMATS.flatMap(({ marks }) => marks).filter((mark) => !mark.includes('/'))
    expect(DESCRIPTION_FILES).toEqual(expect.arrayContaining(ownFiles))
    expect(new Set(names).size).toBe(names.length)
  })
})
