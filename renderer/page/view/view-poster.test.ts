import { describe, expect, it } from 'vitest'
import type { ToGl } from '../../gl/messages.ts'
import { createHoverStore } from './hover.ts'
import { centreAt, opened, showSupervoxels, toggleCrosshair, toggleLayer, toggleSegment } from './recipes.ts'
import { testDataset } from './test-dataset.ts'
import { startViewPoster } from './view-poster.ts'
import { initialView } from './view-state.ts'
import { createViewStore } from './view-store.ts'

function setUp() {
  const sent: ToGl[] = []
  const frames: (() => void)[] = []
  const store = createViewStore()
  const hover = createHoverStore()
  store.setState({ extent: { width: 201, height: 101, devicePixelRatio: 1 } })
  const send = (message: ToGl) => void sent.push(message)
  const poster = startViewPoster(store, hover, { send }, (callback) => void frames.push(callback))
  const settled = () => Promise.resolve()
  const frame = () => {
    for (const callback of frames.splice(0)) callback()
  }
  const kinds = () => sent.splice(0).map(({ kind }) => kind)
  return { store, hover, poster, sent, settled, frame, kinds }
}

describe('the view poster', () => {
  it('[UI11] posts the first change of a frame at once and the rest as one', async () => {
    const { store, poster, settled, frame, kinds, sent } = setUp()
    store.setState(opened(testDataset, initialView))
    await settled()
    expect(kinds()).toEqual(['layers', 'segments', 'view'])
    for (let x = 1; x <= 50; x++) store.setState(centreAt([x, 0, 0]))
    await settled()
    expect(kinds()).toEqual([])
    frame()
    expect(sent).toHaveLength(1)
    expect(sent[0]).toMatchObject({ kind: 'view', camera: { position: [50, 0, 0] }, serial: 2 })
    expect(poster.latest()).toBe(2)
  })

  it('[UI11] posts only what changed, and slice panels only', async () => {
    const { store, hover, settled, frame, kinds, sent } = setUp()
    store.setState(opened(testDataset, initialView))
    await settled()
    const view = sent.find((message) => message.kind === 'view')
    expect(view?.panels.map((panel) => panel.kind)).toEqual(['xy', 'xz', 'yz'])
    kinds()
    frame()
    store.setState(toggleCrosshair())
    await settled()
    expect(kinds()).toEqual([])
    store.setState(toggleLayer(0))
    await settled()
    expect(kinds()).toEqual(['layers', 'view'])
    frame()
    store.setState(toggleSegment({ id: 7n, supervoxel: 7n, supervoxels: null, layerId: '/seg', pickedAt: [0, 0, 0] }))
    await settled()
    expect(sent[0]).toMatchObject({ kind: 'segments', selected: BigUint64Array.of(7n) })
    kinds()
    frame()
    hover.setState({ segment: 9n })
    await settled()
    expect(sent).toMatchObject([{ kind: 'segments', hovered: 9n }])
  })

  it('[UI16] while splitting, the layer that is edited shows its supervoxels; its kept view stays as it is', async () => {
    const { store, settled, frame, sent } = setUp()
    const editable = { layerId: '/seg', id: '/seg', agglomeration: { kind: 'identity' }, facts: {} } as const
    const dataset = { ...testDataset, editable: { ...editable, voxelSize: [8, 8, 40], sources: [] } } as const
    store.setState(opened(dataset, initialView))
    await settled()
    expect(sent[0]).toMatchObject({ kind: 'layers', edited: '/seg' })
    sent.splice(0)
    frame()
    store.setState(showSupervoxels(true))
    await settled()
    const layers = sent.find((message) => message.kind === 'layers')?.layers
    expect(layers?.map(({ view }) => view.kind === 'segmentation' && view.supervoxelBorders)).toEqual([false, true])
    expect(store.getState().dataset?.layers[1]?.view).toMatchObject({ supervoxelBorders: false })
  })

  it('[UI11] posts nothing before the canvas is laid out', async () => {
    const { store, settled, kinds } = setUp()
    store.setState({ extent: { width: 0, height: 0, devicePixelRatio: 1 } })
    await settled()
    expect(kinds()).toEqual([])
  })
})
