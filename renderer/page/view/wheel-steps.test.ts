import { describe, expect, it } from 'vitest'
import { createWheelSteps } from './wheel-steps.ts'

const move = (deltaY: number, deltaMode = 0) => ({ deltaX: 0, deltaY, deltaMode })

describe('wheel steps', () => {
  it('[UI5] a notch is one slice, downwards goes back', () => {
    const steps = createWheelSteps()
    expect([steps(move(120)), steps(move(-53)), steps(move(3, 1))]).toEqual([-1, 1, -1])
    expect(steps({ deltaX: 100, deltaY: 0, deltaMode: 0 })).toBe(-1)
  })

  it('[UI5] small movements of a trackpad add up and none is lost', () => {
    const steps = createWheelSteps()
    let sum = 0
    for (let i = 0; i < 48; i++) sum += steps(move(-1.5))
    expect(sum).toBe(3)
  })

  it('[UI5] a change of direction starts afresh', () => {
    const steps = createWheelSteps()
    expect([steps(move(20)), steps(move(-20)), steps(move(-5))]).toEqual([0, 0, 1])
  })
})
