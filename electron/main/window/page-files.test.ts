import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { findPageFile } from './page-files.ts'

let base = ''
let page = ''

beforeAll(async () => {
  base = await mkdtemp(join(tmpdir(), 'skein-page-'))
  page = join(base, 'page')
  await mkdir(join(page, 'assets'), { recursive: true })
  await mkdir(join(base, 'page-beside'))
  for (const file of ['page/index.html', 'page/gl.worker.js', 'page/assets/a b.css', 'secret.js', 'page-beside/x.js']) {
    await writeFile(join(base, file), 'x')
  }
  await writeFile(join(page, 'core.dump'), 'x')
  await symlink(join(base, 'secret.js'), join(page, 'link-out.js'))
  await symlink(base, join(page, 'folder-out'))
  await symlink(join(page, 'gl.worker.js'), join(page, 'link-in.js'))
  await symlink(join(page, 'nowhere.js'), join(page, 'dangling.js'))
})

afterAll(() => rm(base, { recursive: true }))

describe('files of the page', () => {
  it('[SE3] finds what lies inside the folder, with its type', async () => {
    expect(await findPageFile('app://skein/', page)).toMatchObject({ name: 'index.html' })
    expect(await findPageFile('app://skein/index.html?x#y', page)).toMatchObject({
      name: 'index.html',
      mime: 'text/html; charset=utf-8',
    })
    expect(await findPageFile('app://skein/gl.worker.js', page)).toMatchObject({
      path: join(page, 'gl.worker.js'),
      mime: 'text/javascript; charset=utf-8',
    })
    expect(await findPageFile('app://skein/assets/a%20b.css', page)).toMatchObject({ name: 'assets/a b.css' })
  })

  it('[SE3] refuses every way out of the folder', async () => {
    for (const path of [
      '/..%2fsecret.js',
      '/assets/..%2f..%2fsecret.js',
      '/..%2fpage-beside/x.js',
      '/%2e%2e%2fsecret.js',
    ]) {
      expect(await findPageFile(`app://skein${path}`, page), path).toEqual({ kind: 'refused', status: 403 })
    }
    // Unescaped dots are taken away by the URL parser itself, and escaped ones are unescaped once, not twice.
    for (const path of ['/../secret.js', '/%2e%2e/secret.js', '/..%252fsecret.js', '//etc/passwd', '/%2fetc/passwd']) {
      expect(await findPageFile(`app://skein${path}`, page), path).toEqual({ kind: 'refused', status: 404 })
    }
  })

  it('[SE3] refuses links that lead out of the folder, files and folders', async () => {
    for (const path of ['/link-out.js', '/folder-out/secret.js', '/folder-out/page-beside/x.js']) {
      expect(await findPageFile(`app://skein${path}`, page), path).toEqual({ kind: 'refused', status: 403 })
    }
    expect(await findPageFile('app://skein/dangling.js', page)).toEqual({ kind: 'refused', status: 404 })
  })

  it('[SE3] names a link by what it leads to, so that it gets no other policy', async () => {
    expect(await findPageFile('app://skein/link-in.js', page)).toMatchObject({ name: 'gl.worker.js' })
  })

  it('[SE3] refuses other hosts and schemes, broken escapes and null bytes', async () => {
    for (const url of [
      'app://other/index.html',
      'file:///index.html',
      'app://skein:1/',
      'app://skein/%zz',
      'app://skein/%00',
      '',
    ]) {
      expect(await findPageFile(url, page), url).toEqual({ kind: 'refused', status: 400 })
    }
  })

  it('[SE3] does not find folders, absent files and types the page has no use for', async () => {
    for (const path of ['/assets', '/assets/', '/absent.js', '/core.dump', '/index.html/x']) {
      expect(await findPageFile(`app://skein${path}`, page), path).toEqual({ kind: 'refused', status: 404 })
    }
  })

  it('[SE3] finds nothing outside, whatever the path', async () => {
    const piece = fc.constantFrom(
      '..',
      '.',
      '%2e',
      '%2f',
      '%5c',
      '/',
      'assets',
      'secret.js',
      'folder-out',
      'page',
      '%00',
    )
    await fc.assert(
      fc.asyncProperty(fc.array(piece, { maxLength: 8 }), async (pieces) => {
        const found = await findPageFile(`app://skein/${pieces.join('')}`, page)
        if (found.kind === 'file') expect(found.path.startsWith(join(page, '/'))).toBe(true)
        if (found.kind === 'file') expect(found.name).not.toContain('secret')
      }),
    )
  })
})
