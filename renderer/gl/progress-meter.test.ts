import { describe, expect, it } from 'vitest'
import { createProgressMeter } from './progress-meter.ts'

const progress = (ready: number) => ({
  wanted: 4,
  ready,
  failed: 0,
  failure: null,
  empty: [],
  bytesPerSecond: 0,
  bytesTotal: 0,
  gpuBytes: 0,
  memoryBytes: 0,
  tooFarOut: [],
})

describe('the progress meter', () => {
  it('[GL20] sends a change at once, and the next one 100 ms later at the earliest', () => {
    const meter = createProgressMeter()
    expect(meter.due(progress(0), 1000)).toBe(true)
    expect(meter.due(progress(0), 5000)).toBe(false)
    expect(meter.due(progress(1), 5000)).toBe(true)
    expect(meter.due(progress(2), 5099)).toBe(false)
    expect(meter.due(progress(2), 5100)).toBe(true)
  })

  it('[GL20] says when a change that came too early is to be offered again, so that the last one is never lost', () => {
    const meter = createProgressMeter()
    expect(meter.dueAtMs()).toBe(Number.POSITIVE_INFINITY)
    meter.due(progress(0), 1000)
    expect(meter.dueAtMs()).toBe(Number.POSITIVE_INFINITY)
    meter.due(progress(4), 1030)
    expect(meter.dueAtMs()).toBe(1100)
    expect(meter.due(progress(4), meter.dueAtMs())).toBe(true)
    expect(meter.dueAtMs()).toBe(Number.POSITIVE_INFINITY)
    meter.due(progress(3), 1150)
    meter.due(progress(4), 1160)
    expect(meter.dueAtMs(), 'back to what was sent').toBe(Number.POSITIVE_INFINITY)
  })
})
