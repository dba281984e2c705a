import { expect, it, vi } from 'vitest'
import { infoOf } from '../../../shared/formats/precomputed/info-of.ts'
import { createLiveView } from '../view/live-view.ts'
import { opened, setContrast } from '../view/recipes.ts'
import { testDataset } from '../view/testing/test-dataset.ts'
import { type Dataset, initialView } from '../view/view-state.ts'
import { createLiveProperties, startProperties } from './live-properties.ts'

const PROPERTIES = {
  '@type': 'neuroglancer_segment_properties',
  inline: { ids: ['7'], properties: [{ id: 'name', type: 'label', values: ['Mi1'] }] },
}

function datasetOf(named: unknown): Dataset {
  const [image, labels] = testDataset.layers
  const scales = labels!.volume.scales.map((scale) => ({ ...scale, encoding: { kind: 'raw' } as const }))
  const [first] = scales
  const info = { ...infoOf({ kind: 'segmentation', voxelType: 'uint64', scales: [first!] }), segment_properties: named }
  const place = { location: '/seg', above: 0 }
  const described = { format: 'precomputed', files: { info }, place, at: [] }
  return { ...testDataset, layers: [image!, { ...labels!, described }] }
}

async function read(named: unknown, files: Readonly<Record<string, string>>) {
  const view = createLiveView()
  const properties = createLiveProperties()
  const asked: string[] = []
  startProperties({
    ...{ view, properties },
    read: async (_source, key) => {
      asked.push(key)
      const text = files[key]
      return text === undefined ? undefined : new TextEncoder().encode(text)
    },
  })
  view.setState(opened(datasetOf(named), initialView))
  if (named !== undefined) await vi.waitFor(() => expect(properties.getState()).toHaveProperty('/seg'))
  return { view, asked, properties, said: properties.getState()['/seg'] }
}

it('[SP1] are read from their folder once a dataset is open, and once only', async () => {
  const { view, asked, said, properties } = await read('props', { 'props/info': JSON.stringify(PROPERTIES) })
  expect(said?.kind === 'read' && said.properties.texts[0]?.values).toEqual(['Mi1'])
  view.setState(setContrast('/em', { black: 1, white: 2 }))
  expect(asked).toEqual(['props/info'])
  view.setState(opened({ ...testDataset, layers: [] }, initialView))
  expect(properties.getState()).toEqual({})
})

it('[SP1] are asked for nowhere where the volume names none', async () => {
  expect(await read(undefined, {})).toMatchObject({ asked: [], said: undefined })
})

it.each([
  ['a folder that is not there', 'props', {}, 'There is no file /seg/props/info'],
  ['a folder outside', '../../etc', {}, 'leads out of the opened folder'],
  ['a folder that is a number', 5, {}, 'segment_properties must be a text'],
  ['no JSON', 'props', { 'props/info': '{' }, '/seg/props/info is not JSON'],
  ['something else', 'props', { 'props/info': '{}' }, '@type must be'],
] as const)('[SP1] %s costs the properties alone', async (_, named, files, words) => {
  const { said } = await read(named, files)
  expect(said?.kind === 'failed' && said.problem.message).toContain(words)
})
