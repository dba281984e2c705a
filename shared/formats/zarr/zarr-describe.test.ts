import { describe, expect, it } from 'vitest'
import {
  allFiles,
  type Files,
  jsonBytes,
  type MadeArray,
  writeZarrV2,
  writeZarrV3,
} from '../../../fixtures/array-writer.ts'
import { imageV2, imageV3, oneScale, SMALL, withJson, ZYX } from '../../../fixtures/made-images.ts'
import { ProblemError, unwrap } from '../../problem.ts'
import { openFiles, problemOfOpening, readingOf, readScale } from '../testing/open-files.ts'
import { zarr } from './zarr.ts'

const scale = (factors: readonly number[], translation?: readonly number[]) => [
  { type: 'scale', scale: factors },
  ...(translation === undefined ? [] : [{ type: 'translation', translation }]),
]

/** Two scales, the coarser one half as long along y and x. */
async function twoScales(datasets: readonly unknown[], axes: unknown = ZYX): Promise<Files> {
  const attributes = { multiscales: [{ axes, datasets }] }
  return allFiles(await imageV2(attributes), await writeZarrV2({ ...SMALL, shape: [3, 2, 3] }, 's1/'))
}

describe('where voxels of OME-Zarr lie', () => {
  it('[ZR3] a scale whose voxels are centred on those of the finer one begins where that one begins', async () => {
    const fine = { path: 's0', coordinateTransformations: scale([40, 4, 4], [400, 40, 80]) }
    const coarse = { path: 's1', coordinateTransformations: scale([40, 8, 8], [400, 42, 82]) }
    for (const datasets of [
      [fine, coarse],
      [coarse, fine],
    ]) {
      const { volume } = unwrap(await openFiles(zarr, await twoScales(datasets)))
      expect(volume.scales).toEqual([
        { key: 's0', size: [5, 4, 3], resolution: [4, 4, 40], voxelOffset: [20, 10, 10], chunkSize: [3, 2, 2] },
        { key: 's1', size: [3, 2, 3], resolution: [8, 8, 40], voxelOffset: [10, 5, 10], chunkSize: [3, 2, 2] },
      ])
    }
  })

  it('[ZR3] offsets between two voxels are rounded together, and what no translation says begins at 0', async () => {
    const fine = { path: 's0', coordinateTransformations: scale([40, 4, 4], [0, 5, 7]) }
    const coarse = { path: 's1', coordinateTransformations: scale([40, 8, 8], [0, 7, 9]) }
    const moved = unwrap(await openFiles(zarr, await twoScales([fine, coarse])))
    expect(moved.volume.scales.map(({ voxelOffset }) => voxelOffset)).toEqual([
      [2, 1, 0],
      [1, 1, 0],
    ])
    const bare = [scale([40, 4, 4]), scale([40, 8, 8])].map((coordinateTransformations, at) => ({
      ...{ path: `s${at}`, coordinateTransformations },
    }))
    const still = unwrap(await openFiles(zarr, await twoScales(bare)))
    expect(still.volume.scales.map(({ voxelOffset }) => voxelOffset)).toEqual([
      [0, 0, 0],
      [0, 0, 0],
    ])
  })

  it.each([
    ['micrometer', 1000],
    ['nanometer', 1],
    ['millimeter', 1e6],
    ['angstrom', 0.1],
    ['µm', 1000],
    ['pixel', 1],
    [undefined, 1],
    [null, 1],
  ])('[ZR3] the unit %s is %f nanometres', async (unit, nm) => {
    const axes = [...'zyx'].map((name) => ({ name, type: 'space', unit }))
    const { volume } = unwrap(await openFiles(zarr, await imageV2(oneScale({ axes }))))
    for (const [axis, value] of [4, 4, 40].entries()) expect(volume.scales[0].resolution[axis]).toBeCloseTo(value * nm)
  })

  it('[ZR3] transformations of the whole multiscale come after those of the dataset', async () => {
    const files = await imageV2(oneScale({ coordinateTransformations: scale([2, 3, 5]) }))
    expect(unwrap(await openFiles(zarr, files)).volume.scales[0].resolution).toEqual([20, 12, 80])
  })

  it('[ZR3] of 0.6, a coordinate system names the axes, and a sequence holds scale and translation', async () => {
    const transformations = scale([40, 4, 4], [80, 40, 20])
    const sequence = { type: 'sequence', input: 's0', output: 'physical', transformations }
    const systems = [
      { name: 'other', axes: [{ name: 'a' }] },
      { name: 'physical', axes: ZYX },
    ]
    const multiscale = { coordinateSystems: systems, datasets: [{ path: 's0', coordinateTransformations: [sequence] }] }
    const { volume } = unwrap(await openFiles(zarr, await imageV3({ multiscales: [multiscale] })))
    expect(volume.scales).toMatchObject([{ resolution: [4, 4, 40], voxelOffset: [5, 10, 2] }])
  })

  it('[ZR3] before 0.4 the axes are names, or those of five axes, and scales are as much coarser as they are smaller', async () => {
    const datasets = [{ path: 's0' }, { path: 's1' }]
    const named = unwrap(await openFiles(zarr, await twoScales(datasets, ['z', 'y', 'x'])))
    expect(named.volume.scales.map(({ resolution }) => resolution)).toEqual([
      [1, 1, 1],
      [5 / 3, 2, 1],
    ])
    const five = { ...SMALL, shape: [2, 3, 3, 4, 5], chunks: [1, 1, 2, 2, 3] }
    const usual = unwrap(await openFiles(zarr, await imageV2({ multiscales: [{ datasets: [{ path: 's0' }] }] }, five)))
    expect(usual.axes).toEqual([
      { name: 't', kind: 'time', length: 2 },
      { name: 'c', kind: 'channel', length: 3 },
    ])
  })
})

describe('axes and channels of OME-Zarr', () => {
  it('[ZR4] time and channels are axes beside x, y and z; omero names the channels', async () => {
    const axes = [{ name: 't', type: 'time' }, { name: 'c', type: 'channel' }, ...ZYX]
    const omero = {
      channels: [
        { label: 'membrane', color: '00FF00', window: { start: 10, end: 900, min: 0, max: 4095 } },
        { color: 'green', window: { start: 5, end: 5 }, active: false },
        { label: 'more than there are' },
      ],
    }
    const array: MadeArray = {
      ...{ shape: [3, 2, 3, 4, 5], chunks: [2, 1, 2, 2, 3], type: 'uint16', codec: 'blosc' },
      valueAt: ([t = 0, c = 0, z = 0, y = 0, x = 0]) => 10_000 * t + 5000 * c + 1000 * z + 100 * y + x + 1,
    }
    const datasets = [{ path: 's0', coordinateTransformations: scale([1, 1, 40, 4, 4]) }]
    const files = await imageV2({ multiscales: [{ axes, datasets }], omero }, array)
    const stored = unwrap(await openFiles(zarr, files))
    expect(stored.volume.kind).toBe('image')
    expect(stored.axes).toEqual([
      { name: 't', kind: 'time', length: 3 },
      { name: 'c', kind: 'channel', length: 2 },
    ])
    expect(stored.channels).toEqual([
      { name: 'membrane', colour: '#00ff00', window: [10, 900] },
      { name: 'Channel 2', colour: undefined, window: undefined, isHidden: true },
    ])
    for (const [t, c] of [
      [0, 0],
      [1, 1],
      [2, 0],
    ] as const) {
      await readScale(
        stored,
        0,
        readingOf(files),
        ([x, y, z], value) => expect(value).toBe(array.valueAt([t, c, z, y, x])),
        [t, c],
      )
    }
  })

  it('[ZR4] axes of space with other names are z, y and x in this order', async () => {
    const axes = ['depth', 'row', 'column'].map((name) => ({ name, type: 'space' }))
    const stored = unwrap(await openFiles(zarr, await imageV2(oneScale({ axes }))))
    expect(stored.volume.scales[0].size).toEqual([5, 4, 3])
  })

  it.each([
    ['uint8', 'image'],
    ['uint16', 'image'],
    ['int16', 'image'],
    ['float32', 'image'],
    ['uint32', 'segmentation'],
    ['uint64', 'segmentation'],
    ['int32', 'segmentation'],
  ] as const)('[ZR4] %s is %s where nothing says it; what is said counts', async (type, kind) => {
    const files = await imageV2(oneScale(), { ...SMALL, type })
    expect(unwrap(await openFiles(zarr, files)).volume.kind).toBe(kind)
    expect(unwrap(await openFiles(zarr, files, { kind: 'image' })).volume.kind).toBe('image')
    if (type === 'float32') return
    const labels = await imageV2({ ...oneScale(), 'image-label': { version: '0.4' } }, { ...SMALL, type })
    expect(unwrap(await openFiles(zarr, labels)).volume.kind).toBe('segmentation')
    const channels = await imageV2({ ...oneScale(), omero: { channels: [] } }, { ...SMALL, type })
    expect(unwrap(await openFiles(zarr, channels)).volume.kind).toBe('image')
  })
})

describe('what belongs to an image', () => {
  it('[ZR5] its labels are segmentations beside it', async () => {
    const old = allFiles(await imageV2(), new Map([['labels/.zattrs', jsonBytes({ labels: ['cells', 'nuclei'] })]]))
    const ome = { zarr_format: 3, node_type: 'group', attributes: { ome: { labels: ['cells', 'nuclei'] } } }
    const now = allFiles(await imageV3(), new Map([['labels/zarr.json', jsonBytes(ome)]]))
    for (const files of [old, now]) {
      expect(unwrap(await openFiles(zarr, files)).beside).toEqual([
        { folder: 'labels/cells', kind: 'segmentation' },
        { folder: 'labels/nuclei', kind: 'segmentation' },
      ])
    }
    const damaged = allFiles(await imageV2(), new Map([['labels/.zattrs', jsonBytes({ labels: [5] })]]))
    expect(unwrap(await openFiles(zarr, damaged)).beside).toEqual([])
  })

  it('[ZR5] consolidated metadata of version 3 serve in place of the files of the arrays', async () => {
    const array = JSON.parse(new TextDecoder().decode((await imageV3()).get('s0/zarr.json')))
    const consolidated = { kind: 'inline', must_understand: false, metadata: { s0: array } }
    const files = await imageV3(oneScale(), SMALL, { consolidated_metadata: consolidated })
    files.delete('s0/zarr.json')
    expect(unwrap(await openFiles(zarr, files)).volume.scales[0].size).toEqual([5, 4, 3])
  })

  it('[ZR5] of a folder that bioformats2raw made, the first series opens', async () => {
    const image = await imageV2()
    const below = (folder: string) => new Map([...image].map(([key, bytes]) => [`${folder}/${key}`, bytes]))
    const root: Files = new Map([['.zattrs', jsonBytes({ 'bioformats2raw.layout': 3 })]])
    const series: Files = new Map([['OME/.zattrs', jsonBytes({ series: ['b', '0'] })]])
    for (const [files, folder] of [
      [allFiles(root, below('0')), '0'],
      [allFiles(root, series, below('b')), 'b'],
    ] as const) {
      const stored = unwrap(await openFiles(zarr, files))
      expect(stored.volume.scales[0].key).toBe(`${folder}/s0`)
      await readScale(stored, 0, readingOf(files), ([x, y, z], value) => expect(value).toBe(SMALL.valueAt([z, y, x])))
    }
  })

  it('[ZR5] what a store refuses though it need not be there counts as missing: some refuse what they do not hold', async () => {
    const files = await imageV2()
    const group = new Map([['.zattrs', jsonBytes({})]])
    const refused = (key: string) => {
      throw new ProblemError({ kind: 'forbidden', message: 'no', file: key })
    }
    const gather = (all: Files) =>
      zarr.gather('.zattrs', JSON.parse(new TextDecoder().decode(all.get('.zattrs'))), async (key) => {
        const bytes = all.get(key)
        return bytes === undefined ? refused(key) : JSON.parse(new TextDecoder().decode(bytes))
      })
    expect(Object.keys((await gather(files)) ?? {})).toEqual(['.zattrs', 's0/.zarray'])
    expect(Object.keys((await gather(group)) ?? {})).toEqual(['.zattrs'])
    files.delete('s0/.zarray')
    await expect(gather(files)).rejects.toMatchObject({ problem: { kind: 'forbidden', file: 's0/.zarray' } })
  })

  it('[ZR8] a group that is no image lists images and arrays, or wells, and one that lists nothing says so', async () => {
    const image = { zarr_format: 3, node_type: 'group', attributes: { ome: oneScale() } }
    const array = JSON.parse(new TextDecoder().decode((await imageV3()).get('s0/zarr.json')))
    const metadata = { em: image, 'em/s0': array, mask: array }
    const group = { zarr_format: 3, node_type: 'group', attributes: {}, consolidated_metadata: { metadata } }
    const v3 = await problemOfOpening(zarr, new Map([['zarr.json', jsonBytes(group)]]))
    expect(v3.message).toBe(
      '/data is a Zarr group, but no multiscale image: in it are em (an image), mask (an array of 3 x 4 x 5 uint16). Open an image or array below it',
    )
    const plate = { plate: { wells: [{ path: 'A/1' }, { path: 'A/2' }] } }
    const wells = await problemOfOpening(zarr, new Map([['.zattrs', jsonBytes(plate)]]))
    expect(wells.message).toContain('in it are A/1, A/2.')
    const bare = await problemOfOpening(zarr, new Map([['.zgroup', jsonBytes({ zarr_format: 2 })]]))
    expect(bare).toMatchObject({ kind: 'not-a-volume', file: '/data' })
    expect(bare.message).toContain('its metadata do not list what is in it')
  })
})

describe('arrays that belong to no image', () => {
  it('[ZR9] are one scale of voxels of a nanometre; names say what their axes are', async () => {
    const files = await writeZarrV2({ ...SMALL, shape: [2, 3, 4, 5], chunks: [1, 2, 2, 3] })
    const unnamed = unwrap(await openFiles(zarr, files))
    expect(unnamed.volume.scales).toMatchObject([{ key: '', size: [5, 4, 3], resolution: [1, 1, 1] }])
    expect(unnamed.axes).toEqual([{ name: 'axis 0', kind: 'other', length: 2 }])
    const xarray = new Map([...files, ['.zattrs', jsonBytes({ _ARRAY_DIMENSIONS: ['x', 'c', 'z', 'y'] })]])
    const named = unwrap(await openFiles(zarr, xarray))
    expect(named.volume.scales[0].size).toEqual([2, 5, 4])
    expect(named.axes).toEqual([{ name: 'c', kind: 'channel', length: 3 }])
    const v3 = withJson(await writeZarrV3(SMALL), 'zarr.json', 'dimension_names', ['x', 'y', 'z'])
    expect(unwrap(await openFiles(zarr, v3)).volume.scales[0].size).toEqual([3, 4, 5])
  })
})
