import { describe, expect, it, vi } from 'vitest'
import type { ChunkLoader } from './chunks/chunk-loader.ts'
import { createDrawingSurface } from './drawing-surface.ts'
import type { FrameClock } from './frame-clock.ts'
import { createFrameLoop } from './frame-loop.ts'
import type { Gpu } from './gpu.ts'
import { createPostedView, SETTLE_MS, type ViewMessage } from './posted-view.ts'

const SCENE = { orientation: [0, 0, 0, 1], nmPerPixel: 8, projection: 'perspective' } as const
const BUDGETS = { gpuBytes: 1, memoryBytes: 1, downloads: 1, meshes: { gpuBytes: 1, memoryBytes: 1, triangles: 1 } }

function viewAt(x: number): ViewMessage {
  const camera = { position: [x, 0, 0], nmPerPixel: 8, orientation: [0, 0, 0, 1] } as const
  return { kind: 'view', camera, scene: SCENE, width: 10, height: 10, panels: [], devicePixelRatio: 1, serial: 1 }
}

/** A context that draws nothing, and canvases whose context a test takes away. */
function fakeSurface() {
  const canvas = () => new EventTarget() as OffscreenCanvas
  const frames: boolean[] = []
  const batches = { cold: 0 }
  const gpu = {
    uploader: { maxTextureSize: 64, chunkBytes: () => 7 },
    resize: () => {},
    warmUp: () => batches.cold-- > 0,
    destroy: vi.fn(),
  } as unknown as Gpu
  const events = { started: vi.fn(), lost: vi.fn() }
  return { frames, batches, gpu, events, canvas, surface: createDrawingSurface(() => gpu, events) }
}

function start() {
  const fake = fakeSurface()
  const time = { ms: 1000 }
  const totals = { wanted: 2, ready: 0, failed: 0, meshes: { wanted: 0, ready: 0, failed: 0 } }
  const next: (() => void)[] = []
  const clock: FrameClock = { request: () => {}, afterPresent: (then) => void next.push(then) }
  const view = createPostedView()
  const presented: boolean[] = []
  const slices: boolean[] = []
  const turns: boolean[] = []
  const turning: boolean[] = []
  const owed = { atMs: Number.POSITIVE_INFINITY, isRough: false }
  const measured: boolean[] = []
  const shape = { isThere: false }
  const warmDecoders = vi.fn()
  const loader = {
    update: () => ({ isNewer: false, isWaiting: false }),
    scheduler: { totals: () => totals, nextRetryMs: () => Number.POSITIVE_INFINITY },
  } as unknown as ChunkLoader
  const loop = createFrameLoop({
    ...{ surface: fake.surface, view, loader, clock, budgets: () => BUDGETS, now: () => time.ms },
    panels: {
      draw: (_gpu, { isMoving, isTurning, onlyTurned, isOwed }) => {
        fake.frames.push(isMoving)
        turns.push(onlyTurned)
        turning.push(isTurning)
        if (isOwed) owed.atMs = Number.POSITIVE_INFINITY
      },
      owesAt: () => owed.atMs,
      isRough: () => owed.isRough,
    },
    present: { layers: () => [], scenes: () => [], wantedScaleOf: () => 0 },
    report: { offer: () => {}, nextMs: () => Number.POSITIVE_INFINITY },
    contrast: { measure: (isWhole) => void measured.push(isWhole) },
    warmDecoders,
    hasShape: () => shape.isThere,
    drawing: (shown) => (isRough) => {
      presented.push(shown.complete && !isRough)
      slices.push(shown.slices)
    },
  })
  const tick = () => {
    for (const then of next.splice(0)) then()
    loop.tick()
  }
  fake.surface.use(fake.canvas())
  view.set(viewAt(0), 0)
  return {
    ...fake,
    warmDecoders,
    owed,
    shape,
    turns,
    turning,
    time,
    totals,
    view,
    presented,
    slices,
    measured,
    loop,
    tick,
  }
}

describe('the frame loop', () => {
  it('[SCN23] a view is whole once the edges in the scene are smooth; the slices of it are before', () => {
    const { owed, totals, presented, slices, tick } = start()
    totals.ready = 2
    owed.isRough = true
    tick()
    tick()
    expect([presented.at(-1), slices.at(-1)]).toEqual([false, true])
    owed.isRough = false
    owed.atMs = 0
    tick()
    tick()
    expect([presented.at(-1), slices.at(-1)]).toEqual([true, true])
  })

  it('[SCN20] a panel that asks for a frame gets it once, without any other cause', () => {
    vi.useFakeTimers()
    const { frames, owed, totals, time, tick } = start()
    totals.ready = 2
    tick()
    tick()
    expect(frames).toHaveLength(1)
    owed.atMs = time.ms + 50
    tick()
    expect(frames).toHaveLength(1)
    time.ms += 50
    tick()
    tick()
    expect(frames).toHaveLength(2)
    expect(owed.atMs).toBe(Number.POSITIVE_INFINITY)
  })

  it('[SL10] a frame is complete when the chunks in view are, and the meshes of the scene too', () => {
    vi.useFakeTimers()
    const { totals, presented, slices, loop, tick } = start()
    totals.ready = 1
    totals.meshes.wanted = 3
    totals.meshes.ready = 2
    tick()
    totals.ready = 2
    loop.changed()
    tick()
    totals.meshes.failed = 1
    loop.changed()
    tick()
    tick()
    expect(presented).toEqual([false, false, true])
    expect(slices).toEqual([false, true, true])
    vi.useRealTimers()
  })

  it('[GL36] draws what changed at once, arriving chunks by its pace, and the last of them at once', () => {
    vi.useFakeTimers()
    const { frames, totals, time, loop, tick } = start()
    totals.wanted = 20
    totals.ready = 1
    tick()
    tick()
    expect(frames).toEqual([false])
    totals.ready = 2
    loop.chunksArrived()
    time.ms += 10
    tick()
    expect(frames.length, 'too soon after the last frame').toBe(1)
    time.ms += 90
    tick()
    expect(frames.length).toBe(2)
    tick()
    totals.ready = 20
    loop.chunksArrived()
    tick()
    expect(frames.length, 'all is there').toBe(3)
    vi.useRealTimers()
  })

  it('[GL36] what a panel owes takes no time from chunks that arrive', () => {
    vi.useFakeTimers()
    const { frames, owed, totals, time, tick } = start()
    Object.assign(totals, { wanted: 20, ready: 1 })
    tick()
    tick()
    owed.atMs = time.ms
    time.ms += 50
    tick()
    expect(frames.length, 'before an arrival would be drawn').toBe(1)
    time.ms += 40
    tick()
    expect(frames.length).toBe(2)
    vi.useRealTimers()
  })

  it('[GL36] the first shape of the scene is drawn at once, while chunks wait for the frame before to be paid', () => {
    vi.useFakeTimers()
    const { frames, shape, totals, time, loop, tick } = start()
    totals.wanted = 20
    totals.ready = 3
    tick()
    time.ms += 200
    tick()
    const framesAt = (more: number): number => {
      totals.ready += 1
      loop.chunksArrived()
      time.ms += more
      tick()
      return frames.length
    }
    expect(framesAt(10)).toBe(1)
    shape.isThere = true
    expect(framesAt(10), 'the first shape').toBe(2)
    time.ms += 200
    tick()
    expect(framesAt(10), 'more of it').toBe(2)
    shape.isThere = false
    loop.changed()
    tick()
    time.ms += 200
    tick()
    shape.isThere = true
    expect(framesAt(10), 'that of another segment').toBe(4)
    vi.useRealTimers()
  })

  it('[GL36] a view in which no chunk has come is not drawn again for each message, unless it moves', () => {
    vi.useFakeTimers()
    const { frames, totals, time, view, loop, tick } = start()
    tick()
    tick()
    loop.changed()
    time.ms += 50
    tick()
    expect(frames.length, 'as blank as the frame before').toBe(1)
    totals.ready = 1
    loop.chunksArrived()
    tick()
    expect(frames.length, 'the first chunk').toBe(2)
    tick()
    totals.ready = 0
    loop.changed()
    tick()
    expect(frames.length, 'the frame before was not blank').toBe(3)
    tick()
    for (const x of [8, 16]) {
      time.ms += 20
      view.set(viewAt(x), time.ms)
    }
    loop.changed()
    tick()
    expect(frames.length, 'a person moves it').toBe(4)
    vi.useRealTimers()
  })

  it('[UI22] measures the contrast before it draws; what the page sends back is drawn already, and only reported', () => {
    vi.useFakeTimers()
    const { frames, presented, measured, totals, loop, tick } = start()
    tick()
    totals.ready = 2
    loop.chunksArrived()
    tick()
    tick()
    expect([measured, frames.length, presented]).toEqual([[false, true], 2, [false, true]])
    loop.posted()
    tick()
    tick()
    expect([frames.length, presented]).toEqual([2, [false, true, true]])
    totals.ready = 1
    loop.posted()
    tick()
    expect([frames.length, presented.at(-1)]).toEqual([2, false])
    vi.useRealTimers()
  })

  it('[GL39] compiles the remaining shaders in frames of their own, when a whole view is at rest; then the decoders get ready', () => {
    vi.useFakeTimers()
    const { frames, batches, totals, warmDecoders, loop, tick } = start()
    batches.cold = 1
    tick()
    vi.advanceTimersByTime(5000)
    tick()
    expect(frames.length, 'chunks are still to come').toBe(1)
    totals.ready = 2
    loop.chunksArrived()
    tick()
    vi.advanceTimersByTime(400)
    tick()
    expect([frames.length, batches.cold]).toEqual([2, 1])
    vi.advanceTimersByTime(200)
    expect(warmDecoders).not.toHaveBeenCalled()
    for (let i = 0; i < 5; i++) {
      vi.advanceTimersByTime(1000)
      tick()
    }
    expect(frames.length).toBe(3)
    expect(warmDecoders).toHaveBeenCalledOnce()
    vi.useRealTimers()
  })

  it('[GL17] draws once more, and complete, after a motion', () => {
    vi.useFakeTimers()
    const { frames, presented, totals, time, view, loop, tick } = start()
    totals.ready = 2
    for (const x of [8, 16]) {
      time.ms += 20
      view.set(viewAt(x), time.ms)
      loop.changed()
      tick()
    }
    time.ms += SETTLE_MS
    tick()
    tick()
    expect(frames).toEqual([false, true, false])
    expect(presented).toEqual([true, false, true])
    vi.useRealTimers()
  })

  it('[SCN21] turns that follow on each other are drawn without the inside of surfaces, and once more, complete, after the last', () => {
    vi.useFakeTimers()
    const { turns, turning, presented, totals, time, view, loop, tick } = start()
    totals.ready = 2
    tick()
    for (const nmPerPixel of [9, 10, 11]) {
      time.ms += 20
      expect(view.set({ ...viewAt(0), scene: { ...SCENE, nmPerPixel } }, time.ms)).toBe('turned')
      loop.turned()
      tick()
    }
    time.ms += SETTLE_MS
    tick()
    tick()
    expect(turning).toEqual([false, false, true, true, false])
    expect(turns).toEqual([false, true, true, true, true])
    expect(presented).toEqual([true, true, false, false, true])
    vi.useRealTimers()
  })

  it('[SCN10] a turn of the scene leaves the slices as they are; what arrives meanwhile is drawn when it is due', () => {
    vi.useFakeTimers()
    const { turns, presented, totals, time, loop, tick } = start()
    Object.assign(totals, { wanted: 20, ready: 1 })
    tick()
    tick()
    loop.turned()
    tick()
    tick()
    expect([turns, presented]).toEqual([
      [false, true],
      [false, false],
    ])
    totals.ready = 2
    loop.chunksArrived()
    loop.turned()
    tick()
    expect(turns, 'too soon for what has arrived').toEqual([false, true, true])
    time.ms += 1000
    tick()
    expect(turns).toEqual([false, true, true, false])
    totals.ready = 20
    loop.turned()
    loop.chunksArrived()
    tick()
    tick()
    loop.turned()
    loop.changed()
    tick()
    loop.turned()
    tick()
    tick()
    expect([turns.slice(4), presented.at(-1)]).toEqual([[false, false, true], true])
    vi.useRealTimers()
  })

  it('[LC2] nothing is drawn or called presented on a lost canvas; another one is drawn on', () => {
    const { frames, presented, events, gpu, surface, canvas, totals, loop, tick } = start()
    totals.ready = 1
    const lost = canvas()
    surface.use(lost)
    tick()
    lost.dispatchEvent(new Event('webglcontextlost'))
    lost.dispatchEvent(new Event('webglcontextlost'))
    expect(events.lost.mock.calls).toEqual([['driver-stopped']])
    expect(gpu.destroy).toHaveBeenCalledExactlyOnceWith(true)
    expect([surface.uploader.maxTextureSize, surface.uploader.chunkBytes()]).toEqual([64, 0])
    loop.changed()
    tick()
    expect([frames.length, presented]).toEqual([1, []])
    surface.use(canvas())
    tick()
    tick()
    expect([frames.length, presented]).toEqual([2, [false]])
  })

  it('[LC2] a machine without WebGL says so', () => {
    const { events, canvas } = fakeSurface()
    const surface = createDrawingSurface(() => undefined, events)
    surface.use(canvas())
    expect(events.lost.mock.calls).toEqual([['no-webgl']])
    expect(surface.gpu()).toBeUndefined()
  })
})
