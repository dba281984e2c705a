import { expect, it } from 'vitest'
import { unwrap } from '../../../../shared/problem.ts'
import { openDataset } from './dataset-open.ts'
import { info, world } from './testing/folder-world.ts'

const options = { signal: new AbortController().signal, onStep: () => {} }
const TABLE = 'https://h/segmentation/table/t'
const graph = (more: object) => JSON.stringify({ ...JSON.parse(info('segmentation')), graph: {}, ...more })

it('[ME16] a volume of a graph server has its chunks where its description says, and is open to look at', async () => {
  const { services, open } = world({ [TABLE]: { info: graph({ data_dir: 'gs://b/ws/' }) }, 'gs://b/ws': {} })
  const { layers, editable } = unwrap(await openDataset([TABLE], services, options))
  expect(layers).toMatchObject([{ location: TABLE, volume: { kind: 'segmentation' } }])
  expect(open.get(layers[0]!.sourceId)).toBe('gs://b/ws')
  expect([...open.values()], 'the description is not needed any more').toEqual(['gs://b/ws'])
  expect(editable?.readOnly).toMatch(/^The segments of this volume are kept by a graph server .* yet$/)
})

it('[ME16] also as a layer of a dataset file or of a link', async () => {
  const layer = { name: 'S', kind: 'segmentation', source: TABLE }
  const state = JSON.stringify({ layers: [{ type: 'segmentation', name: 'S', source: TABLE }] })
  const { services, open } = world({
    [TABLE]: { info: graph({ data_dir: 'gs://b/ws' }) },
    'gs://b/ws': {},
    '/d': { 'skein.json': JSON.stringify({ name: 'D', layers: [layer] }) },
  })
  for (const place of ['/d', `https://neuroglancer-demo.appspot.com/#!${encodeURIComponent(state)}`]) {
    const { layers, editable } = unwrap(await openDataset([place], services, options))
    expect(open.get(layers[0]!.sourceId)).toBe('gs://b/ws')
    expect(editable?.readOnly).toContain('graph server')
  }
})

it('[ME16] what lies beside the description is read there: a folder of this machine is named by no server', async () => {
  for (const data_dir of [undefined, '/etc', 'file:///etc', 5]) {
    const { services, open } = world({ [TABLE]: { info: graph({ data_dir }) }, '/etc': {} })
    const { layers } = unwrap(await openDataset([TABLE], services, options))
    expect(open.get(layers[0]!.sourceId)).toBe(TABLE)
  }
})

it('[ME16] a folder of chunks that cannot be opened is told by its name', async () => {
  const { services, open } = world({ [TABLE]: { info: graph({ data_dir: 'gs://b/gone' }) } })
  expect(await openDataset([TABLE], services, options)).toMatchObject({ ok: false, problem: { file: 'gs://b/gone' } })
  expect([...open.values()]).toEqual([])
})
