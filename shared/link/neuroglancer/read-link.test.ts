import { expect, it } from 'vitest'
import { readFixture } from '../../../fixtures/fixture.ts'
import { isNeuroglancerLink, type LinkedState, readNeuroglancerLink } from './read-link.ts'
import { BY_QUERY, FETCHED, LEGACY, MIDDLEAUTH, PASTED, PERCENT_ENCODED, TODAY } from './testing/made-links.ts'

function read(text: string): LinkedState {
  const link = readNeuroglancerLink(text)
  if (!link.ok) throw new Error(link.problem.message)
  return link.value
}

function refusal(text: string): string {
  const link = readNeuroglancerLink(text)
  if (link.ok) throw new Error(`expected a refusal, got ${JSON.stringify(link.value)}`)
  return link.problem.message
}

const state = (json: unknown) => ({ kind: 'state', json })
const fetch = (address: string) => ({ kind: 'fetch', address })

it('[NG1] a link holds a state, in any of its encodings, or names the file of one', () => {
  expect(read(PERCENT_ENCODED)).toEqual(state(TODAY))
  expect(read(`  "${PERCENT_ENCODED}"\n`)).toEqual(state(TODAY))
  expect(read(`<${PERCENT_ENCODED}>`)).toEqual(state(TODAY))
  expect(read(PERCENT_ENCODED.replace('#!', '#!+'))).toEqual(state(TODAY))
  expect(read(PERCENT_ENCODED.replaceAll('%', '%25'))).toEqual(state(TODAY))
  expect(read(PERCENT_ENCODED.replace(/^[^#]*/, ''))).toEqual(state(TODAY))
  expect(read(`https://any.host/#!${JSON.stringify(TODAY)}`)).toEqual(state(TODAY))
  expect(read(JSON.stringify(TODAY))).toEqual(state(TODAY))
  expect(read(PASTED)).toEqual(state(JSON.parse(PASTED)))
  expect(read(MIDDLEAUTH)).toEqual(fetch('middleauth+https://global.example.org/nglstate/api/v1/5443'))
  expect(read(FETCHED)).toEqual(fetch('gs://bucket/states/one.json'))
  expect(read(BY_QUERY)).toEqual(fetch('https://global.example.org/nglstate/api/v1/12'))
})

it('[NG1] the older form for addresses: single quotes, and _ or & for a comma, but not within texts', () => {
  expect(read(LEGACY)).toEqual(
    state({
      layers: {
        "it's": { type: 'image', source: 'precomputed://gs://b/a_b', opacity: 0.3 },
        seg: {
          type: 'segmentation',
          source: 'precomputed://gs://b/s',
          // The second one was written as a number, and stays exact.
          segments: ['18446744073709551615', '12345678901234567890'],
          mesh: 'a "b"',
        },
        bare: 'precomputed://gs://b/c',
        points: {
          type: 'pointAnnotation',
          points: [
            [1, 2, 3],
            [4, 5, 6],
          ],
        },
      },
      navigation: {
        pose: {
          position: { voxelSize: [4, 4, 40], voxelCoordinates: [100.5, 200.5, 30.5] },
          orientation: [0, 0, 1, 0],
        },
        zoomFactor: 8,
      },
      perspectiveZoom: 300,
      layout: 'xz',
    }),
  )
})

it('[NG1] real links are read', () => {
  const layersOf = (name: string) => {
    const link = read(new TextDecoder().decode(readFixture(`neuroglancer-links/${name}.txt`)))
    return link.kind === 'state' ? Object.keys(Object(Object(link.json).layers)).length : link.address
  }
  expect(layersOf('nglui-percent-encoded')).toBe(1)
  expect(layersOf('neuroglancer-today')).toBe(2)
  expect(layersOf('neuroglancer-legacy')).toBe(2)
  expect(layersOf('cloud-volume-pipe-form')).toBe(2)
})

it('[NG1] what is no link to a view is told apart', () => {
  for (const link of [PERCENT_ENCODED, LEGACY, MIDDLEAUTH, FETCHED, BY_QUERY, PASTED, `"${FETCHED}"`]) {
    expect([link, isNeuroglancerLink(link)]).toEqual([link, true])
  }
  for (const text of [
    'https://example.org/em',
    'gs://b/set #1',
    '/data/{a}',
    '{"a": 1}',
    '125, 125, 30',
    '',
    '/data/#!x',
  ]) {
    expect([text, isNeuroglancerLink(text)]).toEqual([text, false])
  }
})

it('[NG1] a link that holds no view is refused with a sentence', () => {
  expect(refusal('https://neuroglancer-demo.appspot.com/#!')).toBe(
    'The Neuroglancer link holds no view: it ends after #!',
  )
  expect(refusal('https://a.b/#!{"layers": [}')).toMatch(/^The Neuroglancer link holds a view that is not JSON: /)
  expect(refusal('https://a.b/#!{%22a%2')).toBe('The Neuroglancer link has a % that begins no character')
  expect(refusal('https://a.b/?json_url=')).toBe('The Neuroglancer link names no address of a view')
  expect(refusal(`#!{"a":${'['.repeat(200_000)}`)).toMatch(/is not JSON/)
})
