import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { linesOf, mergeEdit } from '../shared/log/testing/test-log.ts'

const folder = mkdtempSync(join(tmpdir(), 'skein-test-'))
afterAll(() => rmSync(folder, { recursive: true }))

const TEXT = linesOf([1, 2, 3].map((counter) => mergeEdit(counter)))
  .map(({ text }) => `${text}\n`)
  .join('')

function run(text: string, ...args: readonly string[]) {
  const file = join(folder, 'log.jsonl')
  writeFileSync(file, text)
  const [command = '', ...flags] = args
  const { status, stdout, stderr } = spawnSync(process.execPath, ['tools/log.ts', command, file, ...flags], {
    encoding: 'utf8',
  })
  return { status, stdout, stderr }
}

describe('tools/log.ts', () => {
  it('[LG6] verify counts the edits of a good log and names the last', () => {
    expect(run(TEXT, 'verify')).toMatchObject({
      status: 0,
      stdout: '3 good edits; the last: 3, merge ana/s/3 by "Ana", 1970-01-01T00:00:00.000Z\n',
    })
  })

  it('[LG6] verify names the first fault with its line, and fails', () => {
    const changed = run(TEXT.replace('"counter":2', '"counter":7'), 'verify')
    expect(changed).toMatchObject({ status: 1, stdout: expect.stringMatching(/^1 good edit; the last: 1,/) })
    expect(changed.stderr).toMatch(/^Line 2 of the log was changed after it was written.*\(check\)\n$/)
    expect(run(TEXT.slice(0, -40), 'verify').stderr).toMatch(/^Line 3 of the log is cut short/)
    expect(run('', 'verify')).toMatchObject({ status: 1, stdout: '0 good edits\n' })
  })

  it('[LG6] replay of a flat log counts the verdicts of the fold', () => {
    const { status, stdout } = run(TEXT, 'replay', '--flat')
    expect([status, stdout]).toEqual([0, '       3  applied, changed\n       3  edits\n'])
    expect(run(TEXT, 'replay')).toMatchObject({ status: 1, stderr: expect.stringMatching(/^Say --flat/) })
  })

  it('[LG6] says how it is used', () => {
    const { status, stderr } = run(TEXT, 'mend')
    expect([status, stderr]).toEqual([1, expect.stringMatching(/^Usage: /)])
  })
})
