import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { allFiles, type Files, jsonBytes, type MadeArray, writeN5 } from '../../../fixtures/array-writer.ts'
import { withJson } from '../../../fixtures/made-images.ts'
import { type Problem, problemOf, unwrap } from '../../problem.ts'
import { openFiles, problemOfOpening, readingOf, readScale } from '../testing/open-files.ts'
import { openBlock } from './block.ts'
import { n5 } from './n5.ts'

const SMALL: MadeArray = {
  ...{ shape: [5, 4, 3], chunks: [3, 2, 2], type: 'uint16', codec: 'gzip' },
  valueAt: ([x = 0, y = 0, z = 0]) => 1000 * z + 100 * y + x + 1,
}

/** What reading all blocks comes to. Anything but a problem is thrown. */
async function problemOfReading(files: Files): Promise<Problem | undefined> {
  const stored = unwrap(await openFiles(n5, files))
  return readScale(stored, 0, readingOf(files), () => {}).then(
    () => undefined,
    (error: unknown) => {
      const problem = problemOf(error)
      if (problem === undefined) throw error
      return problem
    },
  )
}

const changed = (path: string, value: unknown) => async () =>
  withJson(await writeN5(SMALL), 'attributes.json', path, value)

describe('multiscales of N5', () => {
  it('[NF3] Paintera: the scales lie in `data`, labels are segmentations, and resolution and offset are nanometres', async () => {
    const labels: MadeArray = { ...SMALL, type: 'uint64' }
    const half = { ...labels, shape: [3, 2, 2] }
    const files = allFiles(
      new Map([['attributes.json', jsonBytes({ painteraData: { type: 'label' }, maxId: 9 })]]),
      new Map([
        ['data/attributes.json', jsonBytes({ multiScale: true, resolution: [4, 4, 40], offset: [40, 80, 400] })],
      ]),
      await writeN5(labels, 'data/s0/'),
      await writeN5(half, 'data/s1/', { downsamplingFactors: [2, 2, 2] }),
    )
    const stored = unwrap(await openFiles(n5, files))
    expect(stored.volume).toMatchObject({ kind: 'segmentation', voxelType: 'uint64' })
    expect(stored.volume.scales).toMatchObject([
      { key: 'data/s0', resolution: [4, 4, 40], voxelOffset: [10, 20, 10] },
      { key: 'data/s1', resolution: [8, 8, 80], voxelOffset: [5, 10, 5] },
    ])
    await readScale(stored, 0, readingOf(files), ([x, y, z], value) =>
      expect(value).toBe(BigInt(SMALL.valueAt([x, y, z]))),
    )
  })

  it('[NF4] Paintera: label multisets are refused by name', async () => {
    const group = new Map([['attributes.json', jsonBytes({ painteraData: { type: 'label' } })]])
    const data = new Map([['data/attributes.json', jsonBytes({ isLabelMultiset: true })]])
    const files = allFiles(group, data, await writeN5(SMALL, 'data/s0/'))
    expect(await problemOfOpening(n5, files)).toMatchObject({ kind: 'unsupported', file: '/data/data/attributes.json' })
    const own = await problemOfOpening(n5, await changed('isLabelMultiset', true)())
    expect(own).toMatchObject({ kind: 'unsupported', field: 'isLabelMultiset', file: '/data/attributes.json' })
    expect(own.message).toContain('no label multisets')
  })

  it('[NF3] more than four scales are found, up to the first that is missing', async () => {
    const levels = await Promise.all(
      [0, 1, 2, 3, 4, 5, 7].map((level) =>
        writeN5(SMALL, `s${level}/`, { downsamplingFactors: [2 ** level, 2 ** level, 1] }),
      ),
    )
    const { volume } = unwrap(await openFiles(n5, allFiles(...levels)))
    expect(volume.scales.map(({ key }) => key)).toEqual(['s0', 's1', 's2', 's3', 's4', 's5'])
  })
})

describe('what is not read of N5', () => {
  it.each([
    ['"lzma"', 'compression.type', changed('compression', { type: 'lzma' })],
    ['"jpeg"', 'compression.type', changed('compression', { type: 'jpeg' })],
    ['"object"', 'dataType', changed('dataType', 'object')],
    ['must be a list', 'blockSize', changed('blockSize', undefined)],
    ['2 entries', 'blockSize', changed('blockSize', [2, 2])],
    ['at least 1', 'dimensions[1]', changed('dimensions', [3, 0, 3])],
    [
      'turns or shears',
      'spatialTransform.transform.affine',
      changed('spatialTransform', { transform: { type: 'affine', affine: [1, 0, 0, 0, 0, 1, 0.5, 0, 0, 0, 1, 0] } }),
    ],
    [
      '"displacement"',
      'spatialTransform.transform.type',
      changed('spatialTransform', { transform: { type: 'displacement' } }),
    ],
    ['does not name the axis x', 'transform.axes', changed('transform', { axes: ['a', 'b', 'c'], scale: [1, 1, 1] })],
    ['"parsec"', 'pixelResolution.unit', changed('pixelResolution', { dimensions: [1, 1, 1], unit: 'parsec' })],
  ])('[NF4] %s: refused, with the field %s', async (words, field, make) => {
    const problem = await problemOfOpening(n5, await make())
    expect(problem).toMatchObject({ field, file: '/data/attributes.json' })
    expect(problem.message).toContain(words)
  })

  it('[NF4] a group without scales says what to open', async () => {
    const problem = await problemOfOpening(n5, new Map([['attributes.json', jsonBytes({ n5: '2.5.1' })]]))
    expect(problem).toMatchObject({ kind: 'not-a-volume', file: '/data' })
    expect(problem.message).toContain('Open a dataset or a multiscale group below it')
    const factorless = allFiles(await writeN5(SMALL, 's0/'), await writeN5(SMALL, 's1/'))
    expect((await problemOfOpening(n5, factorless)).message).toContain('says no downsamplingFactors')
  })
})

describe('blocks of N5', () => {
  const header = (mode: number, ...lengths: number[]) => {
    const view = new DataView(new ArrayBuffer(4 + 4 * lengths.length + 2))
    view.setUint16(0, mode)
    view.setUint16(2, lengths.length)
    for (const [axis, length] of lengths.entries()) view.setUint32(4 + 4 * axis, length)
    return new Uint8Array(view.buffer)
  }

  it('[NF5] a header says what a block holds; other modes and other sizes are refused by name', () => {
    expect(openBlock(header(0, 2, 3), [4, 3])).toEqual({ bytes: new Uint8Array(2), shape: [2, 3] })
    expect(() => openBlock(header(1, 2, 3), [4, 3])).toThrow('mode varlength')
    expect(() => openBlock(header(2, 2, 3), [4, 3])).toThrow('mode object')
    expect(() => openBlock(header(0, 5, 3), [4, 3])).toThrow('5 x 3 values, but a block has 4 x 3')
    expect(() => openBlock(header(0, 0, 3), [4, 3])).toThrow('0 x 3')
    expect(() => openBlock(header(0, 2), [4, 3])).toThrow('1 axes, but the array has 2')
    expect(() => openBlock(header(0, 2, 3).slice(0, 9), [4, 3])).toThrow('shorter than the header')
  })

  it('[NF5] whatever bytes come, a header is read or an Error says why not', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => {
        try {
          expect(openBlock(bytes, [4, 3]).shape.length).toBe(2)
        } catch (error) {
          expect(error).toBeInstanceOf(Error)
        }
      }),
    )
  })

  it('[NF5] a block that is shorter than the array, and any cut, is damage that names the file', async () => {
    const files = await writeN5(SMALL)
    const short = (await writeN5({ ...SMALL, shape: [2, 2, 2] })).get('0/0/0')!
    expect(await problemOfReading(new Map([...files, ['0/0/0', short]]))).toMatchObject({
      kind: 'bad-chunk',
      file: '/data/0/0/0',
      message: expect.stringContaining('2 x 2 x 2 values, but 3 x 2 x 2 belong to the array'),
    })
    const whole = files.get('0/0/0')!
    for (let length = 0; length < whole.length; length++) {
      const problem = await problemOfReading(new Map([...files, ['0/0/0', whole.slice(0, length)]]))
      expect(problem, `${length}`).toMatchObject({ kind: 'bad-chunk', file: '/data/0/0/0' })
    }
  })

  it('[NF5] whatever stands in a description, opening and reading end in a volume or a problem that names a file', async () => {
    const single = await writeN5(SMALL, '', {
      transform: { axes: ['z', 'y', 'x'], scale: [1, 1, 1], units: ['nm', 'nm', 'nm'] },
    })
    const names = ['dimensions', 'blockSize', 'dataType', 'compression', 'transform', 'spatialTransform', 'resolution']
    const more = [
      'pixelResolution',
      'units',
      'axes',
      'scales',
      'multiscales',
      'painteraData',
      'downsamplingFactors',
      'offset',
    ]
    const value = fc.oneof(
      fc.jsonValue(),
      fc.constantFrom(null, -1, 0, 'x', [], {}, [1, 1, 1], [[1, 1, 1]], { type: 'affine' }),
    )
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...names, ...more), value, async (name, json) => {
        const files = withJson(single, 'attributes.json', name, json)
        const opened = await openFiles(n5, files)
        if (!opened.ok) {
          expect(opened.problem.file).toMatch(/^\/data/)
          return
        }
        const [x, y, z] = opened.value.volume.scales[0].size
        if (x * y * z > 1000) return
        const problem = await problemOfReading(files)
        if (problem !== undefined) expect(problem.file).toMatch(/^\/data/)
      }),
      { numRuns: 500 },
    )
  })
})
