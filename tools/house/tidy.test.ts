import { readFile } from 'node:fs/promises'
import { describe, expect, it } from 'vitest'
import { listProjectFiles } from './source-files.ts'
import { findUntidy, maxLines } from './tidy-rules.ts'

/** Files that hold no text, and the data that tests read. */
const binary = /\.(png|jpe?g|ico|icns|woff2?|wasm|bin|gz|zip|pdf)$|^fixtures\/.*\//

describe('the project', () => {
  it('[HO1] is tidy', async () => {
    const all = listProjectFiles()
    const files = all.filter((file) => !binary.test(file))
    expect(files.length).toBeGreaterThan(50)
    const texts = await Promise.all(files.map((file) => readFile(file, 'utf8')))
    expect(texts.flatMap((text, index) => findUntidy(files[index] ?? '', text, new Set(all)))).toEqual([])
  })
})

const project = new Set(['README.md', 'SPEC.md', 'assets/sample.md', 'bench/README.md'])

describe('the rules of tidiness', () => {
  // Written in two halves, so that this file keeps the rules itself.
  it.each([
    ['shared/a.ts', ['// @ts-ig', 'nore']],
    ['shared/a.ts', ['// biome-ig', 'nore lint/x: y']],
    ['shared/a.test.ts', ['it.on', "ly('x', () => {})"]],
    ['shared/a.test.ts', ['it.each([1]).sk', "ip('x', () => {})"]],
    ['shared/a.test.ts', ['const x = Math.ran', 'dom()']],
    ['e2e/a.spec.ts', ['await page.waitFor', 'Timeout(5)']],
    ['shared/a.ts', ['const x = Date', '.now()']],
    ['shared/a.ts', ['const x = Math.ran', 'dom']],
    ['shared/a.ts', ['setTime', 'out(() => {}, 1)']],
    ['README.md', ['see /wo', 'rk/main']],
    ['README.md', ['see `/tm', 'p/x`']],
    ['electron/a.ts', ["const x = '/ro", "ot'"]],
    ['README.md', ['https://registry.np', 'mjs.org']],
    ['package-lock.json', ['"reso', 'lved": "https://x"']],
  ])('[HO1] find what is wrong in %s: %j', (file, halves) => {
    expect(findUntidy(file, halves.join(''), project)).toHaveLength(1)
  })

  it.each([
    ['a.test.ts', ["resolve('../shared/", "data/fib25')"]],
    ['bench/a.ts', ["path.join(folder, '..', 'shared', '", "data')"]],
    ['shared/a.ts', ['/** Reads `info` (reference: form', 'ats 1.1). */']],
    ['shared/a.ts', ['// as des', 'ign 4 has it']],
    ['README.md', ['mended with iss', 'ue #9']],
    ['shared/a.ts', ['/** The background (ui.m', 'd). */']],
    ['README.md', ['[how](docs/how.m', 'd)']],
    ['bench/a.ts', ['// see assets/README.m', 'd']],
  ])('[HO2] find in %s what is not in the project: %j', (file, halves) => {
    expect(findUntidy(file, halves.join(''), project)).toHaveLength(1)
  })

  it.each([
    ['shared/a.ts', '// the recipe is assets/sample.md, the words are in SPEC.md'],
    ['bench/a.ts', '// see README.md'],
    ['tools/a.ts', "writeFileSync('LICENCES.md', text)"],
    ['shared/a.ts', '// neuroglancer, datasource/precomputed/volume.md'],
    ['shared/a.ts', '// https://github.com/zarr-developers/zarr-specs/blob/main/README2.md'],
    ['shared/a/b.ts', "import type { DatasetFile } from '../../shared/dataset/dataset-file.ts'"],
    ['shared/a.ts', '// PNG (ISO/IEC 15948, chapter 9); formats of 8 bits; issues of 2020'],
  ])('[HO2] leave %s alone: %j', (file, text) => {
    expect(findUntidy(file, text, project)).toEqual([])
  })

  it('[HO1] find a file that is too long', () => {
    expect(findUntidy('shared/a.ts', '\n'.repeat(maxLines), project)).toHaveLength(1)
    expect(findUntidy('shared/a.ts', '\n'.repeat(maxLines - 1), project)).toEqual([])
  })

  it.each([
    ['shared/a.ts', '// any word, and a date: new Date(0)'],
    ['electron/a.ts', 'const x = Date.now()'],
    ['shared/a.ts', 'const x: unknown = 1'],
    ['README.md', 'a framework/main, ./tmp/x, /tmpfile, /workers and https://x.org/root/'],
  ])('[HO1] leave %s alone: %j', (file, text) => {
    expect(findUntidy(file, text, project)).toEqual([])
  })
})
