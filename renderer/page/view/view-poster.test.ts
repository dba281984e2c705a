import { describe, expect, it } from 'vitest'
import type { ToGl } from '../../gl/messages.ts'
import { createLiveHover } from './hover.ts'
import { createLiveView } from './live-view.ts'
import {
  alsoPick,
  centreAt,
  dimOthers,
  opened,
  showBare,
  showSupervoxels,
  toggleLayer,
  toggleSegment,
  toggleSideBar,
} from './recipes.ts'
import { testDataset } from './testing/test-dataset.ts'
import { startViewPoster } from './view-poster.ts'
import { initialView } from './view-state.ts'

function setUp() {
  const sent: ToGl[] = []
  const frames: (() => void)[] = []
  const view = createLiveView()
  const hover = createLiveHover()
  view.setState({ extent: { width: 201, height: 101, devicePixelRatio: 1 } })
  const send = (message: ToGl) => void sent.push(message)
  const poster = startViewPoster(view, hover, { send }, (callback) => void frames.push(callback))
  const settled = () => Promise.resolve()
  const frame = () => {
    for (const callback of frames.splice(0)) callback()
  }
  const kinds = () => sent.splice(0).map(({ kind }) => kind)
  return { view, hover, poster, sent, settled, frame, kinds }
}

describe('the view poster', () => {
  it('[UI11] posts the first change of a frame at once and the rest as one', async () => {
    const { view, poster, settled, frame, kinds, sent } = setUp()
    view.setState(opened(testDataset, initialView))
    await settled()
    expect(kinds()).toEqual(['layers', 'segments', 'view'])
    for (let x = 1; x <= 50; x++) view.setState(centreAt([x, 0, 0]))
    await settled()
    expect(kinds()).toEqual([])
    frame()
    expect(sent).toHaveLength(1)
    expect(sent[0]).toMatchObject({ kind: 'view', camera: { position: [50, 0, 0] }, serial: 2 })
    expect(poster.latest()).toBe(2)
  })

  it('[UI11] posts only what changed, and every panel', async () => {
    const { view, hover, settled, frame, kinds, sent } = setUp()
    view.setState(opened(testDataset, initialView))
    await settled()
    const posted = sent.find((message) => message.kind === 'view')
    expect(posted?.panels.map((panel) => panel.kind)).toEqual(['xy', 'xz', '3d', 'yz'])
    kinds()
    frame()
    view.setState(toggleSideBar('left'))
    await settled()
    expect(kinds()).toEqual([])
    view.setState(toggleLayer(0))
    await settled()
    expect(kinds()).toEqual(['layers', 'view'])
    frame()
    view.setState(toggleSegment({ id: 7n, supervoxel: 7n, supervoxels: null, layerId: '/seg', pickedAt: [0, 0, 0] }))
    await settled()
    expect(sent[0]).toMatchObject({ kind: 'segments', selected: BigUint64Array.of(7n) })
    kinds()
    frame()
    const also = { id: 7n, supervoxel: 8n, supervoxels: null, layerId: '/seg', pickedAt: null }
    view.setState(alsoPick([also, { ...also, id: 6n, supervoxel: 6n }]))
    await settled()
    expect(sent[0]).toMatchObject({ kind: 'segments', picked: BigUint64Array.of(7n, 8n) })
    kinds()
    frame()
    hover.setState({ segment: 9n })
    await settled()
    expect(sent).toMatchObject([{ kind: 'segments', hovered: 9n }])
  })

  it('[UI16] while splitting, the layer that is edited shows its supervoxels; its kept view stays as it is', async () => {
    const { view, settled, frame, sent } = setUp()
    const editable = { layerId: '/seg', id: '/seg', agglomeration: { kind: 'identity' }, facts: {} } as const
    const dataset = { ...testDataset, editable: { ...editable, voxelSize: [8, 8, 40], sources: [] } } as const
    view.setState(opened(dataset, initialView))
    await settled()
    expect(sent[0]).toMatchObject({ kind: 'layers', edited: '/seg' })
    sent.splice(0)
    frame()
    view.setState(showSupervoxels(true))
    await settled()
    const layers = sent.find((message) => message.kind === 'layers')?.layers
    expect(layers?.map(({ view }) => view.kind === 'segmentation' && view.supervoxelBorders)).toEqual([false, true])
    expect(view.getState().dataset?.layers[1]?.view).toMatchObject({ supervoxelBorders: false })
  })

  it('[DO45] what steps back is drawn with less opacity, and the kept view stays', async () => {
    const { view, settled, sent } = setUp()
    view.setState(opened(testDataset, initialView))
    view.setState(dimOthers(true))
    await settled()
    const layers = sent.find((message) => message.kind === 'layers')?.layers
    const kept = view.getState().dataset?.layers[1]?.view
    expect(layers?.[0]?.view).toEqual(view.getState().dataset?.layers[0]?.view)
    expect(layers?.[1]?.view.opacity).toBeCloseTo((kept?.opacity ?? 0) * 0.35)
    expect(layers?.[1]?.view).toMatchObject({ selectedOpacity: kept?.kind === 'segmentation' && kept.selectedOpacity })
  })

  it('[UI26] bare tissue: segments are drawn with no opacity, and stay visible so that they are picked; kept views stay', async () => {
    const { view, settled, frame, sent } = setUp()
    view.setState(opened(testDataset, initialView))
    await settled()
    const posted = () =>
      sent
        .splice(0)
        .flatMap((message) => (message.kind === 'layers' ? [message.layers] : []))
        .at(-1)
    const before = posted()
    frame()
    view.setState(showBare(true))
    await settled()
    const none = { visible: true, opacity: 0, selectedOpacity: 0 }
    expect(posted()).toMatchObject([{ view: before![0]!.view }, { view: { ...before![1]!.view, ...none } }])
    expect(view.getState().dataset?.layers[1]?.view).toEqual(before?.[1]?.view)
    frame()
    view.setState(showBare(false))
    await settled()
    expect(posted()).toEqual(before)
  })

  it('[UI11] posts nothing before the canvas is laid out', async () => {
    const { view, settled, kinds } = setUp()
    view.setState({ extent: { width: 0, height: 0, devicePixelRatio: 1 } })
    await settled()
    expect(kinds()).toEqual([])
  })
})
