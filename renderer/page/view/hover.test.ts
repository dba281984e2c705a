import { describe, expect, it } from 'vitest'
import type { Vec3 } from '../../../shared/geometry.ts'
import type { PickedLayer } from '../../gl/messages.ts'
import type { PickedPixel } from '../engine/gl-client.ts'
import { createHoverTracker, createLiveHover } from './hover.ts'
import { createLiveView } from './live-view.ts'
import { centreAt, opened, setLayout } from './recipes.ts'
import { testDataset } from './testing/test-dataset.ts'
import { initialView } from './view-state.ts'

function setUp() {
  const view = createLiveView()
  const hover = createLiveHover()
  view.setState({ extent: { width: 200, height: 100, devicePixelRatio: 2 } })
  view.setState(opened(testDataset, initialView))
  view.setState(setLayout('xy'))
  const asked: { position: Vec3; answer: (layers: readonly PickedLayer[]) => void }[] = []
  const pick = (position: Vec3) =>
    new Promise<readonly PickedLayer[]>((answer) => void asked.push({ position, answer }))
  const pixels: { at: readonly [number, number]; answer: (picked: PickedPixel) => void }[] = []
  const pickPixel = (x: number, y: number) =>
    new Promise<PickedPixel>((answer) => void pixels.push({ at: [x, y], answer }))
  const tracker = createHoverTracker(view, hover, { pick, pickPixel })
  const settled = () => new Promise((resolve) => setImmediate(resolve))
  return { view, hover, asked, pixels, tracker, settled }
}

const label = (segment: bigint): PickedLayer => ({
  layerId: '/seg',
  voxel: [0, 0, 0],
  value: { kind: 'label', supervoxel: segment, segment },
})

describe('the hover tracker', () => {
  it('[UI12] has one pick under way at a time, and the newest position wins', async () => {
    const { hover, asked, tracker, settled } = setUp()
    for (const x of [10, 20, 30]) tracker.moveTo(x, 25)
    expect(asked.map(({ position }) => position)).toEqual([[-400, 0, 0]])
    asked[0]?.answer([label(5n)])
    await settled()
    expect(asked.map(({ position }) => position)).toEqual([
      [-400, 0, 0],
      [-200, 0, 0],
    ])
    expect(hover.getState()).toMatchObject({ panel: 'xy', of: 'cursor', position: [-200, 0, 0], segment: 5n })
  })

  it('[UI80] tells of the centre of the view once the cursor is elsewhere, or where it is over no panel any more', async () => {
    const { view, hover, asked, tracker, settled } = setUp()
    view.setState(centreAt([7, 8, 9]))
    tracker.moveTo(10, 25)
    asked[0]?.answer([label(5n)])
    await settled()
    tracker.leave()
    expect(hover.getState()).toMatchObject({ panel: null, of: 'centre', position: [7, 8, 9], segment: 0n })
    asked[1]?.answer([label(6n)])
    await settled()
    expect(hover.getState().layers).toEqual([label(6n)])
    view.setState(centreAt([9, 9, 9]))
    tracker.viewMoved()
    expect(hover.getState().position).toEqual([9, 9, 9])
    // A side bar opened under the cursor, which lies left of the panels now.
    tracker.moveTo(10, 25)
    tracker.moveTo(-30, 25)
    expect(hover.getState()).toMatchObject({ panel: null, of: 'centre', position: [9, 9, 9] })
  })

  it('[TD9] tells of the surface under the cursor in the 3-D panel, and of nothing beside it', async () => {
    const { view, hover, asked, pixels, tracker, settled } = setUp()
    view.setState(setLayout('3d'))
    tracker.moveTo(10, 25)
    expect(hover.getState()).toMatchObject({ panel: '3d', position: null, layers: [], segment: 0n })
    pixels[0]?.answer({ position: [1, 2, 3], layers: [label(5n)] })
    await settled()
    expect(hover.getState()).toMatchObject({ panel: '3d', of: 'cursor', position: [1, 2, 3], segment: 5n })
    // What is told stays until the next pick has found what lies there.
    tracker.moveTo(11, 25)
    expect(hover.getState()).toMatchObject({ position: [1, 2, 3], segment: 5n })
    pixels[1]?.answer({ position: null, layers: [] })
    await settled()
    expect(hover.getState()).toMatchObject({ panel: '3d', position: null, layers: [], segment: 0n })
    // Device pixels of the canvas, two a CSS pixel.
    expect(pixels.map(({ at }) => at)).toEqual([
      [20, 50],
      [22, 50],
    ])
    expect(asked).toEqual([])
  })

  it('[TD9] a pick of the 3-D panel says nothing of a slice that the cursor has reached meanwhile', async () => {
    const { view, hover, asked, pixels, tracker, settled } = setUp()
    view.setState(setLayout('3d'))
    tracker.moveTo(10, 25)
    view.setState(setLayout('xy'))
    tracker.moveTo(10, 25)
    pixels[0]?.answer({ position: [1, 2, 3], layers: [label(5n)] })
    await settled()
    expect(hover.getState()).toMatchObject({ panel: 'xy', position: [-400, 0, 0], layers: [], segment: 0n })
    asked[0]?.answer([label(6n)])
    await settled()
    expect(hover.getState()).toMatchObject({ panel: 'xy', position: [-400, 0, 0], segment: 6n })
  })
})
