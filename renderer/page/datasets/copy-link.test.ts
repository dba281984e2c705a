import { expect, it } from 'vitest'
import { readNeuroglancerLink } from '../../../shared/link/neuroglancer/read-link.ts'
import { createLiveView } from '../view/live-view.ts'
import { opened } from '../view/recipes.ts'
import { testDataset } from '../view/testing/test-dataset.ts'
import { type Dataset, initialView } from '../view/view-state.ts'
import { copyLink } from './copy-link.ts'

const [em, seg] = testDataset.layers
if (!em || !seg) throw new Error('the test dataset has an image and a segmentation')
const precomputed = { ...em.described, format: 'precomputed' }
const onWeb = { ...em, location: 'https://h/em', described: precomputed }
const inBucket = { ...seg, location: 'gs://b/seg', described: { ...precomputed, format: 'n5' } }

/** What a view of the dataset is copied as, and what is said of it. */
async function copied(dataset: Partial<Dataset> | null) {
  const view = createLiveView()
  const selection = [{ id: 7n, supervoxel: 7n, supervoxels: null, layerId: '/seg', pickedAt: null }]
  if (dataset) view.setState(opened({ ...testDataset, ...dataset }, { ...initialView, selection, maximised: 'xz' }))
  const texts: string[] = []
  copyLink(view, { copyText: async (text) => void texts.push(text) })
  await Promise.resolve()
  const link = texts[0] === undefined ? undefined : readNeuroglancerLink(texts[0])
  const state = link?.ok && link.value.kind === 'state' ? link.value.json : undefined
  return { words: view.getState().notice?.text, state }
}

it('[NG9] copies what is on screen, with the formats of its layers', async () => {
  const { state, words } = await copied({ layers: [onWeb, inBucket], locations: ['https://h/em', 'gs://b/seg'] })
  expect(words).toBe('Copied a Neuroglancer link of 2 layers.')
  expect(state).toMatchObject({
    title: 'test',
    dimensions: { x: [8e-9, 'm'], y: [8e-9, 'm'], z: [4e-8, 'm'] },
    layers: [
      { name: '/em', source: 'precomputed://https://h/em', type: 'image' },
      { name: '/seg', source: 'n5://gs://b/seg', type: 'segmentation', segments: ['7'] },
    ],
    // The panel that fills the screen.
    layout: 'xz',
  })
})

it('[NG9] names what a web viewer cannot read, and copies nothing where that is all', async () => {
  const { state, words } = await copied({ layers: [onWeb, seg] })
  expect(words).toBe(
    'Copied a Neuroglancer link of one layer. Left out: /seg lies on this machine, where no web viewer reads it.',
  )
  expect(state).toMatchObject({ layers: [{ name: '/em' }] })
  const none = await copied({})
  expect(none.words).toBe('No link was made: /em and /seg lie on this machine, where no web viewer reads them.')
  expect(none.state).toBeUndefined()
  expect((await copied(null)).words).toBe('There is nothing to make a link of: no dataset is open.')
})

it('[NG9] leaves out what may be a secret, and says so', async () => {
  const { state, words } = await copied({ layers: [onWeb], locations: ['https://h/em?X-Signature=abc'] })
  expect(words).toMatch(/What stands after \? in an address may be a secret and was left out\.$/)
  expect(JSON.stringify(state)).not.toContain('abc')
})
