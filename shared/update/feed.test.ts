import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { chooseUpdate } from './choose-update.ts'
import { FEED_FORM, type Feed, parseFeed } from './feed.ts'

const FILE = {
  platform: 'linux',
  arch: 'x64',
  kind: 'zip',
  name: 'skein-linux-x64-1.2.3.zip',
  bytes: 95_000_000,
  sha512: 'ab'.repeat(64),
} as const
const FEED: Feed = { version: '1.2.3', files: [FILE] }
const textOf = (change: object) => JSON.stringify({ form: FEED_FORM, ...FEED, ...change })

describe('the update feed', () => {
  it('[UP1] is read as it was written', () => {
    expect(parseFeed(textOf({}), 'feed.json')).toEqual({ ok: true, value: FEED })
  })

  it.each([
    ['form', { form: 2 }],
    ['version', { version: 'v1.2.3' }],
    ['version', { version: 3 }],
    ['files', { files: {} }],
    ['files', { files: Array.from({ length: 101 }, () => FILE) }],
    ['files[0].platform', { files: [{ ...FILE, platform: 'beos' }] }],
    ['files[1].kind', { files: [FILE, { ...FILE, kind: 'exe' }] }],
    ['files[0].name', { files: [{ ...FILE, name: '../skein.zip' }] }],
    ['files[0].name', { files: [{ ...FILE, name: 'https://elsewhere.org/a' }] }],
    ['files[0].bytes', { files: [{ ...FILE, bytes: 2 ** 40 }] }],
    ['files[0].sha512', { files: [{ ...FILE, sha512: 'AB'.repeat(64) }] }],
    ['files[0].arch', { files: [{ ...FILE, arch: '' }] }],
  ])('[UP1] names the field %s of the feed when it is wrong', (field, change) => {
    const parsed = parseFeed(textOf(change), 'feed.json')
    if (parsed.ok) throw new Error('this feed must be refused')
    expect(parsed.problem).toMatchObject({ file: 'feed.json', field })
    expect(parsed.problem.message).toContain(`feed.json: ${field}`)
  })

  it('[UP1] is a feed or a problem, whatever text it is', () => {
    const text = fc.oneof(
      fc.string(),
      fc.json(),
      fc.json({ maxDepth: 3 }).map((files) => `{"form":1,"files":${files}}`),
    )
    fc.assert(
      fc.property(text, (any) => {
        expect(parseFeed(any, 'feed.json').ok).toBe(false)
      }),
    )
  })
})

describe('choosing an update', () => {
  const installed = { version: '1.2.2', platform: 'linux', arch: 'x64', kind: 'zip' } as const

  it('[UP2] takes the file of a newer version for this system, processor and kind of package', () => {
    expect(chooseUpdate(FEED, installed)).toEqual({ kind: 'newer', version: '1.2.3', file: FILE })
    expect(chooseUpdate(FEED, { ...installed, version: '1.2.3-test.1' })).toMatchObject({ kind: 'newer', file: FILE })
    for (const other of [
      { platform: 'darwin' },
      { arch: 'arm64' },
      { kind: 'appimage' as const },
      { kind: undefined },
    ]) {
      expect(chooseUpdate(FEED, { ...installed, ...other })).toEqual({
        kind: 'newer',
        version: '1.2.3',
        file: undefined,
      })
    }
  })

  it('[UP2] follows no feed of the same version or an older one', () => {
    expect(chooseUpdate(FEED, { ...installed, version: '1.2.3' })).toEqual({ kind: 'current' })
    for (const version of ['1.2.4', '1.10.0', '2.0.0', '1.2.4-test.1']) {
      expect(chooseUpdate(FEED, { ...installed, version })).toEqual({ kind: 'older', version: '1.2.3' })
    }
  })
})
