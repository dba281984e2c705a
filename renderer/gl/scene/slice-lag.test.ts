import { expect, it } from 'vitest'
import { createSliceLag, FOLLOWS_AFTER_MS, FOLLOWS_WITHIN_MS } from './slice-lag.ts'

it('[SCN20] the scene follows the slices once they rest, in a frame that it asks for', () => {
  const lag = createSliceLag()
  lag.drawn(0, 1000)
  expect(lag.owesAt()).toBe(Number.POSITIVE_INFINITY)
  expect(lag.mayKeep(1, 1010, false)).toBe(true)
  expect(lag.owesAt()).toBe(1010 + FOLLOWS_AFTER_MS)
  expect(lag.mayKeep(2, 1100, false)).toBe(true)
  expect(lag.owesAt()).toBe(1100 + FOLLOWS_AFTER_MS)
  // The frame that was asked for draws the slices anew.
  expect(lag.mayKeep(3, 1100 + FOLLOWS_AFTER_MS, true)).toBe(false)
  lag.drawn(3, 1100 + FOLLOWS_AFTER_MS)
  expect(lag.owesAt()).toBe(Number.POSITIVE_INFINITY)
})

it('[SCN20] in a long flight it follows now and then', () => {
  const lag = createSliceLag()
  lag.drawn(0, 0)
  let drawn = 0
  for (let at = 20, version = 1; at <= 3 * FOLLOWS_WITHIN_MS; at += 20, version++) {
    if (lag.mayKeep(version, at, false)) continue
    lag.drawn(version, at)
    drawn += 1
  }
  expect(drawn).toBe(3)
})

it('[SCN20] a frame that something else asks for after the rest brings the slices along', () => {
  const lag = createSliceLag()
  lag.drawn(0, 0)
  expect(lag.mayKeep(1, 100, false)).toBe(true)
  expect(lag.mayKeep(1, 100 + FOLLOWS_AFTER_MS, false)).toBe(false)
})
