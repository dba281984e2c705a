import { expect, it } from 'vitest'
import type { EditRequest } from '../../edit/messages.ts'
import type { EditClient } from '../engine/edit-client.ts'
import { createLiveView } from '../view/live-view.ts'
import * as recipes from '../view/recipes.ts'
import { testDataset } from '../view/testing/test-dataset.ts'
import { initialView } from '../view/view-state.ts'
import { createLiveProofreading } from './live-proofreading.ts'
import { followSelected } from './selected-segments.ts'

/** Of supervoxels 5 and 7, which `joined` says are one segment. */
function rig() {
  const view = createLiveView()
  const proof = createLiveProofreading()
  const state = { joined: false }
  const ask = (request: (id: number) => EditRequest) => {
    const asked = request(1)
    if (asked.kind !== 'describe') return Promise.resolve({ kind: 'sized', voxels: new Map() })
    const segments = [...asked.supervoxels].map((supervoxel) => {
      return { supervoxel, segment: state.joined && supervoxel === 7n ? 5n : supervoxel, supervoxels: 2 }
    })
    return Promise.resolve({ kind: 'described', segments })
  }
  view.setState(recipes.opened(testDataset, initialView))
  proof.setState({ editing: { kind: 'open', layerId: '/seg', log: { edits: 0, pending: 0 } } })
  const { lookUp } = followSelected({ view, proof, edit: { ask } as unknown as EditClient })
  const merge = async (a: bigint, b: bigint) => {
    const points = { a: { supervoxel: a, position: [1, 2, 3] }, b: { supervoxel: b, position: [4, 5, 6] } } as const
    const { tool } = proof.getState()
    proof.setState({ tool: { ...tool, acting: { act: { kind: 'merge', ...points }, byTool: true, confirmed: false } } })
    state.joined = true
    await lookUp()
  }
  const undo = async () => {
    state.joined = false
    await lookUp()
  }
  const select = (...ids: readonly bigint[]) => {
    const one = (id: bigint) => ({ id, supervoxel: id, supervoxels: null, layerId: '/seg', pickedAt: null })
    view.setState(recipes.selectOnly(ids.map(one)))
  }
  return { select, merge, undo, ids: () => view.getState().selection.map(({ id }) => id), view }
}

it('[TD15] where one of two segments was selected when they were joined, both are once that is undone', async () => {
  const { select, merge, undo, ids, view } = rig()
  select(5n)
  await merge(5n, 7n)
  expect(ids()).toEqual([5n])
  await undo()
  expect(ids()).toEqual([5n, 7n])
  expect(view.getState().selection[1]).toMatchObject({ pickedAt: [4, 5, 6], supervoxels: 2 })
  select(7n)
  await merge(5n, 7n)
  await undo()
  expect(ids()).toEqual([7n, 5n])
})

it('[TD15] where neither was selected, a merge and its undo select nothing', async () => {
  const { select, merge, undo, ids } = rig()
  select(9n)
  await merge(5n, 7n)
  await undo()
  expect(ids()).not.toContain(7n)
  select()
  await merge(5n, 7n)
  await undo()
  expect(ids()).toEqual([])
})
