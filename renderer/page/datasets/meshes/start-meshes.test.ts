import { describe, expect, it } from 'vitest'
import { unwrap } from '../../../../shared/problem.ts'
import { createLiveView } from '../../view/live-view.ts'
import { openDataset } from '../opening/dataset-open.ts'
import { info, world } from '../opening/testing/folder-world.ts'
import { startMeshes } from './start-meshes.ts'

const options = { signal: new AbortController().signal, onStep: () => {} }
const withField = (fields: Record<string, unknown>) =>
  JSON.stringify({ ...JSON.parse(info('segmentation')), ...fields })

/** Opens a dataset, and waits until everything that was asked for has come. */
async function openIn(folders: Record<string, Record<string, string>>, location = '/d') {
  const { services, open } = world(folders)
  const view = createLiveView()
  startMeshes({ view, services })
  const dataset = unwrap(await openDataset([location], services, options))
  view.setState({ dataset })
  // Longer than any chain of replies of this world, which come at once.
  for (let i = 0; i < 50; i++) await Promise.resolve()
  const layers = view.getState().dataset?.layers ?? []
  return { layers, told: layers.flatMap(({ meshProblems }) => meshProblems ?? []), open, view }
}

const MULTI = JSON.stringify({
  ...{ '@type': 'neuroglancer_multilod_draco', vertex_quantization_bits: 10 },
  transform: [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0],
})

describe('stored meshes of a dataset', () => {
  it('[ME10] are found by the description of a volume, of the format that their folder says', async () => {
    const { layers, told } = await openIn({
      '/d': { info: withField({ mesh: 'mesh', skeletons: 'sk' }) },
      '/d/mesh': { info: MULTI },
      '/d/sk': { info: '{"@type":"neuroglancer_skeletons"}' },
    })
    expect(layers[0]?.meshes).toMatchObject({
      ...{ format: 'multi-lod-draco', of: 'labels', place: { location: '/d/mesh' }, sourceId: expect.any(String) },
    })
    expect(layers[0]?.skeletons).toMatchObject({ location: '/d/sk' })
    expect(told).toEqual([])
  })

  it('[ME10] without an info are legacy meshes; those of a graph server are of segments', async () => {
    const legacy = await openIn({ '/d': { info: withField({ mesh: 'mesh' }) }, '/d/mesh': {} })
    expect(legacy.layers[0]?.meshes).toMatchObject({ format: 'legacy', of: 'labels' })
    const graph = await openIn(
      {
        'https://h/segmentation/table/t': { info: withField({ mesh: 'm', graph: {}, data_dir: 'gs://b/ws' }) },
        'gs://b/ws': {},
        'gs://b/ws/m': {},
        'https://h/meshing/api/v1/table/t?verify=1&prepend_seg_ids=1': {},
      },
      'https://h/segmentation/table/t',
    )
    expect(graph.told).toEqual([])
    expect(graph.layers[0]?.meshes).toMatchObject({
      format: 'graphene',
      of: 'segments',
      place: { location: 'gs://b/ws/m' },
    })
    const { sourceId, manifestsId } = graph.layers[0]!.meshes!
    expect(graph.open.get(sourceId)).toBe('gs://b/ws/m')
    expect(graph.open.get(manifestsId ?? '')).toBe('https://h/meshing/api/v1/table/t?verify=1&prepend_seg_ids=1')
  })

  it('[DF8, ME10] a dataset file names meshes of a segmentation, and whose they are', async () => {
    const layer = { name: 'S', kind: 'segmentation', source: 'seg', meshes: { source: 'bodies', of: 'segments' } }
    const { layers, told, open } = await openIn({
      '/d': { 'skein.json': JSON.stringify({ name: 'D', layers: [layer] }) },
      '/d/seg': { info: withField({ mesh: 'gone' }) },
      '/d/bodies': { info: MULTI },
    })
    expect(layers[0]?.meshes).toMatchObject({
      format: 'multi-lod-draco',
      of: 'segments',
      place: { location: '/d/bodies' },
    })
    expect([told, [...open.values()].sort()]).toEqual([[], ['/d/bodies', '/d/seg']])
  })

  it.each<[string, Record<string, Record<string, string>>, string]>([
    ['are not there', { '/d': { info: withField({ mesh: 'mesh' }) } }, 'There is no such folder'],
    [
      'are of no known format',
      { '/d': { info: withField({ mesh: 'm' }) }, '/d/m': { info: '{"@type":"new"}' } },
      '"new"',
    ],
    [
      'have a damaged info',
      { '/d': { info: withField({ mesh: 'm' }) }, '/d/m': { info: '{' } },
      '/d/m/info is not JSON',
    ],
    ['lie outside', { '/d': { info: withField({ mesh: '../m' }) } }, 'leads out of the opened folder'],
    ['are named by a number', { '/d': { info: withField({ mesh: 5 }) } }, 'mesh must be a text'],
    [
      'say something impossible',
      { '/d': { info: withField({ mesh: 'm' }) }, '/d/m': { info: '{"@type":"neuroglancer_multilod_draco"}' } },
      'vertex_quantization_bits must be 10 or 16',
    ],
  ])('[ME10] that %s are told with the layer, and the volume is open', async (_, folders, why) => {
    const { layers, told } = await openIn(folders)
    expect(layers).toHaveLength(1)
    expect(layers[0]?.meshes).toBeUndefined()
    expect(told).toEqual([expect.stringContaining(why)])
  })

  it('[ME10] of an image are not looked for, and what was opened is closed with the dataset', async () => {
    const image = JSON.stringify({ ...JSON.parse(info('image')), mesh: 'mesh' })
    expect((await openIn({ '/d': { info: image } })).told).toEqual([])
    const { open, view } = await openIn({ '/d': { info: withField({ mesh: 'mesh' }) }, '/d/mesh': {} })
    expect([...open.values()]).toEqual(['/d', '/d/mesh'])
    view.setState({ dataset: null })
    expect([...open.values()]).toEqual(['/d'])
  })
})
