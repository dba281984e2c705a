import { readFile } from 'node:fs/promises'
import { describe, expect, it } from 'vitest'
import { listProjectFiles } from './source-files.mjs'
import { findUntidy, maxLines } from './tidy-rules.mjs'

/** Files that hold no text. */
const binary = /\.(png|jpe?g|ico|icns|woff2?|wasm|bin|gz|zip|pdf)$/

describe('the project', () => {
  it('is tidy', async () => {
    const files = (await listProjectFiles()).filter((file) => !binary.test(file))
    expect(files.length).toBeGreaterThan(50)
    const texts = await Promise.all(files.map((file) => readFile(file, 'utf8')))
    expect(texts.flatMap((text, index) => findUntidy(files[index] ?? '', text))).toEqual([])
  })
})

describe('the rules of tidiness', () => {
  // Written in two halves, so that this file keeps the rules itself.
  it.each([
    ['shared/a.ts', ['const x: an', 'y = 1']],
    ['shared/a.ts', ['const x = y as unknown as Array<an', 'y>']],
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
  ])('find what is wrong in %s: %j', (file, halves) => {
    expect(findUntidy(file, halves.join(''))).toHaveLength(1)
  })

  it('find a file that is too long', () => {
    expect(findUntidy('shared/a.ts', '\n'.repeat(maxLines))).toHaveLength(1)
    expect(findUntidy('shared/a.ts', '\n'.repeat(maxLines - 1))).toEqual([])
  })

  it.each([
    ['shared/a.ts', '// any word, and a date: new Date(0)'],
    ['electron/a.ts', 'const x = Date.now()'],
    ['shared/a.ts', 'const x: unknown = 1'],
    ['README.md', 'a framework/main, ./tmp/x, /tmpfile, /workers and https://x.org/root/'],
  ])('leave %s alone: %j', (file, text) => {
    expect(findUntidy(file, text)).toEqual([])
  })
})
