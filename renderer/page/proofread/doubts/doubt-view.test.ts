import { beforeEach, describe, expect, it } from 'vitest'
import type { Quaternion, Vec3 } from '../../../../shared/geometry.ts'
import type { Camera } from '../../../../shared/view/camera.ts'
import { rotate } from '../../../../shared/view/vectors.ts'
import type { ListedDoubt } from '../../../edit/messages.ts'
import { createLiveView } from '../../view/live-view.ts'
import { opened, toggleSegment } from '../../view/recipes.ts'
import { setScene } from '../../view/scene/scene-state.ts'
import { testDataset } from '../../view/testing/test-dataset.ts'
import { initialView } from '../../view/view-state.ts'
import { createLiveProofreading, toTool } from '../live-proofreading.ts'
import { type DoubtView, startDoubtView } from './doubt-view.ts'

/** Each segment runs along x from its supervoxel's place, 2 towards larger x and 1 towards smaller. */
const placesOf = async (supervoxel: bigint): Promise<readonly Vec3[]> =>
  Array.from({ length: 20 }, (_, i) => [(supervoxel === 2n ? 1 : -1) * i * 200, 0, 0])

let view = createLiveView()
let proof = createLiveProofreading()
/** Resolves once the slices are on screen. */
let slices = Promise.resolve()
let ahead: (readonly Camera[])[] = []
let doubtView: DoubtView = { fly: () => undefined }
beforeEach(() => {
  view = createLiveView()
  proof = createLiveProofreading()
  view.setState(opened(testDataset, initialView))
  proof.setState({ editing: { kind: 'open', layerId: '/seg', log: { edits: 0, pending: 0 } } })
  ahead = []
  slices = Promise.resolve()
  const afterSlices = () => slices
  const loadAhead = (cameras: readonly Camera[]) => void ahead.push(cameras)
  doubtView = startDoubtView({ view, proof, clock: { arrived: () => undefined }, placesOf, loadAhead, afterSlices })
})

function doubtOf(a: bigint, b: bigint): ListedDoubt {
  const position = [Number(a), 0, 0] as const
  const points = { a: { supervoxel: a, position }, b: { supervoxel: b, position }, segments: [a, b] }
  return { id: `${a} ${b}`, kind: 'missed-merge', ...points, position, affinity: 0.4, effect: 9 }
}

/** Shows a doubt between the segments of two supervoxels. */
function show(a: bigint, b: bigint): void {
  const doubt = doubtOf(a, b)
  toTool(proof, { kind: 'take', inHand: { kind: 'doubt', doubt } })
  const segments = [a, b].map((supervoxel) => ({ supervoxel, segment: supervoxel, supervoxels: 3 }))
  toTool(proof, { kind: 'previewed', preview: { segments } })
}
const ids = () => view.getState().selection.map(({ id }) => id)
const past = () => view.getState().past.map((one) => one.map(({ id }) => id))

const settled = () => new Promise((resolve) => setImmediate(resolve))

describe('the view of doubts', () => {
  it('[DO44] flies to a doubt so that the smaller party fits, and not two neurons whole; comes back the same', async () => {
    view.setState({ extent: { width: 800, height: 600, devicePixelRatio: 1 } })
    show(1n, 2n)
    await settled()
    const { camera } = view.getState()
    // Both parties reach 3,800 nm: the surroundings are shown, 1,000 nm to each side, in panels of 300 pixels.
    expect([camera.position, Math.round(camera.nmPerPixel * 3) * 100]).toEqual([[1, 0, 0], 2000])
    view.setState((state) => {
      state.camera.position = [5000, 0, 0]
      state.camera.nmPerPixel = 40
    })
    doubtView.fly()
    expect(view.getState().camera).toEqual(camera)
  })

  it('[DO44] who zooms before it is known where the parties lie keeps that zoom', async () => {
    view.setState({ extent: { width: 800, height: 600, devicePixelRatio: 1 } })
    show(1n, 2n)
    view.setState((state) => {
      state.camera.nmPerPixel = 3
    })
    await settled()
    expect(view.getState().camera.nmPerPixel).toBe(3)
  })

  it('[DO45] makes the next two doubts ready, and none once no doubt is in hand; all else steps back meanwhile', async () => {
    view.setState({ extent: { width: 800, height: 600, devicePixelRatio: 1 } })
    const next = [1n, 3n, 5n, 7n].map((id) => doubtOf(id, id + 1n))
    proof.setState(({ doubts }) => ({ doubts: { ...doubts, left: 4, all: 4, next } }))
    show(1n, 2n)
    await settled()
    expect(ahead.at(-1)?.map(({ position }) => position[0])).toEqual([3, 5])
    expect(view.getState().dimsOthers).toBe(true)
    // What was made ready is shown at once.
    show(3n, 4n)
    expect(view.getState().camera).toEqual(ahead.at(-1)?.[0])
    toTool(proof, { kind: 'cancel' })
    await settled()
    expect([ahead.at(-1), view.getState().dimsOthers]).toEqual([[], false])
  })

  it('[DO8] selects the two segments of a doubt; of past selections only those of the person are kept', () => {
    const own = { id: 7n, supervoxel: 7n, supervoxels: 1, layerId: '/seg', pickedAt: [0, 0, 0] } as const
    view.setState(toggleSegment(own))
    show(1n, 2n)
    expect(ids()).toEqual([1n, 2n])
    show(3n, 4n)
    show(5n, 6n)
    expect([ids(), past()]).toEqual([[5n, 6n], [[7n]]])
    // What the person adds is the person's.
    view.setState(toggleSegment(own))
    show(8n, 9n)
    expect(past().at(-1)).toEqual([5n, 6n, 7n])
  })

  it('[TD12] turns the 3-D view across the two parties, unless the person moved it meanwhile', async () => {
    const along: Quaternion = [0, Math.SQRT1_2, 0, Math.SQRT1_2]
    view.setState((state) => setScene({ ...state.scene, orientation: along })(state))
    show(1n, 2n)
    await settled()
    const { scene } = view.getState()
    expect(Math.abs(rotate(scene.orientation, [0, 0, 1])[0])).toBeLessThan(0.5)
    show(3n, 4n)
    view.setState((state) => setScene({ ...state.scene, orientation: along })(state))
    await settled()
    expect(view.getState().scene.orientation).toEqual(along)
  })

  it('[DO54] more is made ready once the slices of the doubt in hand are on screen', async () => {
    const [first, second] = [doubtOf(1n, 2n), doubtOf(3n, 4n)]
    let shown = (): void => undefined
    slices = new Promise<void>((resolve) => {
      shown = resolve
    })
    proof.setState({ doubts: { ...proof.getState().doubts, next: [first, second] } })
    toTool(proof, { kind: 'take', inHand: { kind: 'doubt', doubt: first } })
    await settled()
    expect(ahead).toEqual([])
    shown()
    await settled()
    expect(ahead.at(-1)?.length).toBe(1)
  })
})
