import { mkdir, mkdtemp, rm, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { hashSources } from './staleness.mjs'

let folder = ''
const entries = ['shared', 'package.json', 'absent']
const hash = () => hashSources(folder, entries)

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'skein-staleness-'))
  await mkdir(path.join(folder, 'shared', 'deep'), { recursive: true })
  await writeFile(path.join(folder, 'shared', 'deep', 'a.ts'), 'a')
  await writeFile(path.join(folder, 'shared', 'b.ts'), 'b')
  await writeFile(path.join(folder, 'package.json'), '{}')
})

afterEach(() => rm(folder, { recursive: true }))

describe('whether a build is stale', () => {
  it.each([
    ['a change', () => writeFile(path.join(folder, 'shared', 'b.ts'), 'c')],
    ['a change of a single file', () => writeFile(path.join(folder, 'package.json'), '{ }')],
    ['a new file', () => writeFile(path.join(folder, 'shared', 'c.ts'), '')],
    ['a file that is gone', () => rm(path.join(folder, 'shared', 'deep', 'a.ts'))],
    [
      'text that moved from one file to the next',
      async () => {
        await writeFile(path.join(folder, 'shared', 'b.ts'), '')
        await writeFile(path.join(folder, 'shared', 'deep', 'a.ts'), 'ab')
      },
    ],
  ])('[HO6] sees %s', async (_name, change) => {
    const before = await hash()
    await change()
    expect(await hash()).not.toBe(before)
  })

  it.each([
    ['times', () => utimes(path.join(folder, 'shared', 'b.ts'), 1, 1)],
    ['a test', () => writeFile(path.join(folder, 'shared', 'b.test.ts'), 'x')],
    ['a file elsewhere', () => writeFile(path.join(folder, 'README.md'), 'x')],
  ])('[HO6] does not mind %s', async (_name, change) => {
    const before = await hash()
    await change()
    expect(await hash()).toBe(before)
  })
})
