import { readFile } from 'node:fs/promises'
import { describe, expect, it } from 'vitest'
import { findCycles, readEdges } from './import-graph.mjs'
import { findViolations } from './import-rules.mjs'
import { listProjectFiles } from './source-files.mjs'

/** A small house with one file for each way to ask for a module. */
const house: Record<string, string> = {
  'shared/a.ts': 'export const a = 1',
  'electron/main.ts': "import { app } from 'electron'\nimport { a } from '../shared/a.ts'\nconsole.log(app, a)",
  'renderer/decode/messages.ts': "import type { A } from '../../shared/a.ts'",
  'renderer/gl/messages.ts': "export type { A } from '../../shared/a.ts'",
  'renderer/gl/gl.worker.ts': "import '../decode/messages.ts'",
  'renderer/page/main.tsx': "import '../gl/messages.ts'\nnew Worker(new URL('../gl/gl.worker.ts', import.meta.url))",
}

function violationsWith(file: string, source: string): string[] {
  const all = { ...house, [file]: source }
  const edges = Object.entries(all).flatMap(([name, text]) => readEdges(name, text))
  return findViolations(edges, new Set(Object.keys(all)))
}

describe('the rules of imports', () => {
  it('let the house as designed pass', () => {
    expect(violationsWith('shared/a.ts', 'export const a = 1')).toEqual([])
  })

  it.each([
    ['shared/b.ts', "import '../electron/main.ts'", 'back to electron'],
    ['shared/b.ts', "import { readFile } from 'node:fs'", 'shared to Node'],
    ['renderer/gl/b.ts', "import 'electron'", 'renderer to Electron'],
    ['electron/b.ts', "import '../renderer/gl/messages.ts'", 'sideways'],
    ['electron/b.ts', "import type { A } from '../renderer/gl/messages.ts'", 'sideways by types alone'],
    ['electron/b.ts', "export * from '../renderer/gl/messages.ts'", 'sideways by an export'],
    ['electron/b.ts', "await import('../renderer/gl/messages.ts')", 'sideways at run time'],
    ['electron/b.ts', "type M = import('../renderer/gl/messages.ts').M", 'sideways by an import type'],
    ['renderer/page/b.ts', "import '../gl/gl.worker.ts'", 'the page to the inside of a worker'],
    ['renderer/decode/b.ts', "import '../gl/messages.ts'", 'a contract that is not for it'],
    ['renderer/gl/b.ts', "new Worker(new URL('../gl/../decode/x.worker.ts', import.meta.url))", 'an absent worker'],
    ['electron/b.ts', "new URL('../renderer/gl/gl.worker.ts', import.meta.url)", 'a worker that is not its own'],
    ['shared/b.ts', "import './a'", 'no file extension'],
    ['shared/b.ts', "import '../../neighbour/a.ts'", 'out of the project'],
    ['shared/a.test.ts', "import './b.test.ts'", 'an absent test'],
  ])('find %s with %j: %s', (file, source) => {
    expect(violationsWith(file, source)).toHaveLength(1)
  })

  it('find a test that is imported', () => {
    const edges = readEdges('shared/b.ts', "import './a.test.ts'")
    expect(findViolations(edges, new Set(['shared/b.ts', 'shared/a.test.ts']))).toHaveLength(1)
  })

  it('find a cycle through three files, and name it once', () => {
    const edges = [
      ...readEdges('shared/x.ts', "import type { Y } from './y.ts'"),
      ...readEdges('shared/y.ts', "import './z.ts'"),
      ...readEdges('shared/z.ts', "import './x.ts'\nimport './y2.ts'"),
    ]
    expect(findCycles(edges)).toEqual([['shared/x.ts', 'shared/y.ts', 'shared/z.ts']])
  })

  it('refuse a file that does not parse', () => {
    expect(() => readEdges('shared/x.ts', 'import {')).toThrow('shared/x.ts')
  })

  it('see the imports of this very file', async () => {
    const source = await readFile('scripts/import-rules.test.ts', 'utf8')
    const targets = readEdges('scripts/import-rules.test.ts', source).map(({ to }) => to)
    expect(targets).toContain('scripts/import-graph.mjs')
    expect(await listProjectFiles()).toContain('scripts/import-graph.mjs')
  })
})
