import { expect, it } from 'vitest'
import type { SegmentLandmarks } from '../../edit/messages.ts'
import { createLiveView } from '../view/live-view.ts'
import { opened, selectOnly } from '../view/recipes.ts'
import { testDataset } from '../view/testing/test-dataset.ts'
import { initialView } from '../view/view-state.ts'
import { createFinder } from './find-in-segment.ts'
import { createLiveProofreading } from './live-proofreading.ts'

const LANDMARKS: SegmentLandmarks = {
  box: { min: [0, 0, 0], max: [400, 200, 100] },
  bodies: [[1, 1, 1]],
  thickest: [
    [2, 2, 2],
    [3, 3, 3],
  ],
  tips: [
    [4, 4, 4],
    [5, 5, 5],
  ],
}

function begin(landmarks: SegmentLandmarks | string = LANDMARKS) {
  const view = createLiveView()
  const proof = createLiveProofreading()
  const said: string[] = []
  let asked = 0
  view.setState(opened(testDataset, initialView))
  view.setState({ extent: { width: 800, height: 600, devicePixelRatio: 1 } })
  const layerId = testDataset.layers[1]!.id
  const log = { edits: 0, pending: 0 }
  proof.setState({ editing: { kind: 'open', layerId, log } })
  view.setState(selectOnly([{ id: 7n, supervoxel: 8n, supervoxels: 3, layerId, pickedAt: null }]))
  const find = createFinder({
    view,
    proof,
    edit: {
      ask: async (request) => {
        const { id, kind } = request(++asked)
        if (kind !== 'landmarks') throw new Error(`asked for ${kind}`)
        const reply =
          typeof landmarks === 'string'
            ? { kind: 'failed' as const, id, problem: { kind: 'disk' as const, message: landmarks } }
            : { kind: 'landmarks' as const, id, ...landmarks }
        // The reply is to this request, which is the only kind that is asked here.
        return reply as never
      },
    },
    clock: { arrived: () => undefined },
    say: (text) => void said.push(text),
  })
  const at = () => view.getState().camera.position[0]
  return { view, proof, find, said, at, count: () => asked, layerId, log }
}

it('[FN5, FN6] goes to the cell body, then the thickest places, then round; the tips have a round of their own', async () => {
  const { find, at, said, count } = begin()
  const places: number[] = []
  for (const goal of ['thickest', 'thickest', 'thickest', 'thickest', 'tip', 'tip', 'tip', 'thickest'] as const) {
    await find(goal)
    places.push(at())
  }
  expect(places).toEqual([1, 2, 3, 1, 4, 5, 4, 1])
  expect(said.slice(0, 5)).toEqual([
    'Cell body',
    'Thickest place, 1 of 2',
    'Thickest place, 2 of 2',
    'Cell body',
    'Farthest tip, 1 of 2',
  ])
  expect(count()).toBe(1)
})

it('[FN5] asks anew once the log is another', async () => {
  const { find, proof, count, layerId, log } = begin()
  await find('tip')
  proof.setState({ editing: { kind: 'open', layerId, log: { ...log, edits: 1 } } })
  await find('tip')
  expect(count()).toBe(2)
})

it('[FN7] shows the whole: its middle, at a zoom at which all panels hold it', async () => {
  const { find, view } = begin()
  await find('whole')
  const { position, nmPerPixel } = view.getState().camera
  expect(position).toEqual([200, 100, 50])
  expect(nmPerPixel).toBeGreaterThan(400 / 400)
  expect(nmPerPixel).toBeLessThan(400 / 200)
})

it('[FN5] says why there is nowhere to go', async () => {
  const unread = begin('The disk is gone')
  await unread.find('tip')
  expect(unread.said).toEqual(['This segment cannot be read: The disk is gone.'])
  const nowhere = begin({ box: undefined, bodies: [], thickest: [], tips: [] })
  await nowhere.find('whole')
  expect(nowhere.said).toEqual(['No place in this segment is known.'])
  // A stored mesh lies where no supervoxel is known.
  const progress = { meshes: { box: { min: [0, 0, 0], max: [40, 20, 10] } } }
  nowhere.view.setState({ progress: progress as never })
  await nowhere.find('whole')
  await nowhere.find('tip')
  expect(nowhere.view.getState().camera.position).toEqual([20, 10, 5])
  expect(nowhere.said.slice(1)).toEqual(['No such place in this segment is known: only its shape is.'])
  const none = begin()
  none.view.setState(selectOnly([]))
  await none.find('tip')
  expect(none.said).toEqual(['Select a segment first: double click one.'])
})
