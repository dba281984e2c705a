import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { isProduct } from './folders.ts'
import { findLongFunctions, maxFunctionLines } from './long-functions.ts'
import { listProjectFiles } from './source-files.ts'

describe('functions', () => {
  it('[HO11] are no longer than a screen', () => {
    const files = listProjectFiles().filter((file) => isProduct(file) && /\.tsx?$/.test(file))
    expect(files.length).toBeGreaterThan(400)
    expect(files.flatMap((file) => findLongFunctions(file, readFileSync(file, 'utf8')))).toEqual([])
  })

  it('[HO11] a longer one is found, whatever its form', () => {
    const body = '\n'.repeat(maxFunctionLines - 1)
    const forms = [`function a() {${body}}`, `const a = () => {${body}}`, `const a = { b() {${body}} }`]
    for (const form of forms) {
      expect(findLongFunctions('a.ts', form)).toEqual([])
      expect(findLongFunctions('a.ts', `\n${form.replace('{\n', '{\n\n')}`)).toEqual([
        `a.ts:2: a function of ${maxFunctionLines + 1} lines, over ${maxFunctionLines}`,
      ])
    }
  })
})
