import { describe, expect, it } from 'vitest'
import { createFramePace } from './frame-pace.ts'

const NEVER = Number.POSITIVE_INFINITY

/** A machine on which a frame takes `costMs`, and 100 chunks that come at this rate, one every `everyMs`. */
function load(costMs: number, everyMs: number, wanted = 100) {
  const pace = createFramePace()
  const frames: number[] = []
  let drawnAt = 0
  let busyUntil = costMs
  pace.drawn({ ready: 0, wanted }, 0)
  for (let now = 1; ; now++) {
    const ready = Math.min(wanted, Math.floor(now / everyMs))
    if (now === busyUntil) pace.presented(now)
    if (now >= busyUntil && now > drawnAt && pace.dueMs({ ready, wanted }, now) <= now && ready > 0) {
      frames.push(now)
      if (ready === wanted) return { frames, endedAt: now }
      pace.drawn({ ready, wanted }, now)
      drawnAt = now
      busyUntil = now + costMs
    }
  }
}

describe('the pace of frames that show arrivals', () => {
  it('[GL36] takes a third of the time at most, however slow a frame is, and waits at least 90 ms', () => {
    for (const costMs of [5, 16, 40, 110, 300, 616]) {
      const { frames, endedAt } = load(costMs, 50)
      // The first tissue and the last chunk wait for nothing but the frame before.
      const between = frames.slice(1, -1).map((at, i) => at - frames[i]!)
      expect(Math.min(...between), `${costMs} ms a frame`).toBeGreaterThanOrEqual(Math.max(90, 3 * costMs - 1))
      expect((frames.length - 2) * costMs).toBeLessThanOrEqual(endedAt / 3)
    }
  })

  it('[GL36] shows the first chunk and the last one at once', () => {
    const { frames, endedAt } = load(20, 50)
    expect(frames[0]).toBe(50)
    expect(endedAt).toBe(100 * 50)
    expect(load(200, 50).frames[0], 'once the frame before is presented').toBe(200)
  })

  it('[GL36] shows the first shape at once, and again after a frame without any', () => {
    const pace = createFramePace()
    const drawn = (hasShape: boolean, at: number) => {
      pace.drawn({ ready: 3, wanted: 9, hasShape }, at)
      pace.presented(at + 200)
    }
    const dueMs = (hasShape: boolean, at: number) => pace.dueMs({ ready: 4, wanted: 9, hasShape }, at)
    drawn(false, 0)
    expect(dueMs(false, 210)).toBeGreaterThan(500)
    expect(dueMs(true, 210)).toBe(210)
    drawn(true, 210)
    expect(dueMs(true, 420)).toBeGreaterThan(700)
    drawn(false, 1500)
    expect(dueMs(true, 1710)).toBe(1710)
  })

  it('[GL36] leaves out a frame when the rest is about to come, once', () => {
    const { frames } = load(100, 10)
    expect(frames).toEqual([100, 400, 700, 1000])
    const pace = createFramePace()
    pace.drawn({ ready: 0, wanted: 10 }, 0)
    pace.presented(30)
    pace.drawn({ ready: 1, wanted: 10 }, 100)
    pace.presented(130)
    expect(pace.dueMs({ ready: 9, wanted: 10 }, 180), 'one of ten is missing').toBe(280)
    expect(pace.dueMs({ ready: 3, wanted: 10 }, 180)).toBe(190)
  })

  it('[GL36] draws nothing while the frame before is under way', () => {
    const pace = createFramePace()
    pace.drawn({ ready: 3, wanted: 9 }, 0)
    expect(pace.dueMs({ ready: 9, wanted: 9 }, 5000)).toBe(NEVER)
    pace.presented(5000)
    expect(pace.dueMs({ ready: 9, wanted: 9 }, 5000)).toBe(5000)
  })
})
