import { beforeEach, describe, expect, it } from 'vitest'
import { createLiveView, type LiveView } from './live-view.ts'
import * as recipes from './recipes.ts'
import { testDataset } from './testing/test-dataset.ts'
import { initialView, type SelectedSegment } from './view-state.ts'

const segment = (id: bigint): SelectedSegment => ({
  id,
  supervoxel: id,
  supervoxels: null,
  layerId: '/seg',
  pickedAt: [Number(id), 0, 0],
})

let view: LiveView
beforeEach(() => {
  view = createLiveView()
  view.setState(recipes.opened(testDataset, initialView))
})
const change = (...all: readonly ReturnType<typeof recipes.setLayout>[]) => {
  for (const recipe of all) view.setState(recipe)
  return view.getState()
}
const ids = () => view.getState().selection.map(({ id }) => id)

describe('recipes', () => {
  it('[GL31] that a dataset could not be drawn is said until another one is opened', () => {
    const problem = { kind: 'unsupported', message: 'Something cannot be drawn' } as const
    view.setState({ stumbled: problem, lost: problem })
    expect(change(recipes.opened(testDataset, initialView))).toMatchObject({ stumbled: null, lost: problem })
  })

  it('[UI10] a segment is selected and deselected, ids exact beyond 2^53', () => {
    const big = 2n ** 64n - 1n
    change(recipes.toggleSegment(segment(1n)), recipes.toggleSegment(segment(big)))
    expect(ids()).toEqual([1n, big])
    change(recipes.toggleSegment(segment(1n)))
    expect(ids()).toEqual([big])
    expect(view.getState().current).toBe(0)
    expect(change(recipes.toggleSegment(segment(big))).current).toBe(-1)
  })

  it('[UI10] stepping goes round the selection and to where each was picked', () => {
    change(...[1n, 2n, 3n].map((id) => recipes.toggleSegment(segment(id))))
    expect(change(recipes.stepSelection(1)).camera.position).toEqual([1, 0, 0])
    expect(change(recipes.stepSelection(-1)).camera.position).toEqual([3, 0, 0])
    change(recipes.clearSelection())
    expect(change(recipes.stepSelection(1)).current).toBe(-1)
  })

  it('[UI10] a panel is maximised and brought back; with one panel on screen all come back', () => {
    expect(change(recipes.toggleMaximised('xz')).maximised).toBe('xz')
    expect(change(recipes.toggleMaximised('xz')).maximised).toBeNull()
    expect(change(recipes.setLayout('yz'), recipes.toggleMaximised('yz')).layout).toBe('4panel')
  })

  it('[UI13] a selection that was let go is brought back, 50 deep, and gone on from', () => {
    for (let i = 1n; i <= 60n; i++) change(recipes.clearSelection(), recipes.toggleSegment(segment(i)))
    expect(view.getState().past).toHaveLength(recipes.MAX_PAST_SELECTIONS)
    change(recipes.bringBackSelection(-1))
    expect(ids()).toEqual([59n])
    change(recipes.bringBackSelection(-1), recipes.bringBackSelection(-1))
    expect(ids()).toEqual([57n])
    change(recipes.bringBackSelection(1))
    expect(ids()).toEqual([58n])
    change(recipes.toggleSegment(segment(100n)))
    expect([ids(), view.getState().future]).toEqual([[58n, 100n], []])
    change(recipes.bringBackPast(0))
    expect(ids()).toHaveLength(1)
  })

  it('[UI14] selected segments follow their supervoxels; those that became one stand once', () => {
    change(...[5n, 7n, 9n].map((id) => recipes.toggleSegment(segment(id))))
    change(recipes.toggleSegment({ ...segment(2n), supervoxel: 30n }))
    const now = (supervoxel: bigint, id: bigint, supervoxels: number) => ({ supervoxel, segment: id, supervoxels })
    change(recipes.followSegments([now(5n, 1n, 4), now(7n, 7n, 2), now(30n, 1n, 4)]))
    expect(view.getState().selection.map(({ id, supervoxels }) => [id, supervoxels])).toEqual([
      [1n, 4],
      [7n, 2],
      [9n, null],
    ])
    expect(view.getState().current).toBe(0)
  })

  it('[TD15] what was picked in a segment that comes apart is selected again, unless it was deselected meanwhile', () => {
    const now = (supervoxel: bigint, id: bigint) => ({ supervoxel, segment: id, supervoxels: 2 })
    const ids = () => view.getState().selection.map(({ id }) => id)
    change(recipes.clearSelection(), ...[5n, 7n].map((id) => recipes.toggleSegment(segment(id))))
    const merged = recipes.followSegments([now(5n, 5n), now(7n, 5n)])
    const undone = recipes.followSegments([now(5n, 5n), now(7n, 7n)])
    change(merged)
    expect(ids()).toEqual([5n])
    change(undone)
    expect(ids()).toEqual([5n, 7n])
    change(merged, merged, undone)
    expect(ids()).toEqual([5n, 7n])
    // A cut: the seed of the other side is in the selected segment.
    change(recipes.alsoPick([{ ...segment(7n), supervoxel: 70n }, segment(99n)]))
    change(recipes.followSegments([now(5n, 5n), now(7n, 7n), now(70n, 70n), now(99n, 99n)]))
    expect(ids()).toEqual([5n, 7n, 70n])
    change(merged, recipes.clearSelection(), recipes.toggleSegment(segment(8n)))
    change(undone)
    expect(ids()).toEqual([8n])
  })

  it('[UI10] seams stay on the canvas', () => {
    expect(change(recipes.setSplits({ x: -3 })).splits).toEqual({ x: recipes.MIN_SPLIT, y: 0.5 })
    expect(change(recipes.setSplits({ y: 3 })).splits.y).toBe(1 - recipes.MIN_SPLIT)
  })

  it('[UI10] layers are shown, hidden and changed by their kind only', () => {
    const views = () => view.getState().dataset?.layers.map((layer) => layer.view)
    change(recipes.toggleLayer(1), recipes.toggleLayer(7))
    expect(views()?.map(({ visible }) => visible)).toEqual([true, false])
    change(
      recipes.changeImage('/seg', { black: 9 }),
      recipes.changeSegmentations(() => ({ boundaries: false })),
    )
    expect(views()?.[1]).toMatchObject({ boundaries: false })
    expect(views()?.[1]).not.toHaveProperty('black')
    expect(views()?.[0]).not.toHaveProperty('boundaries')
  })

  it('[UI10] both side bars close together and come back together', () => {
    change(recipes.toggleSideBar('left'))
    expect(change(recipes.toggleSideBar('both')).sideBars).toEqual({ left: false, right: false })
    expect(change(recipes.toggleSideBar('both')).sideBars).toEqual({ left: true, right: true })
  })

  it('[UI10] a failed opening leaves what was open, a cancelled one leaves no word', () => {
    change(recipes.openingStep('x', 'Reading'))
    const failed = change(recipes.openingFailed({ kind: 'not-found', message: 'No' }))
    expect([failed.dataset?.name, failed.opening, failed.openProblem?.kind]).toEqual(['test', null, 'not-found'])
    expect(change(recipes.openingFailed({ kind: 'cancelled', message: '' })).openProblem).toBeNull()
  })
})
