import { mkdir, mkdtemp, realpath, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createLimiter } from './limiter.ts'
import { createOpenSources, type OpenSources } from './open-sources.ts'
import { createHttpClient, type HttpClient } from './sources/http/http-client.ts'
import { type FaultServer, serveContents, startServer } from './testing/fault-server.ts'

const INFO = new TextEncoder().encode('{"any": "thing"}')
const CONTENTS = {
  ...{ 'a b/info': INFO, 'a b/skein.json': INFO, 'a b/own.json': INFO, info: INFO },
  // Names that are rules of addresses or of files elsewhere.
  ...{ 'set #1/skein.json': INFO, 'set #1/what?/50%/info': INFO, 'set #1/scale0/chunk': INFO, 'vol.json/info': INFO },
  ...{ 'only/skein.json': INFO, 'arrays/zarr.json': INFO },
}

let folder: string
let server: FaultServer
let client: HttpClient
let sources: OpenSources

beforeEach(async () => {
  folder = await realpath(await mkdtemp(join(tmpdir(), 'skein-open-')))
  for (const key of Object.keys(CONTENTS)) {
    await mkdir(join(folder, key, '..'), { recursive: true })
    await writeFile(join(folder, key), INFO)
  }
  server = await startServer(serveContents(CONTENTS))
  client = createHttpClient()
  sources = createOpenSources({ home: folder, client, disk: createLimiter(4) }, 1)
})
afterEach(async () => {
  client.close()
  await server.close()
  await rm(folder, { recursive: true })
})

async function open(location: string) {
  const result = await sources.open(location)
  if (!result.ok) throw new Error(result.problem.message)
  return result.value
}

describe('opening on disk', () => {
  it('[BY8] a folder, however it is written', async () => {
    const path = join(folder, 'a b')
    const written = [path, `${path}/`, `${path}/info`, '~/a b', `"${path}"`, pathToFileURL(path).href]
    for (const location of written) {
      expect(await open(location), location).toMatchObject({ location: path, name: 'a b' })
    }
  })

  it('[BY8] a skein.json opens its folder and stays the location', async () => {
    const file = join(folder, 'a b', 'skein.json')
    const { sourceId, location, name } = await open(file)
    expect({ location, name }).toEqual({ location: file, name: 'a b' })
    expect(await sources.find(sourceId)?.get('skein.json')).toEqual(INFO)
    expect((await open(join(folder, 'a b', 'own.json'))).name).toBe('own')
  })

  it('[BY8] a folder that is named info is opened itself', async () => {
    await mkdir(join(folder, 'deep', 'info'), { recursive: true })
    expect((await open(join(folder, 'deep', 'info'))).location).toBe(join(folder, 'deep', 'info'))
  })

  it('[BY8] nothing there, a file, a file in place of a folder', async () => {
    const path = join(folder, 'nothing')
    expect(await sources.open(path)).toMatchObject({ ok: false, problem: { kind: 'not-found', file: path } })
    await writeFile(path, 'text')
    expect(await sources.open(path)).toMatchObject({ ok: false, problem: { kind: 'not-a-volume', file: path } })
    expect(await sources.open(`${path}/deeper`)).toMatchObject({ ok: false, problem: { kind: 'not-found' } })
  })

  it('[BY8] a folder behind a link is the folder that the link names', async () => {
    await symlink(join(folder, 'a b'), join(folder, 'alias'))
    const { sourceId, location } = await open(join(folder, 'alias'))
    expect(location).toBe(join(folder, 'alias'))
    expect(await sources.find(sourceId)?.get('info')).toEqual(INFO)
  })
})

describe('opening a URL', () => {
  it('[BY8, AA7] a folder, without a request; what is read of it is asked for once', async () => {
    const url = `${server.url.href}/a%20b`
    const { sourceId, location, name, formats } = await open(`precomputed://${url}/`)
    expect({ location, name, formats }).toEqual({
      location: `precomputed://${url}`,
      name: 'a b',
      formats: ['precomputed'],
    })
    const source = sources.find(sourceId)
    let transferred = 0
    expect(await source?.get('info', { onTransferred: (bytes) => (transferred += bytes) })).toEqual(INFO)
    expect(transferred).toBe(INFO.length)
    expect(server.requests).toEqual(['/volume/a%20b/info'])
  })

  it('[BY8] a skein.json', async () => {
    const url = `${server.url.href}/a%20b/skein.json`
    const { sourceId, location, name, description } = await open(url)
    expect({ location, name, description }).toEqual({ location: url, name: 'a b', description: 'skein.json' })
    expect(await sources.find(sourceId)?.get('own.json')).toEqual(INFO)
  })
})

describe('a folder below what is open', () => {
  async function openBelow(sourceId: string, named: string) {
    const result = await sources.openBelow(sourceId, named)
    if (!result.ok) throw new Error(result.problem.message)
    return result.value
  }

  it('[BY2] on disk: names are plain, and its keys may lead up to what was opened', async () => {
    for (const location of [join(folder, 'set #1'), join(folder, 'set #1', 'skein.json')]) {
      const layer = await openBelow((await open(location)).sourceId, 'what?/50%')
      const path = join(folder, 'set #1', 'what?', '50%')
      expect(layer).toMatchObject({ location: path, folder: path, name: '50%', description: undefined, above: 2 })
      const source = sources.find(layer.sourceId)
      expect(await source?.get('info')).toEqual(INFO)
      expect(await source?.get('../../scale0/chunk')).toEqual(INFO)
      await expect(source?.get('../../../info')).rejects.toMatchObject({ problem: { kind: 'outside' } })
    }
  })

  it('[BY11] on the web: with the query of what was opened, which is in no message', async () => {
    const { sourceId, location } = await open(`${server.url.href}/set%20%231/skein.json?token=hush`)
    expect(location).toContain('?token=hush')
    const layer = await openBelow(sourceId, 'what?/50%')
    expect(layer.folder).toBe(`${server.url.href}/set%20%231/what%3F/50%25`)
    const source = sources.find(layer.sourceId)
    expect(await source?.get('../../scale0/chunk')).toEqual(INFO)
    expect(server.requests).toEqual(['/volume/set%20%231/scale0/chunk?token=hush'])
    expect(layer.folder).not.toContain('hush')
  })

  it('[BY2] what leads out, what is not there, and a source that is closed', async () => {
    const { sourceId } = await open(join(folder, 'set #1'))
    expect(await sources.openBelow(sourceId, '../a b')).toMatchObject({ ok: false, problem: { kind: 'outside' } })
    const file = join(folder, 'set #1', 'none')
    expect(await sources.openBelow(sourceId, 'none')).toMatchObject({ ok: false, problem: { kind: 'not-found', file } })
    sources.close(sourceId)
    expect(await sources.openBelow(sourceId, 'what?')).toMatchObject({ ok: false, problem: { kind: 'not-found' } })
  })
})

describe('what to open in place of a folder that cannot be opened', () => {
  const MARKS = ['info', 'skein.json']
  const instead = async (location: string) => sources.openInstead((await open(location)).sourceId, MARKS)

  it('[WH3] on disk: the folder above, or those in it', async () => {
    const home = join(folder, 'deep')
    const keys = ['vol/info', 'vol/8_8_40/chunk', 'sets/a/info', 'sets/b/skein.json', 'sets/c/x', 'sets/z/info.gz']
    for (const key of keys) {
      await mkdir(join(home, key, '..'), { recursive: true })
      await writeFile(join(home, key), INFO)
    }
    expect(await instead(join(home, 'vol', '8_8_40'))).toBe(`The folder above it can be opened: ${join(home, 'vol')}`)
    expect(await instead(join(home, 'sets'))).toBe('What can be opened lies in it: a, b, z. Open one of these')
    for (const name of ['d', 'e', 'f']) {
      await mkdir(join(home, 'sets', name))
      await writeFile(join(home, 'sets', name, 'info'), INFO)
    }
    expect(await instead(join(home, 'sets'))).toMatch(/a, b, d and 3 more/)
    expect(await instead(join(home, 'sets', 'c'))).toBeUndefined()
    expect(await sources.openInstead('source-unknown', MARKS)).toBeUndefined()
  })

  it('[WH3] on the web: the folder above', async () => {
    const { href } = server.url
    expect(await instead(`${href}/a%20b/8_8_40?token=hush`)).toBe(`The folder above it can be opened: ${href}/a%20b`)
    expect(await instead(`${href}/nowhere/8_8_40`)).toBeUndefined()
    await server.close()
    expect(await instead(`${href}/a%20b/8_8_40`)).toBeUndefined()
  })
})

describe('what a location is', () => {
  it('[BY8] a folder whose name ends in .json is one on disk; on the web it is a file until that is not there', async () => {
    const path = join(folder, 'vol.json')
    expect(await open(path)).toMatchObject({ location: path, folder: path, description: undefined })
    const url = `${server.url.href}/vol.json`
    const file = await open(url)
    expect(file).toMatchObject({ location: url, folder: server.url.href, description: 'vol.json' })
    const below = await sources.openBelow(file.sourceId, 'vol.json')
    expect(below).toMatchObject({ ok: true, value: { location: url, folder: url, description: undefined } })
  })
})

describe('open sources', () => {
  it('[BY8] each opening has its own id, and closing forgets it', async () => {
    const first = await open(folder)
    const second = await open(folder)
    expect(first.sourceId).not.toBe(second.sourceId)
    const restarted = createOpenSources({ home: folder, client, disk: createLimiter(4) }, 2)
    const later = await restarted.open(folder)
    expect(later.ok && later.value.sourceId).not.toBe(first.sourceId)
    const source = sources.find(first.sourceId)
    sources.close(first.sourceId)
    expect(source?.closed.aborted).toBe(true)
    expect(sources.find(first.sourceId)).toBeUndefined()
    expect(sources.find(second.sourceId)).toBeDefined()
    sources.close('source-unknown')
  })
})
