import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { problemOf } from '../../shared/problem.ts'
import { createLimiter } from './limiter.ts'
import { MAX_LOCATION_LENGTH } from './limits.ts'
import { parseLocation } from './location.ts'
import { openSource } from './open-source.ts'
import type { HttpClient } from './sources/http/http-client.ts'
import { SCHEMES } from './sources/scheme-list.ts'

const HOME = '/people/ada'

/** What opening a text comes to: the path looked for, or the URL by which a key of the folder is asked for, without the key. */
async function meant(text: string): Promise<string> {
  const asked: string[] = []
  const client: HttpClient = {
    async get(url, _request, read) {
      asked.push(url.href)
      return read({ status: 404, headers: {}, body: new Uint8Array(0) })
    },
    close: () => {},
  }
  try {
    const { source, description } = await openSource(text, { home: HOME, client, disk: createLimiter(1) })
    expect(asked, 'opening asks nothing of a server').toEqual([])
    await source.get(description ?? 'key')
    return asked[0]?.replace(/\/key(?=$|\?)/, '') ?? ''
  } catch (error) {
    const problem = problemOf(error)
    if (problem === undefined) throw error
    return problem.kind === 'not-a-volume' ? problem.kind : (problem.file ?? '')
  }
}

async function refusal(text: string): Promise<string> {
  return openSource(text, { home: HOME, client: NO_CLIENT, disk: createLimiter(1) }).then(
    () => 'opened',
    (error: unknown) => problemOf(error)?.message ?? 'a bug',
  )
}

const NO_CLIENT: HttpClient = {
  get: () => Promise.reject(new Error('bug: nothing is asked for')),
  close: () => {},
}

describe('parseLocation', () => {
  it.each([
    ['/no/em', '/no/em'],
    ['  /no/em/ \n', '/no/em'],
    ['"/no/my em"', '/no/my em'],
    ["'/no/em//'", '/no/em'],
    ['~/em', `${HOME}/em`],
    ['~', HOME],
    ['/no/../no/./em', '/no/em'],
    ['/no/set #1/what?/50%|b:c', '/no/set #1/what?/50%|b:c'],
    ['file:///no/my%20em/', '/no/my em'],
    ['precomputed:///no/em', '/no/em'],
    ['zarr://~/em.zarr', `${HOME}/em.zarr`],
    ['precomputed://file:///no/em', '/no/em'],
    ['/no/em.zarr|zarr3:s0/', '/no/em.zarr/s0'],
    ['file:///no/em/|neuroglancer-precomputed:', '/no/em'],
    ['https://host/a/em', 'https://host/a/em'],
    ['https://host/a/em//', 'https://host/a/em'],
    ['https://host/a/em/info/', 'https://host/a/em'],
    ['https://host/a/em/zarr.json', 'https://host/a/em'],
    ['https://host/a/em/.zattrs?t=1', 'https://host/a/em?t=1'],
    ['https://host/a/em/attributes.json', 'https://host/a/em'],
    ['https://host', 'https://host'],
    ['https://host/info', 'https://host'],
    ['https://host/?t=a/b', 'https://host?t=a/b'],
    ['https://host/em/info?t=1#part', 'https://host/em?t=1'],
    ['https://host/my set/grösse/50%', 'https://host/my%20set/gr%C3%B6sse/50%25'],
    ['HTTP://Host:8080/em', 'http://host:8080/em'],
    [' "precomputed://https://host/em/info" ', 'https://host/em'],
    ['zarr3://https://host/em.zarr', 'https://host/em.zarr'],
    ['https://host/em/|neuroglancer-precomputed:', 'https://host/em'],
    ['https://host/em.zarr/?t=1&u=2|zarr3:inner/my%20path/', 'https://host/em.zarr/inner/my%20path?t=1&u=2'],
    ['https://host/em.n5|n5:volumes/raw|n5:s0', 'https://host/em.n5/volumes/raw/s0'],
    ['https://host/set/skein.json', 'https://host/set/skein.json'],
    ['precomputed://middleauth+https://host/em/', 'https://host/em'],
    ['graphene://https://host/segmentation/table/t', 'https://host/segmentation/table/t'],
    ['gs://bucket/em/', 'https://storage.googleapis.com/bucket/em'],
    ['gs://bucket', 'https://storage.googleapis.com/bucket'],
    [
      'gs://my.bucket_1/set #1/grösse/a%20b/50%',
      'https://storage.googleapis.com/my.bucket_1/set%20%231/gr%C3%B6sse/a%20b/50%25',
    ],
    ['gs://b-1/a.zarr/|zarr3:inner/path/', 'https://storage.googleapis.com/b-1/a.zarr/inner/path'],
    ['precomputed://gs://bucket/em/info', 'https://storage.googleapis.com/bucket/em'],
    [
      'gs://bucket/what?/em?X-Goog-Credential=a/b',
      'https://storage.googleapis.com/bucket/what%3F/em?X-Goog-Credential=a/b',
    ],
    ['s3://bucket/em/', 'https://bucket.s3.amazonaws.com/em'],
    ['S3://bucket/em?X-Amz-Signature=1', 'https://bucket.s3.amazonaws.com/em?X-Amz-Signature=1'],
    ['s3://my.bucket/em', 'https://s3.amazonaws.com/my.bucket/em'],
    ['zarr2://s3://bucket/em.zarr', 'https://bucket.s3.amazonaws.com/em.zarr'],
    ['s3+https://store.example.org:9000/bucket/em', 'https://store.example.org:9000/bucket/em'],
    ['s3+http://127.0.0.1:9000/bucket/em', 'http://127.0.0.1:9000/bucket/em'],
  ])('[BY8, AA1] %j leads to %s', async (text, expected) => {
    expect((await meant(text)).replace(/(:\/\/[^/?]*)\/(?=$|\?)/, '$1')).toBe(expected)
  })

  it.each([
    '',
    '   ',
    '""',
    'em',
    './em',
    '../em',
    '~ada/em',
    'zarr://em',
    'javascript://x',
    'http://',
    'https://host:99999/em',
    'https:///em',
    'file://other/em%2f',
    '/no/e\0m',
    'https://host/em|zarr:../../secret',
    '/data/em|zarr:%2e%2e%2fsecret',
    'https://demo.appspot.com/#!{"layers":[]}',
    `/${'x'.repeat(MAX_LOCATION_LENGTH)}`,
    'gs://',
    'gs:///em',
    's3://a b/em',
    's3+https://',
    'gs://bucket/../other/em',
    's3://my.bucket/%2e%2e/other',
  ])('[BY8] %j is not a volume', async (text) => {
    expect(await meant(text)).toBe('not-a-volume')
  })

  it.each([
    ['htps://host/em?hush', 'https://host/em'],
    ['gcs://bucket/em', 'gs://bucket/em'],
    ['s4://bucket/em', 's3://bucket/em'],
    ['s3+htps://host/b/em', 's3+https://host/b/em'],
    ['fille:///data/em', 'file:///data/em'],
    ['precomuted://https://host/em', 'precomputed://https://host/em'],
    ['zarrr3://gs://bucket/em', 'zarr3://gs://bucket/em'],
    ['n6://https://host/em', 'n5://https://host/em'],
    ['https:/host/em?hush', 'https://host/em'],
    ['https:host/em', 'https://host/em'],
    ['s3:bucket/em', 's3://bucket/em'],
    ['gs//bucket/em', 'gs://bucket/em'],
    ['precomputed:https://host/em', 'precomputed://https://host/em'],
    ['host.example.org/em?hush', 'https://host.example.org/em'],
    ['https://host/em/|neuroglancer_precomputed:', '|neuroglancer-precomputed:'],
    ['https://host/em/|zarrr3:', '|zarr3:'],
    ['https://host/em/|zarr3', '|zarr3:'],
    ['/data/em|zarrr3:', '|zarr3:'],
  ])('[AA2] %j names what was meant: %s', async (text, expected) => {
    expect(await refusal(text)).toMatch(/: [^ ]* was probably meant$/)
    expect(await refusal(text)).toContain(`: ${expected} was probably meant`)
  })

  it('[AA2] what cannot be read is named, with all that can', async () => {
    expect(await refusal('brainmaps://https://host/em')).toMatch(
      /brainmaps:\/\/ addresses: it opens an absolute path, https:\/\/.*gs:\/\/.*s3:\/\/.*precomputed:\/\//,
    )
    expect(await refusal('https://host/a.zip|zip:inner/|zarr3:')).toContain('|zip:')
    expect(await refusal('/data/a.zip|zip:inner')).toContain('|zip:')
  })

  it('[BY11, AA2] no refusal holds the query or the password of what may be an address', async () => {
    for (const text of ['htps://u:hush@host/em?hush', 'https:/u:hush@host/em?t=hush', 'gs:///em?hush', 'zip|x?hush']) {
      const location = await openSource(text, { home: HOME, client: NO_CLIENT, disk: createLimiter(1) }).catch(
        problemOf,
      )
      expect(JSON.stringify(location)).not.toContain('hush')
    }
  })

  it('[AA3] the formats that are asked for, outermost first', () => {
    const formats = (text: string) => parseLocation(text, SCHEMES).formats
    expect(formats('https://host/em')).toEqual([])
    expect(formats('zarr3://https://host/em')).toEqual(['zarr'])
    expect(formats('precomputed://gs://bucket/em')).toEqual(['precomputed'])
    expect(formats('/data/em|n5:a|n5:b')).toEqual(['n5'])
    expect(formats('https://host/em|neuroglancer-precomputed:')).toEqual(['precomputed'])
  })

  it('[AA4] whatever is given, the outcome is a place or a problem', () => {
    const part = fc.constantFrom(' ', ...'gs s3 :// | | : : / ? # % %2e%2e %2f ~ " zarr zip .. a'.split(' '))
    const text = fc.oneof(
      fc.string(),
      fc.array(part).map((parts) => parts.join('')),
    )
    fc.assert(
      fc.property(text, (given) => {
        try {
          const { inner } = parseLocation(given, SCHEMES).given
          expect(inner.filter((name) => name === '..' || name.includes('/'))).toEqual([])
        } catch (error) {
          expect(problemOf(error)?.kind).toBe('not-a-volume')
        }
      }),
      { numRuns: 2000 },
    )
  })
})
