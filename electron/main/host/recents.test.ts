import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { RecentDataset } from '../../../shared/contracts/host-api.ts'
import { createRecents, RECENTS_MAX } from './recents.ts'

let folder = ''
let file = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'skein-recents-'))
  file = join(folder, 'deep', 'recents.json')
})
afterEach(() => rmSync(folder, { recursive: true }))

const dataset = (name: string): RecentDataset => ({
  name,
  locations: [`/data/${name}/em`, `/data/${name}/seg`],
  openedAt: '2026-01-02T03:04:05.000Z',
})

describe('recent datasets', () => {
  it('[RD1] are kept in the file, newest first, each once', async () => {
    const recents = createRecents(file)
    expect(await recents.list()).toEqual([])
    await recents.remember(dataset('a'))
    await recents.remember(dataset('b'))
    await recents.remember({ ...dataset('a'), openedAt: '2026-02-02T00:00:00.000Z' })
    expect((await recents.list()).map((entry) => entry.name)).toEqual(['a', 'b'])
    expect(await createRecents(file).list()).toEqual(await recents.list())
    expect(readdirSync(join(folder, 'deep'))).toEqual(['recents.json'])
  })

  it('[RD1] the same folders in another order are another dataset; forgetting takes just one away', async () => {
    const recents = createRecents(file)
    await recents.remember(dataset('a'))
    await recents.remember({ ...dataset('a'), locations: [...dataset('a').locations].reverse() })
    await recents.forget(dataset('a').locations)
    expect((await createRecents(file).list()).map((entry) => entry.locations)).toEqual([['/data/a/seg', '/data/a/em']])
  })

  it('[RD5] a new query of an address takes the place of the old one, in a file for the owner alone', async () => {
    const recents = createRecents(file)
    const web = (token: string) => ({ ...dataset('w'), locations: [`https://host/v?token=${token}`] })
    for (const token of ['old', 'new']) await recents.remember(web(token))
    expect((await createRecents(file).list()).flatMap((entry) => entry.locations)).toEqual(web('new').locations)
    expect(statSync(file).mode & 0o777).toBe(0o600)
    await recents.forget(web('other').locations)
    expect(await recents.list()).toEqual([])
  })

  it('[RD2] are at most RECENTS_MAX, and changes at the same time are all kept', async () => {
    const recents = createRecents(file)
    const names = Array.from({ length: RECENTS_MAX + 5 }, (_, index) => `d${index}`)
    await Promise.all(names.map((name) => recents.remember(dataset(name))))
    const kept = (await createRecents(file).list()).map((entry) => entry.name)
    expect(kept).toEqual(names.reverse().slice(0, RECENTS_MAX))
  })

  it('[RD3] a damaged file is an empty list and is written anew; a damaged entry alone is dropped', async () => {
    mkdirSync(join(folder, 'deep'))
    for (const damaged of ['', '{', 'null', '{"a":1}', '\u0000\u0001']) {
      writeFileSync(file, damaged)
      expect(await createRecents(file).list()).toEqual([])
    }
    const recents = createRecents(file)
    await recents.remember(dataset('a'))
    const written: unknown = JSON.parse(readFileSync(file, 'utf8'))
    expect(written).toEqual([dataset('a')])
    const bad = [null, 5, {}, { ...dataset('x'), locations: 'no' }, { ...dataset('x'), locations: [] }]
    writeFileSync(file, JSON.stringify([...bad, dataset('b')]))
    expect(await createRecents(file).list()).toEqual([dataset('b')])
  })

  it('[RD4] a write that fails is told to its caller, and later ones go on', async () => {
    const blocked = join(folder, 'blocked')
    writeFileSync(blocked, 'a file where a folder is needed')
    const recents = createRecents(join(blocked, 'recents.json'))
    await expect(recents.remember(dataset('a'))).rejects.toThrow()
    expect(await recents.list()).toEqual([])
    rmSync(blocked)
    await recents.remember(dataset('b'))
    expect(await recents.list()).toEqual([dataset('b')])
  })
})
