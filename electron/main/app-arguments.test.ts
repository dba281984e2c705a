import { mkdtempSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { appArguments, resolvePaths } from './app-arguments.ts'

const folder = mkdtempSync(join(tmpdir(), 'skein-app-'))
const link = `${folder}-link`
symlinkSync(folder, link)
afterAll(() => {
  rmSync(folder, { recursive: true })
  rmSync(link)
})

describe('the arguments of the app', () => {
  it('[CL9] are all of them when packaged', () => {
    expect(appArguments(['/opt/skein', '--open', 'a'], folder, true)).toEqual(['--open', 'a'])
  })

  it('[CL9] are what follows the app folder when unpackaged, however the folder is written', () => {
    const args = ['--open', 'a', '--scale', '8']
    const before = ['electron', '-r', 'loader.js', '--inspect=0', '--remote-debugging-port=0', '--no-sandbox']
    for (const written of [folder, `${folder}/`, link, relative(process.cwd(), folder)]) {
      expect(appArguments([...before, written, ...args], folder, false), written).toEqual(args)
    }
  })

  it('[CL9] are everything when a loader has taken the folder out', () => {
    expect(appArguments(['electron', '--open', 'a'], folder, false)).toEqual(['--open', 'a'])
  })

  it('[CL10] relative paths start at the folder of the command; URLs stay', () => {
    const resolved = resolvePaths(
      {
        open: ['em', '../seg/', '/abs/x', 'https://h/v', 'precomputed://gs://b/v', 'gs://b/v'],
        userData: 'u',
        screenshot: 's/out.png',
      },
      '/people/ana/work',
    )
    expect(resolved).toEqual({
      open: ['/people/ana/work/em', '/people/ana/seg', '/abs/x', 'https://h/v', 'precomputed://gs://b/v', 'gs://b/v'],
      userData: '/people/ana/work/u',
      screenshot: '/people/ana/work/s/out.png',
    })
  })

  it('[AA5, CL10] an address of any scheme stays, with its format and stages; a path with stages is a path', () => {
    const open = [
      'toy://x',
      's3+https://h/b',
      'zarr3:///data/x',
      'n5://file:///x',
      'gs://b/a|zarr3:s0',
      'em.zarr|zarr3:s0/',
    ]
    expect(resolvePaths({ open }, '/people/ana').open).toEqual([...open.slice(0, -1), '/people/ana/em.zarr|zarr3:s0'])
  })

  it('[NG1] a link to a view in Neuroglancer stays as it is', () => {
    const open = ['https://h/#!{"layers":[]}', '#!https://h/a.json', '{"layers": {}}']
    expect(resolvePaths({ open }, '/people/ana').open).toEqual(open)
  })

  it('[CL10] a file by its address, as file managers hand it over, is its path; one of another machine stays', () => {
    const open = ['file:///data/a%20b/skein.json', 'file://elsewhere/x']
    expect(resolvePaths({ open }, '/people/ana').open).toEqual(['/data/a b/skein.json', 'file://elsewhere/x'])
  })
})
