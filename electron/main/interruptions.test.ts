import { expect, it } from 'vitest'
import { INTERRUPTION_QUIET_MS, judgeInterruption } from './interruptions.ts'

it('[IN1] reloads at the first stop, gives up at a second soon after, and reloads again after a quiet minute', () => {
  expect(judgeInterruption(5, undefined)).toBe('reload')
  expect(judgeInterruption(INTERRUPTION_QUIET_MS - 1, 0)).toBe('give-up')
  expect(judgeInterruption(INTERRUPTION_QUIET_MS, 0)).toBe('reload')
})
