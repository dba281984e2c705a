import { readFile } from 'node:fs/promises'
import { describe, expect, it } from 'vitest'
import { listProjectFiles } from './source-files.ts'
import { compareRules, readRules, readTitles } from './spec-rules.ts'

describe('SPEC.md and the tests', () => {
  it('[HO3] name the same rules', async () => {
    const files = listProjectFiles().filter((file) => file.endsWith('.ts') || file.endsWith('.tsx'))
    const texts = await Promise.all(files.map((file) => readFile(file, 'utf8')))
    const titles = texts.flatMap((text, index) => readTitles(files[index] ?? '', text))
    expect(titles.length).toBeGreaterThan(500)
    expect(compareRules(readRules(await readFile('SPEC.md', 'utf8')), titles)).toEqual([])
  })
})

const table = (...rows: readonly string[]) => ['| rule | |', '|---|---|', ...rows].join('\n')

/** What the check reports for a SPEC.md with these rows and a test file with this text. */
function said(rows: readonly string[], source: string): readonly string[] {
  return compareRules(readRules(table(...rows)), readTitles('a.test.ts', source))
}

describe('the check of rules', () => {
  it('[HO3] reads ids, lists and ranges in the tables of rules, and no other table', () => {
    const page = [
      '| word | meaning |',
      '|---|---|',
      '| A9 | no rule |',
      '',
      table('| A1, B2 | x |', '| C9 to C11 | y |'),
    ]
    expect(readRules(page.join('\n'))).toEqual([
      { id: 'A1', line: 7 },
      { id: 'B2', line: 7 },
      { id: 'C9', line: 8 },
      { id: 'C10', line: 8 },
      { id: 'C11', line: 8 },
    ])
    expect(() => readRules(table('| A1 ... | x |'))).toThrow('SPEC.md:3: A1 ... is no rule')
  })

  it('[HO3] takes every way to write a test', () => {
    const source = `
      test('[A1] x', f)
      it(\`[A2] \${x}\`, f)
      it.each([1])('[A3, A4] %i', f)
      it.each<[number]>([[1]])('[A5 to A7] %i', f)
      describe.each([1])('things, %i', () => { it('[A8] x', f) })
      test.describe('things', f)
      test.setTimeout(5)`
    expect(said(['| A1 to A8 | x |'], source)).toEqual([])
  })

  it.each([
    ['a title without a rule', "it('x', f)"],
    ['another style', "it('A1: x', f)"],
    ['a rule that the check cannot read', `it(\`[\${rule}] x\`, f)`],
    ['a title that is no text', 'it.each([1])(title, f)'],
    ['a title that is all rule', "it('[A1]', f)"],
    ['a group with a rule', "describe.each([1])('[A1] x', f)"],
    ['a rule that is not on the page', "it('[A1, A2] x', f)"],
  ])('[HO3] finds %s', (_name, wrong) => {
    expect(said(['| A1 | x |'], `it('[A1] x', f)\n${wrong}`)).toEqual([expect.stringMatching(/^a\.test\.ts:2: /)])
  })

  it('[HO3] finds a rule without a test, and one that is defined twice', () => {
    expect(said(['| A1, A2 | x |', '| A1 | y |'], "it('[A1] x', f)")).toEqual([
      'SPEC.md:4: A1 is defined twice',
      'SPEC.md:3: A2 has no test',
    ])
  })
})
