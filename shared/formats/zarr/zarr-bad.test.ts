import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Files, jsonBytes, type MadeArray } from '../../../fixtures/array-writer.ts'
import { imageV2, imageV3, oneScale, SMALL, withJson, ZYX } from '../../../fixtures/made-images.ts'
import { type Problem, problemOf, unwrap } from '../../problem.ts'
import { openFiles, problemOfOpening, readingOf, readScale } from '../testing/open-files.ts'
import { zarr } from './zarr.ts'

const nothing = () => {}
const SHARDED: MadeArray = { ...SMALL, shard: [1, 2, 2] }

/** What reading all chunks of an image comes to. Anything but a problem is thrown. */
async function problemOfReading(files: Files): Promise<Problem | undefined> {
  const stored = unwrap(await openFiles(zarr, files))
  return readScale(stored, 0, readingOf(files), nothing).then(
    () => undefined,
    (error: unknown) => {
      const problem = problemOf(error)
      if (problem === undefined) throw error
      return problem
    },
  )
}

const v2 = (path: string, value: unknown) => async () => withJson(await imageV2(), 's0/.zarray', path, value)
const v3 = (path: string, value: unknown) => async () => withJson(await imageV3(), 's0/zarr.json', path, value)
const inShard = (path: string, value: unknown) => async () =>
  withJson(await imageV3(oneScale(), SHARDED), 's0/zarr.json', `codecs.0.configuration.${path}`, value)
const ofGroup = (change: Record<string, unknown>) => () => imageV2(oneScale(change))
const axis = (type: string, name = 'w') => ({ name, type })
const dataset = (transform: unknown) => ({ datasets: [{ path: 's0', coordinateTransformations: [transform] }] })
const IN_SHARD = 'codecs[0].configuration'

interface Case {
  /** What the message must hold. */
  readonly words: string
  readonly file: string
  readonly field: string
  readonly make: () => Promise<Files>
}

const ARRAY_V2: readonly Case[] = [
  { words: '"bz2"', file: 's0/.zarray', field: 'compressor', make: v2('compressor', { id: 'bz2', level: 1 }) },
  { words: '"delta"', file: 's0/.zarray', field: 'filters[0]', make: v2('filters', [{ id: 'delta' }]) },
  { words: 'zlib and zstd', file: 's0/.zarray', field: 'compressor', make: v2('filters', [{ id: 'zlib' }]) },
  { words: '"<c16"', file: 's0/.zarray', field: 'dtype', make: v2('dtype', '<c16') },
  { words: '"<M8[ns]"', file: 's0/.zarray', field: 'dtype', make: v2('dtype', '<M8[ns]') },
  { words: 'several fields', file: 's0/.zarray', field: 'dtype', make: v2('dtype', [['a', '<u2']]) },
  { words: 'exact only up to 2^53', file: 's0/.zarray', field: 'fill_value', make: v2('fill_value', 2 ** 60) },
]

const ARRAY_V3: readonly Case[] = [
  { words: '"float16"', file: 's0/zarr.json', field: 'data_type', make: v3('data_type', 'float16') },
  { words: '"struct"', file: 's0/zarr.json', field: 'data_type', make: v3('data_type', { name: 'struct' }) },
  { words: '"bz2"', file: 's0/zarr.json', field: 'codecs[1]', make: v3('codecs.1', { name: 'numcodecs.bz2' }) },
  { words: '"pcodec"', file: 's0/zarr.json', field: 'codecs[1]', make: v3('codecs.1', 'numcodecs.pcodec') },
  { words: '"vlen-utf8"', file: 's0/zarr.json', field: 'codecs[0]', make: v3('codecs.0', { name: 'vlen-utf8' }) },
  {
    words: '"bytes"',
    file: 's0/zarr.json',
    field: 'codecs',
    make: v3('codecs', [{ name: 'transpose', configuration: { order: 'F' } }]),
  },
  {
    words: '"rectilinear"',
    file: 's0/zarr.json',
    field: 'chunk_grid.name',
    make: v3('chunk_grid.name', 'rectilinear'),
  },
  {
    words: '"offload"',
    file: 's0/zarr.json',
    field: 'storage_transformers',
    make: v3('storage_transformers', [{ name: 'offload' }]),
  },
  {
    words: 'in a shard',
    file: 's0/zarr.json',
    field: `${IN_SHARD}.codecs[0]`,
    make: inShard('codecs.0.name', 'sharding_indexed'),
  },
  {
    words: '"gzip"',
    file: 's0/zarr.json',
    field: `${IN_SHARD}.index_codecs[1]`,
    make: inShard('index_codecs.1.name', 'gzip'),
  },
  {
    words: 'must divide',
    file: 's0/zarr.json',
    field: `${IN_SHARD}.chunk_shape`,
    make: inShard('chunk_shape', [1, 3, 3]),
  },
]

const GROUP: readonly Case[] = [
  {
    words: '"affine"',
    file: '.zattrs',
    field: 'multiscales[0].datasets[0].coordinateTransformations[0].type',
    make: ofGroup(dataset({ type: 'affine' })),
  },
  {
    words: '"rotation"',
    file: '.zattrs',
    field: 'multiscales[0].datasets[0].coordinateTransformations[0].type',
    make: ofGroup(dataset({ type: 'rotation' })),
  },
  {
    words: 'from files',
    file: '.zattrs',
    field: 'multiscales[0].datasets[0].coordinateTransformations[0].scale',
    make: ofGroup(dataset({ type: 'scale', path: 'x' })),
  },
  {
    words: 'turned axes',
    file: '.zattrs',
    field: 'multiscales[0].datasets[0]',
    make: ofGroup(dataset({ type: 'scale', scale: [40, -4, 4] })),
  },
  {
    words: '2 entries',
    file: '.zattrs',
    field: 'multiscales[0].datasets[0].coordinateTransformations[0].scale',
    make: ofGroup(dataset({ type: 'scale', scale: [4, 4] })),
  },
  {
    words: '4 axes of space',
    file: '.zattrs',
    field: 'multiscales[0].axes[0]',
    make: ofGroup({ axes: [axis('space'), ...ZYX] }),
  },
  {
    words: 'no axis of space',
    file: '.zattrs',
    field: 'multiscales[0].axes',
    make: ofGroup({ axes: [axis('time'), axis('channel', 'c')] }),
  },
  {
    words: 'names an array of 3 axes',
    file: '.zattrs',
    field: 'multiscales[0].datasets[0]',
    make: ofGroup({ axes: [axis('time'), ...ZYX], datasets: [{ path: 's0' }] }),
  },
  {
    words: '"parsec"',
    file: '.zattrs',
    field: 'multiscales[0].axes[0].unit',
    make: ofGroup({ axes: [{ name: 'z', type: 'space', unit: 'parsec' }, ...ZYX.slice(1)] }),
  },
  {
    words: 'leads out',
    file: '.zattrs',
    field: 'multiscales[0].datasets[0].path',
    make: ofGroup({ datasets: [{ path: '../../s0' }] }),
  },
]

describe('what is not read of Zarr', () => {
  it.each([...ARRAY_V2, ...ARRAY_V3, ...GROUP])(
    '[ZR6] $words: refused by name, with file and field $field',
    async ({ words, file, field, make }) => {
      const problem = await problemOfOpening(zarr, await make())
      expect(problem.message).toContain(words)
      expect(problem.file).toBe(`/data/${file}`)
      expect(problem.field?.startsWith(field), problem.field).toBe(true)
      expect(['unsupported', 'bad-description', 'outside']).toContain(problem.kind)
    },
  )

  it('[ZR6] labels that are no whole numbers, scales that differ, and chunks that are too large', async () => {
    const floats = await imageV2(oneScale(), { ...SMALL, type: 'float32' })
    expect(await problemOfOpening(zarr, floats, { kind: 'segmentation' })).toMatchObject({ kind: 'unsupported' })
    const huge = withJson(await imageV2(), 's0/.zarray', 'chunks', [2000, 2000, 2000])
    expect(await problemOfOpening(zarr, huge)).toMatchObject({ kind: 'too-large', field: 'chunks' })
    const both = { datasets: ['s0', 's1'].map((path) => ({ path })) }
    const one = await imageV2(oneScale(both))
    expect(await problemOfOpening(zarr, one)).toMatchObject({ kind: 'not-found', file: '/data/s1/.zarray' })
    const other = await imageV2(oneScale(), { ...SMALL, type: 'uint8' })
    const mixed = new Map([...one, ['s1/.zarray', other.get('s0/.zarray')!]])
    expect((await problemOfOpening(zarr, mixed)).message).toContain('holds uint8, but the finest scale holds uint16')
  })
})

describe('damaged Zarr', () => {
  it.each([
    ['bad-chunk', () => imageV2(), 's0/0.0.0'],
    ['bad-chunk', () => imageV3(), 's0/c/0/0/0'],
    ['bad-chunk', () => imageV2(oneScale(), { ...SMALL, codec: 'blosc' }), 's0/0.0.0'],
    ['bad-chunk', () => imageV2(oneScale(), { ...SMALL, codec: 'raw' }), 's0/0.0.0'],
    ['bad-shard', () => imageV3(oneScale(), SHARDED), 's0/c/0/0/0'],
  ] as const)('[ZR7] cut short anywhere is a %s that names the file', async (kind, make, key) => {
    const files = await make()
    const whole = files.get(key)!
    for (let length = 0; length < whole.length; length += Math.max(1, Math.floor(whole.length / 40))) {
      const problem = await problemOfReading(new Map([...files, [key, whole.slice(0, length)]]))
      expect(problem, `${length}`).toMatchObject({ kind })
      expect(problem?.file).toContain(`/data/${key}`)
      expect(problem?.message).toContain('damaged')
    }
  })

  it('[ZR7] a chunk that decodes to nothing is damage, and so is one of another length', async () => {
    for (const values of [0, 11, 13]) {
      const other = await imageV2(oneScale(), { ...SMALL, shape: [1, 1, values || 1], chunks: [1, 1, values || 1] })
      const bytes = values === 0 ? new Uint8Array(0) : other.get('s0/0.0.0')!
      const problem = await problemOfReading(new Map([...(await imageV2()), ['s0/0.0.0', bytes]]))
      expect(problem).toMatchObject({ kind: 'bad-chunk', file: '/data/s0/0.0.0' })
    }
  })

  it('[ZR7] any changed byte of a shard’s index, and of a chunk with a checksum, is found', async () => {
    const files = await imageV3(oneScale(), { ...SHARDED, checked: true })
    const key = 's0/c/0/0/0'
    const whole = files.get(key)!
    await fc.assert(
      fc.asyncProperty(fc.nat(whole.length - 1), fc.integer({ min: 1, max: 255 }), async (at, change) => {
        const damaged = whole.slice()
        damaged[at]! ^= change
        const problem = await problemOfReading(new Map([...files, [key, damaged]]))
        expect(problem?.kind).toMatch(/^bad-(chunk|shard)$/)
      }),
      { numRuns: 100 },
    )
  })

  it('[ZR7] labels beyond 2^53 are exact, and labels below zero are refused', async () => {
    const label = 2n ** 63n + 12_345n
    const big = await imageV2(oneScale(), { ...SMALL, type: 'uint64', valueAt: ([z = 0]) => label + BigInt(z) })
    const stored = unwrap(await openFiles(zarr, big))
    await readScale(stored, 0, readingOf(big), ([, , z], value) => expect(value).toBe(label + BigInt(z)))
    const negative = await imageV2(oneScale(), { ...SMALL, type: 'int64', valueAt: () => -1n })
    expect(await problemOfReading(negative)).toMatchObject({ kind: 'unsupported', file: '/data/s0/0.0.0' })
  })
})

describe('chunks that are not stored', () => {
  it.each([
    [0, undefined],
    [7, 7],
  ])('[ZR10] where the fill value is %i', async (fill, value) => {
    const array: MadeArray = { ...SMALL, fill, isMissing: () => true }
    for (const files of [await imageV2(oneScale(), array), await imageV3(oneScale(), { ...array, shard: [1, 2, 2] })]) {
      const stored = unwrap(await openFiles(zarr, files))
      await readScale(stored, 0, readingOf(files), (_voxel, found) => expect(found).toBe(value))
    }
  })

  it('[ZR10] in a shard, the fill value stands too, and the index is read once', async () => {
    const array: MadeArray = { ...SMALL, fill: 9, shard: [2, 2, 2], isMissing: ([, y]) => y === 1 }
    const files = await imageV3(oneScale(), array)
    const reads: string[] = []
    const stored = unwrap(await openFiles(zarr, files))
    await readScale(stored, 0, readingOf(files, reads), ([x, y, z], value) => {
      expect(value).toBe(y >= 2 ? 9 : SMALL.valueAt([z, y, x]))
    })
    expect(reads.filter((read) => read.startsWith('s0/c/0/0/0 -'))).toEqual([`s0/c/0/0/0 -${16 * 8 + 4}`])
  })

  it.each([
    ['NaN', undefined],
    ['Infinity', Number.POSITIVE_INFINITY],
    ['0x3fc00000', 1.5],
    [-2.5, -2.5],
    [null, undefined],
  ])('[ZR10] the fill value %s of floats', async (fill, value) => {
    const files = withJson(
      await imageV3(oneScale(), { ...SMALL, type: 'float32', isMissing: () => true }),
      ...(['s0/zarr.json', 'fill_value', fill] as const),
    )
    const stored = unwrap(await openFiles(zarr, files))
    await readScale(stored, 0, readingOf(files), (_voxel, found) => expect(found).toBe(value))
  })
})

describe('descriptions of any kind', () => {
  /** A description with one part of it replaced by anything. */
  const paths = (json: unknown, before = ''): string[] => {
    if (typeof json !== 'object' || json === null) return []
    return Object.entries(json).flatMap(([key, value]) => {
      const path = before === '' ? key : `${before}.${key}`
      return [path, ...paths(value, path)]
    })
  }
  const json = (files: Files, key: string): unknown => JSON.parse(new TextDecoder().decode(files.get(key)))
  const anything = fc.oneof(
    fc.jsonValue(),
    fc.constantFrom(null, -1, 0, 1e300, 2 ** 53, '', 'x', [], {}, [0], [1e9, 1e9, 1e9]),
  )

  it('[ZR11] whatever stands in them, opening and reading end in a volume or a problem that names a file', async () => {
    const omero = { channels: [{ label: 'a', color: 'ff0000', window: { start: 0, end: 1 } }] }
    const made = [
      { files: await imageV2({ ...oneScale(), omero }), keys: ['.zattrs', 's0/.zarray'] },
      { files: await imageV3({ ...oneScale(), omero }, SHARDED), keys: ['zarr.json', 's0/zarr.json'] },
    ]
    const places = made.flatMap(({ files, keys }) =>
      keys.flatMap((key) => paths(json(files, key)).map((path) => ({ files, key, path }))),
    )
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...places), anything, async ({ files, key, path }, value) => {
        const changed = withJson(files, key, path, value)
        const opened = await openFiles(zarr, changed)
        if (!opened.ok) {
          expect(opened.problem.file).toMatch(/^\/data/)
          return
        }
        const [x, y, z] = opened.value.volume.scales[0].size
        if (x * y * z > 1000) return
        const problem = await problemOfReading(changed)
        if (problem !== undefined) expect(problem.file).toMatch(/^\/data/)
      }),
      { numRuns: 600 },
    )
  })

  it('[ZR11] also where a whole file is anything', async () => {
    const files = await imageV2()
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom('.zattrs', 's0/.zarray', 'labels/.zattrs'),
        fc.jsonValue(),
        async (key, value) => {
          const opened = await openFiles(zarr, new Map([...files, [key, jsonBytes(value)]]))
          if (!opened.ok) expect(opened.problem.file).toMatch(/^\/data/)
        },
      ),
      { numRuns: 200 },
    )
  })
})
