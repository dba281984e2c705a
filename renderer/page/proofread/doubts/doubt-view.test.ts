import { beforeEach, describe, expect, it } from 'vitest'
import type { Quaternion, Vec3 } from '../../../../shared/geometry.ts'
import { rotate } from '../../../../shared/view/vectors.ts'
import type { Doubt } from '../../../edit/messages.ts'
import { createLiveView } from '../../view/live-view.ts'
import { opened, toggleSegment } from '../../view/recipes.ts'
import { setScene } from '../../view/scene/scene-state.ts'
import { testDataset } from '../../view/testing/test-dataset.ts'
import { initialView } from '../../view/view-state.ts'
import { createLiveProofreading, toTool } from '../live-proofreading.ts'
import { startDoubtView } from './doubt-view.ts'

/** Each segment runs along x from its supervoxel's place, 2 towards larger x and 1 towards smaller. */
const placesOf = async (supervoxel: bigint): Promise<readonly Vec3[]> =>
  Array.from({ length: 20 }, (_, i) => [(supervoxel === 2n ? 1 : -1) * i * 200, 0, 0])

let view = createLiveView()
let proof = createLiveProofreading()
beforeEach(() => {
  view = createLiveView()
  proof = createLiveProofreading()
  view.setState(opened(testDataset, initialView))
  proof.setState({ editing: { kind: 'open', layerId: '/seg', log: { edits: 0, pending: 0 } } })
  startDoubtView({ view, proof, clock: { arrived: () => undefined }, placesOf })
})

/** Shows a doubt between the segments of two supervoxels. */
function show(a: bigint, b: bigint): void {
  const position = [Number(a), 0, 0] as const
  const points = { a: { supervoxel: a, position }, b: { supervoxel: b, position } }
  const doubt: Doubt = { id: `${a} ${b}`, kind: 'missed-merge', ...points, position, affinity: 0.4, effect: 9 }
  toTool(proof, { kind: 'take', inHand: { kind: 'doubt', doubt } })
  const segments = [a, b].map((supervoxel) => ({ supervoxel, segment: supervoxel, supervoxels: 3 }))
  toTool(proof, { kind: 'previewed', preview: { segments } })
}
const ids = () => view.getState().selection.map(({ id }) => id)
const past = () => view.getState().past.map((one) => one.map(({ id }) => id))

describe('the view of doubts', () => {
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
    const settled = () => new Promise((resolve) => setImmediate(resolve))
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
})
