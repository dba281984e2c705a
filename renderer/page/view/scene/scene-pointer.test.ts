import { describe, expect, it } from 'vitest'
import type { PickedPixel } from '../../engine/gl-client.ts'
import { createLiveHover } from '../hover.ts'
import { createLiveView } from '../live-view.ts'
import { opened } from '../recipes.ts'
import { testDataset } from '../testing/test-dataset.ts'
import { initialView } from '../view-state.ts'
import { centreOnSurface, dragInScene, zoomInScene } from './scene-pointer.ts'
import { fitScene, setScene } from './scene-state.ts'

function setUp() {
  const view = createLiveView()
  view.setState({ extent: { width: 400, height: 400, devicePixelRatio: 2 } })
  view.setState(opened(testDataset, { ...initialView, layout: '3d' }))
  view.setState(setScene({ orientation: [0, 0, 0, 1], nmPerPixel: 10, projection: 'orthographic' }))
  return view
}

const gl = (picked: PickedPixel) => ({ pick: async () => [], pickPixel: async () => picked })
const rect = { x: 0, y: 0, width: 400, height: 400 }

describe('the pointer in the 3-D panel', () => {
  it('[TD14] a right click centres just within the surface, and beside all surfaces nothing moves', async () => {
    const view = setUp()
    const spot = { kind: 'pixel', x: 10, y: 10 } as const
    await centreOnSurface(view, gl({ position: [100, 200, 300], layers: [] }), spot)
    // It looks along z, where a voxel has 40 nm.
    expect(view.getState().camera.position).toEqual([100, 200, 340])
    await centreOnSurface(view, gl({ position: null, layers: [] }), spot)
    expect(view.getState().camera.position).toEqual([100, 200, 340])
  })

  it('[TD2, TD3] a drag turns the scene alone; with Shift it moves all panels', () => {
    const view = setUp()
    const { camera } = view.getState()
    dragInScene(view, 20, 10, false)
    expect(view.getState().camera).toBe(camera)
    expect(view.getState().scene.orientation).not.toEqual([0, 0, 0, 1])
    view.setState(setScene({ orientation: [0, 0, 0, 1], nmPerPixel: 10, projection: 'orthographic' }))
    dragInScene(view, 20, 10, true)
    expect(view.getState().camera.position).toEqual([-200, -100, 0])
  })

  it('[TD4] the wheel keeps what the hover found in its place, else the point at the depth of the position', () => {
    const view = setUp()
    const hover = createLiveHover()
    zoomInScene(view, hover, { at: [150, 100], rect, factor: 2 })
    expect(view.getState().camera.position).toEqual([250, 0, 0])
    hover.setState({ panel: '3d', position: [250, 0, 900] })
    zoomInScene(view, hover, { at: [100, 100], rect, factor: 2 })
    expect(view.getState().camera.position).toEqual([250, 0, 450])
    expect(view.getState().scene.nmPerPixel).toBe(2.5)
  })

  it('[TD5] a fit keeps the position where something of the shapes is, and goes to their middle from elsewhere', () => {
    const view = setUp()
    const meshes = { segments: 1, isLoading: false, unseen: 0, empty: 0, failed: 0, failure: null }
    const fitTo = (box: {
      readonly min: readonly [number, number, number]
      readonly max: readonly [number, number, number]
    }) => {
      view.setState({ progress: { ...NO_PROGRESS, meshes: { ...meshes, box } } })
      view.setState(fitScene())
    }
    fitTo({ min: [-100, -100, -100], max: [900, 100, 100] })
    expect(view.getState().camera.position).toEqual([0, 0, 0])
    // 900 nm from the middle of 200 px, which are filled to nine tenths.
    expect(view.getState().scene.nmPerPixel).toBeCloseTo(10, 9)
    fitTo({ min: [1000, 0, 0], max: [1200, 100, 100] })
    expect(view.getState().camera.position).toEqual([1100, 50, 50])
  })
})

const NO_PROGRESS = {
  ...{ wanted: 0, ready: 0, failed: 0, failure: null, empty: [], bytesPerSecond: 0, bytesTotal: 0 },
  ...{ gpuBytes: 0, memoryBytes: 0, tooFarOut: [] },
}
