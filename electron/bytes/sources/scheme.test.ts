import { mkdtemp, rm, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createLimiter } from '../limiter.ts'
import { createOpenSources } from '../open-sources.ts'
import { startServer } from '../testing/fault-server.ts'
import type { HttpClient } from './http/http-client.ts'
import { createHttpClient } from './http/http-client.ts'
import type { GivenAddress, Scheme, SchemeServices } from './scheme.ts'
import { SCHEMES } from './scheme-list.ts'

/** A scheme that keeps its values in memory, zipped. */
const TOY: Scheme = {
  words: ['toy'],
  example: 'toy://name',
  async open({ text, inner }) {
    const folder = [text, ...inner].join('/')
    return {
      source: {
        get: async (key, { range } = {}) => {
          const [bytes, file] = [gzipSync(`${folder} ${key}`), `${folder}/${key}`]
          return { bytes, codings: ['gzip'], cut: range, file }
        },
        fileOf: (key) => `${folder}/${key}`,
      },
      openBelow: async (below) => TOY.open({ word: 'toy', text: folder, inner: [below] }, SERVICES),
      location: folder,
      folder,
      nearby: async () => undefined,
      description: undefined,
      above: 0,
      name: 'toy',
    }
  },
}

/** Every value is there, and is the URL it was asked for by. */
const ECHO: HttpClient = {
  get: async (url, { file }, read) => read({ status: 200, headers: { via: file }, body: Buffer.from(url.href) }),
  close: () => {},
}

const SERVICES: SchemeServices = { home: '/people/ada', client: ECHO, disk: createLimiter(1) }

describe('a scheme', () => {
  it('[AA6] is added by one object and one line, and is then known to everything that opens', async () => {
    const sources = createOpenSources({ ...SERVICES, schemes: [...SCHEMES, TOY] }, 1)
    const opened = await sources.open('"zarr3://toy://em"')
    if (!opened.ok) throw new Error(opened.problem.message)
    expect(opened.value).toMatchObject({ location: 'zarr://toy://em', folder: 'toy://em', formats: ['zarr'] })
    const bytes = await sources.find(opened.value.sourceId)?.get('chunk', { range: { start: 0, end: 8 } })
    expect(new TextDecoder().decode(bytes)).toBe('toy://em')
    const below = await sources.openBelow(opened.value.sourceId, 'a')
    expect(below.ok && below.value.folder).toBe('toy://em/a')
    expect(await sources.open('tpy://em')).toMatchObject({
      problem: { message: expect.stringContaining('toy://em was probably meant') },
    })
    expect(await createOpenSources(SERVICES, 1).open('toy://em')).toMatchObject({ ok: false })
  })
})

describe('buckets', () => {
  const open = async (word: string, text: string, inner: readonly string[] = []) => {
    const given: GivenAddress = { word, text, inner }
    const scheme = SCHEMES.find(({ words }) => words.includes(word))
    if (scheme === undefined) throw new Error('bug: no such scheme')
    return scheme.open(given, SERVICES)
  }
  const urlOf = async (place: Awaited<ReturnType<typeof open>>, key: string) =>
    Buffer.from((await place.source.get(key))?.bytes ?? []).toString()

  it('[AA6, BY11] are named in messages as they were opened, with the query nowhere but in the location', async () => {
    for (const [word, text] of [
      ['gs', 'gs://bucket/a%20b/c'],
      ['s3', 's3://bucket/a%20b/c'],
      ['s3', 's3://my.bucket/a%20b/c'],
      ['s3+http', 's3+http://127.0.0.1:9000/bucket/c'],
    ] as const) {
      const place = await open(word, `${text}/?token=hush`)
      expect(place).toMatchObject({ location: `${text}?token=hush`, folder: text, name: 'c' })
      expect(place.source.fileOf('chunk')).toBe(`${text}/chunk`)
      expect((await place.source.get('chunk'))?.file).toBe(`${text}/chunk`)
      expect(await urlOf(place, 'chunk')).toContain('?token=hush')
    }
  })

  it('[AA6, BY2] are not left by a key, nor by a folder below', async () => {
    for (const [word, text, inside] of [
      ['gs', 'gs://bucket/a/b', 'https://storage.googleapis.com/bucket/other'],
      ['s3', 's3://bucket/a/b', 'https://bucket.s3.amazonaws.com/other'],
      ['s3', 's3://my.bucket/a/b', 'https://s3.amazonaws.com/my.bucket/other'],
      ['s3+https', 's3+https://host/bucket/a/b', 'https://host/bucket/other'],
    ] as const) {
      const place = await open(word, text)
      expect(place.above).toBe(2)
      expect(await urlOf(place, '../../other')).toBe(inside)
      const problem = { problem: { kind: 'outside' } }
      await expect(place.source.get('../../../other')).rejects.toMatchObject(problem)
      await expect(place.openBelow('../../..')).rejects.toMatchObject(problem)
    }
  })
})

describe('what tells whether a value is still the same', () => {
  let folder: string
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'skein-scheme-'))
    await writeFile(join(folder, 'info'), '{}')
  })
  afterAll(() => rm(folder, { recursive: true }))

  it('[AA6] is time and size of a file', async () => {
    const file = SCHEMES[0]
    const place = await file?.open({ word: 'file', text: folder, inner: [] }, SERVICES)
    const before = (await place?.source.get('info'))?.validator
    expect(before).toMatch(/ 2$/)
    await utimes(join(folder, 'info'), 1, 1)
    expect((await place?.source.get('info'))?.validator).toBe('1000 2')
  })

  it('[AA6] is the ETag of a web server, else its Last-Modified', async () => {
    const headers: Record<string, string> = { etag: '"one"', 'last-modified': 'Thu, 01 Jan 2026 00:00:00 GMT' }
    const server = await startServer((_request, response) => void response.writeHead(200, headers).end('{}'))
    const client = createHttpClient()
    const http = SCHEMES[1]
    const place = await http?.open({ word: 'http', text: server.url.href, inner: [] }, { ...SERVICES, client })
    expect((await place?.source.get('a'))?.validator).toBe('"one"')
    delete headers['etag']
    expect((await place?.source.get('b'))?.validator).toBe('Thu, 01 Jan 2026 00:00:00 GMT')
    client.close()
    await server.close()
  })
})
