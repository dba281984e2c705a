import { execFileSync } from 'node:child_process'
import { mkdir, mkdtemp, realpath, rename, rm, symlink, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { problemOf } from '../../shared/problem.ts'
import { diskProblem } from './disk-problem.ts'
import { createFileStore } from './file-store.ts'
import { partsOfKey } from './key.ts'
import { createLimiter } from './limiter.ts'
import { MAX_KEY_LENGTH, MAX_VALUE_BYTES } from './limits.ts'
import type { OriginStore } from './origin-store.ts'

let base: string
let root: string
let store: OriginStore

beforeEach(async () => {
  base = await realpath(await mkdtemp(join(tmpdir(), 'skein-files-')))
  root = join(base, 'volume')
  await mkdir(join(root, 'scale'), { recursive: true })
  await mkdir(join(base, 'volume-secret'))
  await writeFile(join(base, 'secret'), 'secret')
  await writeFile(join(base, 'volume-secret', 'secret'), 'secret')
  await writeFile(join(root, 'scale', 'chunk'), 'chunk')
  store = createFileStore({ root, realRoot: root, limiter: createLimiter(16) })
})
afterEach(() => rm(base, { recursive: true, force: true }))

const text = async (key: string) => new TextDecoder().decode(await store.get(key))
const problem = (key: string) => store.get(key).then(() => undefined, problemOf)

describe('[BY2] a folder cannot be left', () => {
  it.each([
    '../secret',
    'scale/../../secret',
    'scale/./../..//secret',
    '../volume-secret/secret',
    '..',
    '.',
    '',
    '/etc/passwd',
    '//etc/passwd',
    '..\\secret',
    'scale\\..\\..\\secret',
    'scale/chunk\0.png',
    `${'a/'.repeat(MAX_KEY_LENGTH)}b`,
  ])('[BY2] by the name %j', async (key) => {
    expect(await problem(key)).toMatchObject({ kind: 'outside' })
  })

  it('[BY2] a colon is refused where it names a drive or a stream', () => {
    expect(() => partsOfKey('C:/secret', 'win32')).toThrow('colon')
    expect(partsOfKey('12:0', 'linux')).toEqual(['12:0'])
  })

  it('[BY2] `..` inside the folder is followed', async () => {
    expect(await text('scale/../scale/chunk')).toBe('chunk')
  })

  it('[BY2] %2e%2e is a name like any other', async () => {
    expect(await store.get('%2e%2e/secret')).toBeUndefined()
    expect(await store.get('..%2fsecret')).toBeUndefined()
  })

  it('[BY2] by a link to a file, to a folder, or by a folder whose name begins alike', async () => {
    await symlink(join(base, 'secret'), join(root, 'file-link'))
    await symlink(join(base, 'secret'), join(root, 'zipped-link.gz'))
    await symlink('../..', join(root, 'scale', 'folder-link'))
    await symlink(join(base, 'volume-secret'), join(root, 'sibling'))
    for (const key of ['file-link', 'zipped-link', 'scale/folder-link/secret', 'sibling/secret']) {
      expect(await problem(key), key).toMatchObject({ kind: 'outside', file: expect.stringContaining(root) })
    }
  })

  it('[BY2] links inside the folder are followed; the root may be a link itself', async () => {
    await symlink('scale/chunk', join(root, 'link'))
    expect(await text('link')).toBe('chunk')
    const alias = join(base, 'alias')
    await symlink(root, alias)
    const aliased = createFileStore({ root: alias, realRoot: await realpath(alias), limiter: createLimiter(1) })
    expect(await aliased.get('scale/chunk')).toEqual(new TextEncoder().encode('chunk'))
  })
})

describe('[BY1] a folder whose files are not as they should be', () => {
  it('[BY1] the plain file wins over its .gz', async () => {
    await writeFile(join(root, 'scale', 'chunk.gz'), gzipSync('zipped'))
    expect(await text('scale/chunk')).toBe('chunk')
  })

  it('[BY1] wrong, cut and empty gzip is a bad chunk that names the file', async () => {
    const zipped = gzipSync('some bytes that are long enough')
    await writeFile(join(root, 'wrong.gz'), 'no gzip at all')
    await writeFile(join(root, 'cut.gz'), zipped.subarray(0, zipped.length - 9))
    await writeFile(join(root, 'none.gz'), '')
    for (const key of ['wrong', 'cut', 'none']) {
      expect(await problem(key), key).toMatchObject({ kind: 'bad-chunk', file: join(root, `${key}.gz`) })
    }
  })

  it('[BY1] a folder, a pipe and a link to nothing in place of a file', async () => {
    execFileSync('mkfifo', [join(root, 'pipe')])
    await symlink('nowhere', join(root, 'dangling'))
    expect(await problem('scale')).toMatchObject({ kind: 'bad-chunk', message: expect.stringContaining('folder') })
    expect(await problem('pipe')).toMatchObject({ kind: 'bad-chunk', message: expect.stringContaining('pipe') })
    expect(await problem('dangling')).toMatchObject({ kind: 'not-found', file: join(root, 'dangling') })
  })

  it('[BY1] a circle of links is a disk problem, a file of many GB too large unless a range of it is asked for', async () => {
    await symlink('b', join(root, 'a'))
    await symlink('a', join(root, 'b'))
    expect(await problem('a')).toMatchObject({ kind: 'disk' })
    await writeFile(join(root, 'huge'), '')
    await truncate(join(root, 'huge'), 8 * MAX_VALUE_BYTES)
    expect(await problem('huge')).toMatchObject({ kind: 'too-large', file: join(root, 'huge') })
    const range = { start: 8 * MAX_VALUE_BYTES - 3, end: 8 * MAX_VALUE_BYTES }
    expect(await store.get('huge', { range })).toEqual(new Uint8Array(3))
  })

  it('[BY1] a missing chunk is background while the folder stands, and a problem of the folder once it is gone', async () => {
    expect(await store.get('scale/missing')).toBeUndefined()
    await rename(root, join(base, 'moved'))
    const lost = { kind: 'not-found', file: root, message: `The folder ${root} is no longer there` }
    expect(await problem('scale/missing')).toEqual(lost)
    expect(await problem('scale/chunk')).toEqual(lost)
    await writeFile(root, 'a file in its place')
    expect(await problem('scale/chunk')).toEqual(lost)
    await rm(root)
    await rename(join(base, 'moved'), root)
    expect(await text('scale/chunk')).toBe('chunk')
  })

  it.each([
    ['EACCES', 'forbidden'],
    ['EPERM', 'forbidden'],
    ['EIO', 'disk'],
    ['EMFILE', 'disk'],
    ['ENOENT', 'not-found'],
  ])('[BY1] %s is %s', (code, kind) => {
    const error = Object.assign(new Error('system'), { code })
    expect(problemOf(diskProblem(error, 'f'))).toMatchObject({ kind, file: 'f' })
  })

  it('[BY1] a bug is no problem of the disk', () => {
    expect(problemOf(diskProblem(new Error('bug: x'), 'f'))).toBeUndefined()
  })

  it('[BY1] tells what came from the disk, before inflating', async () => {
    const zipped = gzipSync(new Uint8Array(10_000))
    await writeFile(join(root, 'zeros.gz'), zipped)
    let transferred = 0
    const onTransferred = (bytes: number) => (transferred += bytes)
    await store.get('zeros', { onTransferred })
    expect(transferred).toBe(zipped.length)
    await store.get('scale/chunk', { onTransferred, range: { start: 1, end: 3 } })
    expect(transferred).toBe(zipped.length + 2)
  })
})
