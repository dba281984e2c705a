import { describe, expect, it } from 'vitest'
import { type Problem, ProblemError, type Result } from '../../../../shared/problem.ts'
import type { Dataset } from '../../view/view-state.ts'
import { commonBox, firstView, fitCamera } from '../first-view.ts'
import { openDataset } from './dataset-open.ts'
import { splitPlace } from './editable.ts'
import { info, world } from './testing/folder-world.ts'

async function openIn(folders: Record<string, Record<string, string>>, locations: readonly string[]) {
  const { services, open } = world(folders)
  const steps: string[] = []
  const signal = new AbortController().signal
  const result = await openDataset(locations, services, { signal, onStep: (step) => steps.push(step) })
  return { result, open, steps }
}

function dataset(result: Result<Dataset>): Dataset {
  if (!result.ok) throw new Error(result.problem.message)
  return result.value
}

async function problem(folders: Record<string, Record<string, string>>, location: string): Promise<Problem> {
  const { result, open } = await openIn(folders, [location])
  if (result.ok) throw new Error('this must not open')
  expect(open.size, 'every source is closed again').toBe(0)
  return result.problem
}

describe('openDataset', () => {
  it('[UI6] opens bare volumes as one dataset named after their folder, images first', async () => {
    const folders = { '/d/fib/seg': { info: info('segmentation') }, '/d/fib/em': { info: info('image') } }
    const { result, open, steps } = await openIn(folders, ['/d/fib/seg', '/d/fib/em'])
    const value = dataset(result)
    expect(value.name).toBe('fib')
    expect(value.layers.map((layer) => layer.name)).toEqual(['em', 'seg'])
    expect(value.locations).toEqual(['/d/fib/seg', '/d/fib/em'])
    expect(open.size).toBe(2)
    expect(steps).toEqual(['Reading /d/fib/seg and /d/fib/em'])
  })

  it('[UI6] opens a dataset file, named or found in its folder, with each layer as a source of its own', async () => {
    const layers = [
      { name: 'EM', kind: 'image', source: 'em' },
      { name: 'Segments', kind: 'segmentation', source: 'seg' },
    ]
    const folders = {
      '/d': { 'skein.json': JSON.stringify({ name: 'Cortex', layers }) },
      '/d/em': { info: info('image') },
      '/d/seg': { info: info('segmentation') },
    }
    for (const location of ['/d', '/d/skein.json']) {
      const { result, open } = await openIn(folders, [location])
      const value = dataset(result)
      expect(value.name).toBe('Cortex')
      expect(value.layers.map((layer) => [layer.name, layer.location])).toEqual([
        ['EM', '/d/em'],
        ['Segments', '/d/seg'],
      ])
      expect(open.size, 'the source of the file itself is closed').toBe(2)
    }
  })

  it('[AA3] reads what the address asks for, and nothing else', async () => {
    const { services } = world({ '/d/em': { info: info('image') } })
    const asking = (formats: readonly string[]) => ({
      ...services,
      openSource: async (location: string) => {
        const opened = await services.openSource(location)
        return opened.ok ? { ok: true as const, value: { ...opened.value, formats } } : opened
      },
    })
    const options = { signal: new AbortController().signal, onStep: () => {} }
    expect((await openDataset(['/d/em'], asking(['precomputed']), options)).ok).toBe(true)
    const unknown = await openDataset(['/d/em'], asking(['toys']), options)
    expect(unknown).toMatchObject({ problem: { kind: 'unsupported', message: expect.stringContaining('toys volume') } })
  })

  it('[BY8] an address that ends in .json is a folder where no such file is there', async () => {
    const { services } = world({ 'https://h': {}, 'https://h/vol.json': { info: info('image') } })
    const openSource = async () => {
      const opened = await services.openSource('https://h')
      return opened.ok ? { ok: true as const, value: { ...opened.value, description: 'vol.json' } } : opened
    }
    const options = { signal: new AbortController().signal, onStep: () => {} }
    const result = await openDataset(['https://h/vol.json'], { ...services, openSource }, options)
    expect(dataset(result).layers.map(({ name }) => name)).toEqual(['vol.json'])
  })

  it('[UI15] an agglomeration and the facts beside it are opened for the layer that names them', async () => {
    const layers = [
      { name: 'EM', kind: 'image', source: 'em' },
      { name: 'Labels', kind: 'segmentation', source: 'labels' },
      { name: 'Segments', kind: 'segmentation', source: 'seg', agglomeration: 'agg' },
    ]
    const facts = { truth: 'truth', supervoxelTruth: 'truth.csv', neurons: 'neurons.json' }
    const folders = {
      '/d': { 'skein.json': JSON.stringify({ name: 'Cortex', layers, ...facts }) },
      '/d/em': { info: info('image') },
      '/d/labels': { info: info('segmentation') },
      '/d/seg': { info: info('segmentation') },
    }
    const { result, open } = await openIn(folders, ['/d'])
    const { editable } = dataset(result)
    expect(editable).toMatchObject({
      id: '/d/agg',
      layerId: '/d/seg',
      voxelSize: [8, 8, 40],
      agglomeration: { kind: 'zarr', location: '/d', folder: 'agg' },
      facts: { truth: 'truth.csv', neurons: 'neurons.json' },
    })
    const sources = editable?.sources.map((id) => open.get(id))
    expect(sources).toEqual(['/d'])
    expect(open.get(editable?.facts.sourceId ?? '')).toBe('/d')
    expect(open.size).toBe(4)
  })

  it('[UI15] an agglomeration on the web is a source of its own; one that is not there is a problem of the opening', async () => {
    const web = 'https://example.org/agg'
    const layers = [{ name: 'Segments', kind: 'segmentation', source: 'seg', agglomeration: web }]
    const folders = {
      '/d': { 'skein.json': JSON.stringify({ name: 'Cortex', layers }) },
      '/d/seg': { info: info('segmentation') },
    }
    const { result, open } = await openIn({ ...folders, [web]: {} }, ['/d'])
    expect(dataset(result).editable?.agglomeration).toMatchObject({ location: web, folder: '' })
    expect([...open.values()].sort()).toEqual(['/d', '/d/seg', web])
    expect(await problem(folders, '/d')).toMatchObject({ kind: 'not-found', file: web })
  })

  it('[UI65] absolute places of a dataset file open where the person allows it, and never of one on the web', async () => {
    const file = (place: string) =>
      JSON.stringify({
        name: 'D',
        layers: [{ name: 'S', kind: 'segmentation', source: `${place}/seg`, agglomeration: `${place}/agg` }],
      })
    const folders = {
      ...{ '/d': { 'skein.json': file('/allowed') }, '/e': { 'skein.json': file('/private') } },
      ...{
        '/allowed/seg': { info: info('segmentation') },
        '/allowed/agg': { 'segment_to_agglomerate/zarr.json': '{}' },
      },
      'https://h/d': { 'skein.json': file('/allowed') },
    }
    const { result, open } = await openIn(folders, ['/d'])
    const { layers, editable } = dataset(result)
    expect(layers[0]?.location).toBe('/allowed/seg')
    expect(editable).toMatchObject({ agglomeration: { location: '/allowed/agg', folder: '' } })
    expect([...open.values()].sort()).toEqual(['/allowed/agg', '/allowed/seg', '/d'])
    expect(await problem(folders, '/e')).toMatchObject({ kind: 'outside', file: '/e/skein.json' })
    const web = await problem(folders, 'https://h/d')
    expect(web).toMatchObject({ kind: 'outside', message: expect.stringContaining('on the web') })
  })

  it('[AA5] layers at an address of any scheme are opened as they stand', async () => {
    const layers = ['zarr://gs://b/em', 'toy://em'].map((source) => ({ name: source, kind: 'image', source }))
    const folders = {
      'https://h/d': { 'skein.json': JSON.stringify({ name: 'Cortex', layers }) },
      ...Object.fromEntries(layers.map(({ source }) => [source, { info: info('image') }])),
    }
    const { result } = await openIn(folders, ['https://h/d'])
    expect(dataset(result).layers.map((layer) => layer.location)).toEqual(layers.map(({ source }) => source))
  })

  it('[AG11] a table of edges groups the segmentation beside it, or that for which a dataset file names it', async () => {
    const file = JSON.stringify({
      name: 'D',
      layers: [{ name: 'S', kind: 'segmentation', source: 'seg', agglomeration: 'tables/rag.csv', threshold: 0.8 }],
    })
    const folders = {
      ...{ '/seg': { info: info('segmentation') }, '/t': {} },
      ...{ '/d': { 'skein.json': file }, '/d/seg': { info: info('segmentation') } },
    }
    const beside = await openIn(folders, ['/seg', '/t/rag.csv'])
    expect(dataset(beside.result).editable).toMatchObject({
      id: '/t/rag.csv#0.5',
      layerId: '/seg',
      agglomeration: { kind: 'table', location: '/t', key: 'rag.csv', threshold: 0.5 },
    })
    expect(dataset(beside.result).locations).toEqual(['/seg', '/t/rag.csv'])
    expect([...beside.open.values()].sort()).toEqual(['/seg', '/t'])
    expect(dataset((await openIn(folders, ['/d'])).result).editable).toMatchObject({
      id: '/d/tables/rag.csv#0.8',
      agglomeration: { kind: 'table', location: '/d', key: 'tables/rag.csv', threshold: 0.8 },
    })
  })

  it('[AG11] the folder of a table has the query of its address', () => {
    expect(splitPlace('https://h/a%20b/rag.csv?sig=x/y')).toEqual({
      folder: 'https://h/a%20b?sig=x/y',
      file: 'rag.csv',
    })
    expect(splitPlace('/d/what?/rag#1.csv')).toEqual({ folder: '/d/what?', file: 'rag#1.csv' })
  })

  it('[UI64] an agglomeration that is opened beside a segmentation groups it, in place of the one that is named', async () => {
    const arrays = { 'segment_to_agglomerate/zarr.json': '{}' }
    const file = JSON.stringify({
      ...{ name: 'D', id: 'd-1' },
      layers: [{ name: 'S', kind: 'segmentation', source: 'seg', agglomeration: 'agg' }],
    })
    const folders = {
      ...{ '/em': { info: info('image') }, '/seg': { info: info('segmentation') } },
      ...{ '/agg': arrays, '/other': arrays, '/d': { 'skein.json': file }, '/d/seg': { info: info('segmentation') } },
    }
    const { result, open } = await openIn(folders, ['/em', '/seg', '/agg'])
    const { editable, layers } = dataset(result)
    expect(layers.map(({ id }) => id)).toEqual(['/em', '/seg'])
    expect(editable).toMatchObject({
      id: '/agg',
      layerId: '/seg',
      agglomeration: { kind: 'zarr', folder: '' },
      facts: {},
    })
    expect(dataset(result).locations).toEqual(['/em', '/seg', '/agg'])
    expect([...open.values()].sort()).toEqual(['/agg', '/em', '/seg'])
    expect(dataset((await openIn(folders, ['/d', '/agg'])).result).editable?.id).toBe('/agg')
    expect((await problem(folders, '/agg')).message).toContain('/agg is an agglomeration')
    const { result: image } = await openIn(folders, ['/em', '/agg'])
    expect(image).toMatchObject({ ok: false, problem: { kind: 'not-a-volume' } })
    const { result: two } = await openIn(folders, ['/seg', '/agg', '/other'])
    expect(two).toMatchObject({ ok: false, problem: { message: expect.stringContaining('second agglomeration') } })
  })

  it('[UI15] without one the labels of the first segmentation are the segments; an image alone is not edited', async () => {
    const folders = { '/em': { info: info('image') }, '/a': { info: info('segmentation') } }
    const { result } = await openIn(folders, ['/em', '/a'])
    expect(dataset(result).editable).toEqual({
      id: '/a',
      layerId: '/a',
      voxelSize: [8, 8, 40],
      agglomeration: { kind: 'identity' },
      facts: {},
      sources: [],
    })
    const { result: image } = await openIn(folders, ['/em'])
    expect(dataset(image).editable).toBeUndefined()
  })

  it('[UI16] the id of a dataset file names its edits, and its store goes with it, wherever the files lie', async () => {
    const id = 'cortex-1'
    const store = 'https://store.example.org'
    const file = (source: string, more: object) =>
      JSON.stringify({ name: 'Cortex', layers: [{ name: 'S', kind: 'segmentation', source, ...more }], id, store })
    const folders = {
      '/d': { 'skein.json': file('seg', { agglomeration: 'agg' }) },
      '/d/seg': { info: info('segmentation') },
      '/elsewhere': { 'skein.json': file('labels', {}) },
      '/elsewhere/labels': { info: info('segmentation') },
      '/bare': { info: info('segmentation') },
    }
    for (const location of ['/d', '/elsewhere/skein.json']) {
      const value = dataset((await openIn(folders, [location])).result)
      expect([value.editable?.id, value.store]).toEqual([id, store])
    }
    // The layer that is edited is not that of the dataset file.
    const mixed = dataset((await openIn(folders, ['/bare', '/elsewhere'])).result)
    expect([mixed.editable?.id, mixed.store]).toEqual(['/bare', undefined])
  })

  it('[UI6] folders whose names look like parts of an address or a file open as they are', async () => {
    const file = (source: string) => JSON.stringify({ name: 'D', layers: [{ name: 'EM', kind: 'image', source }] })
    for (const home of ['/d/set #1', '/d/what?', '/d/a b', '/d/vol.json', '/d/50%']) {
      const folders = {
        [home]: { 'skein.json': file('em #2/50%') },
        [`${home}/em #2/50%`]: { info: info('image') },
      }
      for (const location of [home, `${home}/skein.json`]) {
        const { layers } = dataset((await openIn(folders, [location])).result)
        expect(layers.map((layer) => layer.location)).toEqual([`${home}/em #2/50%`])
      }
    }
    expect(dataset((await openIn({ '/d/vol.json': { info: info('image') } }, ['/d/vol.json'])).result).name).toBe(
      'vol.json',
    )
  })

  it('[FM5] a key beside its volume is followed as far as the opened folder, else refused at once', async () => {
    const beside = info('image', { key: '../scale0' })
    const file = JSON.stringify({ name: 'D', layers: [{ name: 'EM', kind: 'image', source: 'up' }] })
    const { layers } = dataset(
      (await openIn({ '/d': { 'skein.json': file }, '/d/up': { info: beside } }, ['/d'])).result,
    )
    expect(layers[0]?.volume.scales[0].key).toBe('../scale0')
    expect(await problem({ '/d/up': { info: beside } }, '/d/up')).toMatchObject({
      kind: 'outside',
      file: '/d/up/info',
      field: 'scales[0].key',
      message: expect.stringMatching(/leads out of the opened folder; open a folder further up/),
    })
  })

  it('[BY11] the query of an address opens what is below it, names nothing and is in no message', async () => {
    const web = 'https://host/v?token=hush'
    const value = dataset((await openIn({ [web]: { info: info('segmentation') } }, [web])).result)
    expect(value.locations).toEqual([web])
    expect({ ...value, locations: [] }).not.toMatchObject({ name: expect.stringContaining('hush') })
    expect(JSON.stringify({ layers: value.layers, editable: value.editable })).not.toContain('hush')
    expect(value.editable?.id).toBe('https://host/v')
    for (const folders of [{}, { [web]: {} }, { [web]: { info: '{' } }, { [web]: { info: '{}' } }]) {
      expect(JSON.stringify(await problem(folders, web))).not.toContain('hush')
    }
    const { steps } = await openIn({}, [web])
    expect(steps).toEqual(['Reading https://host/v'])
  })

  it('[UI6] the same volume twice makes two layers with ids of their own', async () => {
    const { result } = await openIn({ '/em': { info: info('image') } }, ['/em', '/em'])
    expect(dataset(result).layers.map((layer) => layer.id)).toEqual(['/em', '/em#2'])
  })

  it('[UI6, WH2] every fault names its file and field, a web page is told, and each leaves nothing open', async () => {
    expect(await problem({}, '/none')).toMatchObject({ kind: 'not-found', file: '/none' })
    expect(await problem({ '/a': {} }, '/a')).toMatchObject({ kind: 'not-a-volume', file: '/a' })
    expect(await problem({ '/a': { info: '{' } }, '/a')).toMatchObject({ kind: 'bad-description', file: '/a/info' })
    for (const [home, words] of [
      ['/a', /\/a\/info is a web page .* saved by a browser/],
      ['https://host/a', /host\/a\/info is a web page .* sign in, or this is the address of a page/],
    ] as const) {
      const page = await problem({ [home]: { info: ' \n<!DOCTYPE html><title>Sign in</title>' } }, home)
      expect(page).toMatchObject({ kind: 'not-a-volume', message: expect.stringMatching(words) })
      expect(page.message).not.toContain('token')
    }
    expect(await problem({ '/a': { info: '' } }, '/a')).toMatchObject({ message: '/a/info is empty' })
    const bad = info('image', { size: [100, -1, 60] })
    expect(await problem({ '/a': { info: bad } }, '/a')).toMatchObject({ file: '/a/info', field: 'scales[0].size[1]' })
    const layers = [{ name: 'EM', kind: 'image', source: 'seg' }]
    const text = JSON.stringify({ name: 'D', layers })
    const swapped = { '/d': { 'skein.json': text }, '/d/seg': { info: info('segmentation') } }
    expect(await problem(swapped, '/d')).toMatchObject({ file: '/d/skein.json', field: 'layers[0].kind' })
    const without = { '/d': { 'skein.json': text }, '/d/seg': {} }
    expect(await problem(without, '/d')).toMatchObject({ file: '/d/skein.json', field: 'layers[0].source' })
  })

  it('[UI6] a failed read is that problem, a cancelled opening says so', async () => {
    const { services, open } = world({ '/em': { info: info('image') } })
    const denied = async () => {
      throw new ProblemError({ kind: 'forbidden', message: 'No permission', file: '/em/info' })
    }
    const onStep = () => {}
    const options = { signal: new AbortController().signal, onStep }
    expect(await openDataset(['/em'], { ...services, read: denied }, options)).toMatchObject({
      problem: { kind: 'forbidden' },
    })
    const aborter = new AbortController()
    aborter.abort()
    expect(await openDataset(['/em'], services, { signal: aborter.signal, onStep })).toMatchObject({
      problem: { kind: 'cancelled' },
    })
    expect(open.size).toBe(0)
  })
})

describe('the first view', () => {
  it('[UI7] is centred on what the layers share and fills the panel', async () => {
    const folders = {
      '/a': { info: info('image') },
      '/b': { info: info('segmentation', { voxel_offset: [50, 0, 0] }) },
    }
    const { layers } = dataset((await openIn(folders, ['/a', '/b'])).result)
    expect(commonBox(layers)).toEqual({ min: [400, 0, 0], max: [800, 640, 2400] })
    const camera = fitCamera(layers, { width: 200, height: 100 })
    expect(camera.nmPerPixel).toBe(2)
    expect(camera.position).toEqual([604, 324, 1220])
  })

  it('[UI7] what the command line asks comes before how the dataset was left', async () => {
    const { layers } = dataset((await openIn({ '/a': { info: info('image') } }, ['/a'])).result)
    const panel = { width: 100, height: 100 }
    const kept = { ...firstView(layers, panel, undefined), layout: 'xz' as const }
    expect(firstView(layers, panel, kept).layout).toBe('xz')
    const asked = firstView(layers, panel, kept, { position: [1, 2, 3], nmPerPixel: 7, layout: 'yz' })
    expect(asked.camera).toEqual({ position: [1, 2, 3], nmPerPixel: 7, orientation: [0, 0, 0, 1] })
    expect(asked.layout).toBe('yz')
  })
})
