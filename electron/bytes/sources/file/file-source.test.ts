import { execFileSync } from 'node:child_process'
import { mkdir, mkdtemp, realpath, rename, rm, symlink, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { brotliCompressSync, gzipSync, zstdCompressSync } from 'node:zlib'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { MAX_KEY_LENGTH } from '../../../../shared/bytes/key.ts'
import { problemOf } from '../../../../shared/problem.ts'
import { createLimiter } from '../../limiter.ts'
import { MAX_VALUE_BYTES } from '../../limits.ts'
import type { OriginSource } from '../../origin-source.ts'
import { withInflating } from '../../wrappers/with-inflating.ts'
import { diskProblem } from './disk-problem.ts'
import { createFileSource } from './file-source.ts'

let base: string
let root: string
let source: OriginSource

beforeEach(async () => {
  base = await realpath(await mkdtemp(join(tmpdir(), 'skein-files-')))
  root = join(base, 'volume')
  await mkdir(join(root, 'scale'), { recursive: true })
  await mkdir(join(base, 'volume-secret'))
  await writeFile(join(base, 'secret'), 'secret')
  await writeFile(join(base, 'volume-secret', 'secret'), 'secret')
  await writeFile(join(root, 'scale', 'chunk'), 'chunk')
  source = withInflating(
    createFileSource({ root, realRoot: root, folder: [], realFolder: root, limiter: createLimiter(16) }),
  )
})
afterEach(() => rm(base, { recursive: true, force: true }))

const text = async (key: string) => new TextDecoder().decode(await source.get(key))
const problem = (key: string) => source.get(key).then(() => undefined, problemOf)

describe('a folder cannot be left', () => {
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

  it('[BY2] `..` inside the folder is followed', async () => {
    expect(await text('scale/../scale/chunk')).toBe('chunk')
  })

  it('[BY2] %2e%2e is a name like any other', async () => {
    expect(await source.get('%2e%2e/secret')).toBeUndefined()
    expect(await source.get('..%2fsecret')).toBeUndefined()
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
    const real = await realpath(alias)
    const place = { root: alias, realRoot: real, folder: [], realFolder: real }
    const aliased = withInflating(createFileSource({ ...place, limiter: createLimiter(1) }))
    expect(await aliased.get('scale/chunk')).toEqual(new TextEncoder().encode('chunk'))
  })
})

describe('a folder below the opened one', () => {
  const below = (folder: readonly string[], realFolder: string) =>
    withInflating(createFileSource({ root, realRoot: root, folder, realFolder, limiter: createLimiter(1) }))

  it('[BY2] may be left by a key, the opened one may not', async () => {
    await mkdir(join(root, 'up', 'deep'), { recursive: true })
    const one = below(['up'], join(root, 'up'))
    const two = below(['up', 'deep'], join(root, 'up', 'deep'))
    expect(await one.get('../scale/chunk')).toEqual(new TextEncoder().encode('chunk'))
    expect(await two.get('../../scale/chunk')).toEqual(new TextEncoder().encode('chunk'))
    for (const leaving of [
      one.get('../../secret'),
      two.get('../../../secret'),
      one.get('../../volume-secret/secret'),
    ]) {
      expect(await leaving.catch(problemOf)).toMatchObject({ kind: 'outside' })
    }
  })

  it('[BY2] never by a link; but it may be a link itself, and what lies beside it is then found by name', async () => {
    await mkdir(join(base, 'elsewhere', 'scale'), { recursive: true })
    await writeFile(join(base, 'elsewhere', 'info'), 'info')
    await writeFile(join(base, 'elsewhere', 'scale', 'chunk'), 'other')
    await symlink(join(base, 'elsewhere'), join(root, 'linked'))
    await symlink(join(base, 'secret'), join(base, 'elsewhere', 'link'))
    const linked = below(['linked'], await realpath(join(root, 'linked')))
    expect(await linked.get('info')).toEqual(new TextEncoder().encode('info'))
    expect(await linked.get('../scale/chunk')).toEqual(new TextEncoder().encode('chunk'))
    expect(await linked.get('link').catch(problemOf)).toMatchObject({ kind: 'outside' })
  })
})

describe('a folder whose files are not as they should be', () => {
  it('[BY1] the plain file wins over its .gz', async () => {
    await writeFile(join(root, 'scale', 'chunk.gz'), gzipSync('zipped'))
    expect(await text('scale/chunk')).toBe('chunk')
  })

  it('[BY9] what was compressed as .br, .zst or .zstd is read, a range of it too', async () => {
    await writeFile(join(root, 'b.br'), brotliCompressSync('brotli'))
    await writeFile(join(root, 'z.zst'), zstdCompressSync('zstandard'))
    await writeFile(join(root, 'y.zstd'), zstdCompressSync('long name'))
    expect([await text('b'), await text('z'), await text('y')]).toEqual(['brotli', 'zstandard', 'long name'])
    expect(await source.get('b', { range: { start: 1, end: 4 } })).toEqual(new TextEncoder().encode('rot'))
  })

  it('[BY9] what was compressed in a way that is not read is told, never background', async () => {
    for (const suffix of ['.xz', '.bz2']) {
      await writeFile(join(root, `chunk-0${suffix}`), 'packed')
      const file = join(root, `chunk-0${suffix}`)
      const message = expect.stringContaining(`compressed as ${suffix}`)
      expect(await problem('chunk-0')).toMatchObject({ kind: 'unsupported', file, message })
      await rm(file)
    }
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
    expect(await source.get('huge', { range })).toEqual(new Uint8Array(3))
  })

  it('[BY1] a missing chunk is background while the folder stands, and a problem of the folder once it is gone', async () => {
    expect(await source.get('scale/missing')).toBeUndefined()
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
    await source.get('zeros', { onTransferred })
    expect(transferred).toBe(zipped.length)
    await source.get('scale/chunk', { onTransferred, range: { start: 1, end: 3 } })
    expect(transferred).toBe(zipped.length + 2)
  })
})
