import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { unwrap } from '../../problem.ts'
import { searchSegments } from '../segment-properties.ts'
import { parseSegmentProperties } from './segment-properties.ts'

type Json = Record<string, unknown>

const PROPERTIES: Json[] = [
  { id: 'volume', type: 'number', data_type: 'float32', values: [1500.5, 20, null] },
  { id: 'side', type: 'string', values: ['left', 'right', ''] },
  { id: 'what', type: 'description', values: ['found in May', '', 'a glia cell'] },
  { id: 'name', type: 'label', values: ['Tm3 #7', 'Mi1', 'Astro'] },
  {
    id: 'tags',
    type: 'tags',
    tags: ['neuron', 'glia', 'Traced'],
    tag_descriptions: ['', 'no neuron', ''],
    values: [[0, 2], [0], [1]],
  },
]
const IDS = ['864691135939395893', '9775', '461']

function info(change: Json = {}, properties: unknown = PROPERTIES): Json {
  return { '@type': 'neuroglancer_segment_properties', inline: { ids: IDS, properties, ...change } }
}

const read = () => unwrap(parseSegmentProperties(info(), 'here/info'))
const found = (query: string, most = 9) => searchSegments(read(), query, most)

describe('segment properties', () => {
  it('[SP1] are read: labels first, then descriptions and other texts; numbers; tags', () => {
    const { ids, texts, numbers, tags, rowOf } = read()
    expect(ids).toEqual([864691135939395893n, 9775n, 461n])
    expect(texts.map(({ kind, name, values }) => [kind, name, values[0]])).toEqual([
      ['label', 'name', 'Tm3 #7'],
      ['description', 'what', 'found in May'],
      ['string', 'side', 'left'],
    ])
    expect(numbers).toMatchObject([{ name: 'volume', values: [1500.5, 20, Number.NaN] }])
    expect(tags).toMatchObject({ tags: ['neuron', 'glia', 'Traced'], descriptions: ['', 'no neuron', ''] })
    expect([rowOf(461n), rowOf(864691135939395893n), rowOf(5n)]).toEqual([2, 0, undefined])
  })

  const tags = (change: Json) => info({}, [{ ...PROPERTIES[4], ...change }])
  const cases: [string, unknown, string, string][] = [
    ['another file', { '@type': 'neuroglancer_skeletons' }, '@type', 'unsupported'],
    ['no inline', { '@type': 'neuroglancer_segment_properties' }, 'inline', 'bad-description'],
    ['an id that is a number', info({ ids: [461] }), 'inline.ids[0]', 'bad-description'],
    ['an id twice', info({ ids: ['1', '2', '1'] }), 'inline.ids[2]', 'bad-description'],
    ['a negative id', info({ ids: ['-1'] }), 'inline.ids[0]', 'bad-description'],
    [
      'an unknown type',
      info({}, [{ id: 'a', type: 'colour', values: [] }]),
      'inline.properties[0].type',
      'bad-description',
    ],
    [
      'too few values',
      info({}, [{ id: 'a', type: 'label', values: ['x'] }]),
      'inline.properties[0].values',
      'bad-description',
    ],
    [
      'a text that is none',
      info({}, [{ id: 'a', type: 'label', values: ['x', 1, 'y'] }]),
      'inline.properties[0].values[1]',
      'bad-description',
    ],
    [
      'a number that is none',
      info({}, [{ id: 'a', type: 'number', values: [1, '2', 3] }]),
      'inline.properties[0].values[1]',
      'bad-description',
    ],
    ['two labels', info({}, [PROPERTIES[3], PROPERTIES[3]]), 'inline.properties', 'bad-description'],
    ['a tag that is not there', tags({ values: [[0], [3], []] }), 'inline.properties[0].values[1][0]', 'too-large'],
    ['a tag below zero', tags({ values: [[0], [-1], []] }), 'inline.properties[0].values[1][0]', 'bad-description'],
    [
      'descriptions of other tags',
      tags({ tag_descriptions: ['a'] }),
      'inline.properties[0].tag_descriptions',
      'bad-description',
    ],
  ]
  it.each(cases)('[SP1] refuse %s, by file and field', (_, json, field, kind) => {
    const result = parseSegmentProperties(json, 'here/info')
    expect(!result.ok && result.problem).toMatchObject({ kind, file: 'here/info', field })
  })

  it('[SP1] whatever the JSON, there is a result', () => {
    const value = fc.jsonValue()
    const property = fc.record({
      id: fc.anything(),
      type: fc.constantFrom('label', 'tags', 'number', 'string', 7),
      values: value,
      tags: value,
    })
    fc.assert(
      fc.property(
        fc.oneof(value, fc.record({ ids: value, properties: fc.oneof(value, fc.array(property)) })),
        (inline) => {
          const json = { '@type': 'neuroglancer_segment_properties', inline }
          const result = parseSegmentProperties(json, 'here/info')
          if (!result.ok) expect(result.problem.file).toBe('here/info')
          else expect(searchSegments(result.value, 'a #b c>1', 5).count).toBeGreaterThanOrEqual(0)
        },
      ),
    )
  })
})

describe('a search among segments', () => {
  it.each([
    ['tm3', [0]],
    ['GLIA', [2]],
    ['left may', [0]],
    ['left glia', []],
    ['#neuron', [0, 1]],
    ['#neu #tra', [0]],
    ['#traced mi1', []],
    ['volume>20', [0]],
    ['Volume>=20', [0, 1]],
    ['volume<1e3', [1]],
    ['volume=1500.5', [0]],
    ['977', [1]],
    ['#7', []],
    ['weight>5', []],
    ['   ', []],
    ['', []],
  ])('[SP2] %j finds rows %j', (query, rows) => {
    expect(found(query)).toEqual({ rows, count: rows.length })
  })

  it('[SP2] gives as many as are asked for, and says how many there are', () => {
    expect(found('#neuron', 1)).toEqual({ rows: [0], count: 2 })
  })
})
