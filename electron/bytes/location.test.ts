import { describe, expect, it } from 'vitest'
import { MAX_LOCATION_LENGTH } from './limits.ts'
import { parseLocation, urlText } from './location.ts'

const HOME = '/people/ada'

function read(text: string): string {
  const location = parseLocation(text, HOME)
  if (!location.ok) return location.problem.kind
  if (location.value.kind === 'path') return location.value.path
  const { base, file } = location.value
  return file === undefined ? urlText(base) : `${urlText(file)} in ${urlText(base)}`
}

describe('parseLocation', () => {
  it.each([
    ['/data/em', '/data/em'],
    ['  /data/em/ \n', '/data/em'],
    ['"/data/my em"', '/data/my em'],
    ["'/data/em//'", '/data/em'],
    ['/', '/'],
    ['~', HOME],
    ['~/em', `${HOME}/em`],
    ['/data/../data/./em', '/data/em'],
    ['file:///data/my%20em/', '/data/my em'],
    ['precomputed:///data/em', '/data/em'],
    ['precomputed://file:///data/em', '/data/em'],
    ['https://host/a/em', 'https://host/a/em'],
    ['https://host/a/em/', 'https://host/a/em'],
    ['https://host/a/em/info', 'https://host/a/em'],
    ['https://host/a/em/info/', 'https://host/a/em'],
    ['https://host', 'https://host'],
    ['https://host/info', 'https://host'],
    ['https://host/?t=a/b', 'https://host?t=a/b'],
    ['https://host/em/info?t=1#part', 'https://host/em?t=1'],
    ['HTTP://Host:8080/em', 'http://host:8080/em'],
    ['precomputed://https://host/em', 'https://host/em'],
    [' "precomputed://https://host/em/info" ', 'https://host/em'],
    ['https://host/em/|neuroglancer-precomputed:', 'https://host/em'],
    ['https://host/set/skein.json', 'https://host/set/skein.json in https://host/set'],
    ['https://host/skein.json?t=1', 'https://host/skein.json?t=1 in https://host?t=1'],
  ])('[BY8] %j is %s', (text, expected) => {
    expect(read(text)).toBe(expected)
  })

  it.each([
    '',
    '   ',
    '""',
    'em',
    './em',
    '../em',
    '~ada/em',
    's3://bucket/em',
    'gs://bucket/em',
    'precomputed://gs://bucket/em',
    'zarr://https://host/em',
    'javascript://x',
    'http://',
    'https://host:99999/em',
    'file://other/em%2f',
    '/data/e\0m',
    'https://demo.appspot.com/#!{"layers":[]}',
    `/${'x'.repeat(MAX_LOCATION_LENGTH)}`,
  ])('[BY8] %j is not a volume', (text) => {
    expect(read(text)).toBe('not-a-volume')
  })

  it('[BY8] an unknown scheme is named with what is understood', () => {
    const location = parseLocation('gs://bucket/em', HOME)
    expect(location).toMatchObject({ ok: false, problem: { message: expect.stringMatching(/gs:\/\/.*https:\/\//) } })
  })
})
