import { describe, expect, it } from 'vitest'
import type { GreyVoxels } from '../../shared/codec/decoded-chunk.ts'
import { createPostedView, SETTLE_MS, slicePanels, type ViewMessage } from './posted-view.ts'
import { createProgressMeter } from './progress-meter.ts'
import { HISTOGRAM_BINS, histogramOf } from './slices/histogram.ts'

function view(x: number, serial = 1): ViewMessage {
  const rect = { x: 0, y: 0, width: 10, height: 10 }
  const camera = { position: [x, 0, 0], nmPerPixel: 8, orientation: [0, 0, 0, 1] } as const
  const scene = { orientation: [0, 0, 0, 1], nmPerPixel: 8, projection: 'perspective' } as const
  const extent = { width: 10, height: 10, devicePixelRatio: 2 }
  return { kind: 'view', camera, scene, ...extent, panels: [{ kind: 'xy', rect }], serial }
}

describe('view state', () => {
  it('[GL17] one step is no motion; two in short order are, until the camera has stood still', () => {
    const state = createPostedView()
    state.set(view(0), 0)
    expect(state.isMoving(0)).toBe(false)
    state.set(view(8), 1000)
    expect(state.isMoving(1001)).toBe(false)
    state.set(view(16), 1000 + SETTLE_MS - 1)
    expect(state.isMoving(1000 + SETTLE_MS)).toBe(true)
    expect(state.isMoving(state.settlesAt())).toBe(false)
    expect(state.planes()[0]?.nmPerDevicePixel).toBe(4)
  })

  it('[SCN10] a view that only turns the scene says so, and neither moves the camera nor changes the slices', () => {
    const state = createPostedView()
    expect(state.set(view(0), 0)).toBe('all')
    expect(state.set(view(0, 2), 5)).toBe('none')
    for (const [i, nmPerPixel] of [9, 10, 11].entries()) {
      const next = { ...view(0, i + 3), scene: { ...view(0).scene, nmPerPixel } }
      expect(state.set(next, 10 + i)).toBe('turned')
    }
    expect(state.isMoving(12)).toBe(false)
    expect(state.set(view(8, 9), 20)).toBe('all')
  })

  it('[SCN9] a 3-D panel alone has slices behind it, a quarter of it each, unless it shows none', () => {
    const rect = { x: 4, y: 6, width: 101, height: 50 }
    const look = { slices: true, axes: true, contextOpacity: 0 }
    const planesOf = (slices: boolean) => {
      const state = createPostedView()
      state.set({ ...view(0), panels: [{ kind: '3d', rect, look: { ...look, slices } }] }, 0)
      return state.planes().map(({ width, height }) => [width, height])
    }
    expect(planesOf(false)).toEqual([])
    expect(planesOf(true)).toEqual([
      [50, 25],
      [50, 25],
      [50, 25],
    ])
    const alone = slicePanels({ panels: [{ kind: '3d', rect, look }] })
    expect(alone.map(({ kind, rect: { x, y } }) => [kind, x, y])).toEqual([
      ['xy', 4, 6],
      ['xz', 54, 6],
      ['yz', 4, 31],
    ])
    const beside = [view(0).panels[0]!, { kind: '3d', rect, look }] as const
    expect(slicePanels({ panels: beside })).toEqual([view(0).panels[0]])
  })

  it('[GL17] what is no change of the camera, such as a resize, is no motion', () => {
    const state = createPostedView()
    for (let i = 0; i < 5; i++) state.set(view(0, i), i * 10)
    expect(state.isMoving(45)).toBe(false)
  })

  it('[GL23] a flight has a velocity; opening a dataset and going far away have none', () => {
    const state = createPostedView()
    state.set(view(0), 0)
    state.set(view(8), 100)
    expect(state.motion(100)?.velocity[0]).toBeGreaterThan(0)
    state.forgetMotion()
    state.set(view(16), 200)
    expect(state.motion(200)).toBeUndefined()
    state.set(view(16 + 41), 300)
    expect(state.motion(300)).toBeUndefined()
    state.set(view(16 + 41 + 8), 400)
    expect(state.motion(400)?.velocity[0]).toBeGreaterThan(0)
  })
})

describe('histogram', () => {
  const counted = (...parts: GreyVoxels[]) => {
    const counts = histogramOf(parts)
    const filled = [...(counts?.bins ?? [])].flatMap((count, bin) => (count > 0 ? [[bin, count]] : []))
    return { from: counts?.from, to: counts?.to, filled }
  }

  it('[GL18] counts each value of 8 bits, and others over the range that they have', () => {
    expect(histogramOf([Uint8Array.of(1)])?.bins.length).toBe(HISTOGRAM_BINS)
    expect(counted(Uint8Array.of(3, 3, 255))).toEqual({
      from: 0,
      to: 255,
      filled: [
        [3, 2],
        [255, 1],
      ],
    })
    expect(counted(Int8Array.of(-128, 1))).toEqual({
      from: -128,
      to: 127,
      filled: [
        [0, 1],
        [129, 1],
      ],
    })
    expect(counted(Uint16Array.of(200, 700), Uint16Array.of(200, 450))).toMatchObject({ from: 200, to: 700 })
    expect(counted(Int16Array.of(-5, -5))).toEqual({ from: -5, to: -5, filled: [[0, 2]] })
    expect(counted(Float32Array.of(-0.5, 2, 0.75)).filled).toEqual([
      [0, 1],
      [128, 1],
      [255, 1],
    ])
  })

  it('[GL18] counts whole numbers one by one where they are few', () => {
    expect(histogramOf([Int16Array.of(-100, 99)])?.bins.length).toBe(200)
    expect(counted(Uint32Array.of(70_000, 70_002, 70_002)).filled).toEqual([
      [0, 1],
      [2, 2],
    ])
  })

  it('[GL18] leaves out what is no number, and says so where nothing else is there', () => {
    const [no, most] = [Number.NaN, Number.POSITIVE_INFINITY]
    expect(counted(Float32Array.of(no, 1, 3, most, -most))).toMatchObject({
      from: 1,
      to: 3,
      filled: [
        [0, 1],
        [255, 1],
      ],
    })
    expect(histogramOf([Float32Array.of(no, most)])).toBeNull()
    expect(histogramOf([])).toBeNull()
  })
})

describe('progress meter', () => {
  const progress = {
    wanted: 2,
    ready: 1,
    failed: 0,
    failure: null,
    empty: [],
    bytesPerSecond: 0,
    bytesTotal: 0,
    gpuBytes: 0,
    memoryBytes: 0,
    tooFarOut: [],
  }

  it('[GL19] reports what changed, at most every 100 ms', () => {
    const meter = createProgressMeter()
    expect(meter.due(progress, 0)).toBe(true)
    expect(meter.due(progress, 200)).toBe(false)
    expect(meter.due({ ...progress, ready: 2 }, 250)).toBe(true)
    expect(meter.due(progress, 300)).toBe(false)
    expect(meter.due(progress, 351)).toBe(true)
  })

  it('[GL19] the rate is that of the last second', () => {
    const meter = createProgressMeter()
    expect(meter.rate(0, 1000)).toBe(0)
    expect(meter.rate(500, 1500)).toBe(500)
    expect(meter.rate(800, 2000)).toBe(800)
    expect(meter.rate(800, 2600)).toBe(300)
    expect(meter.rate(800, 9000)).toBe(0)
  })
})
