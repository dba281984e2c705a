import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createHeldKey, HOLD_MS } from './held-key.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

function setUp() {
  const happened: string[] = []
  const key = createHeldKey({
    pressed: () => happened.push('pressed'),
    held: (is) => happened.push(is ? 'held' : 'let go'),
  })
  return { key, happened }
}

describe('a key that may be held', () => {
  it('[UI26] let go soon it is a press; held it is held, and let go it is no press', () => {
    const { key, happened } = setUp()
    key.down(1000)
    vi.advanceTimersByTime(HOLD_MS - 1)
    key.up(1000 + HOLD_MS - 1)
    vi.advanceTimersByTime(10 * HOLD_MS)
    expect(happened.splice(0)).toEqual(['pressed'])
    key.down(5000)
    vi.advanceTimersByTime(HOLD_MS)
    expect(happened.splice(0)).toEqual(['held'])
    key.down(5000 + HOLD_MS)
    key.up(9000)
    expect(happened).toEqual(['let go'])
  })

  it('[UI26] a press stays a press when the page hears of its end late', () => {
    const { key, happened } = setUp()
    key.down(0)
    vi.advanceTimersByTime(3 * HOLD_MS)
    key.up(20)
    expect(happened).toEqual(['held', 'let go', 'pressed'])
  })

  it('[UI26] it ends with the focus of the window, and then is no press', () => {
    const { key, happened } = setUp()
    key.down(0)
    vi.advanceTimersByTime(HOLD_MS)
    key.cancel()
    key.up(10)
    key.down(0)
    key.cancel()
    vi.advanceTimersByTime(HOLD_MS)
    expect(happened).toEqual(['held', 'let go'])
  })
})
