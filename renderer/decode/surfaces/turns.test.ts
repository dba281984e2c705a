import { describe, expect, it } from 'vitest'
import { createTurns } from './turns.ts'

/** A clock that a step of the work moves on. */
function workOf(steps: number, stepMs: number) {
  const clock = { ms: 0 }
  const done: number[] = []
  const work = function* (name: number): Generator<void, number> {
    for (let i = 0; i < steps; i++) {
      clock.ms += stepMs
      done.push(name)
      yield
    }
    return name
  }
  return { clock, done, work }
}

describe('work in turns', () => {
  it('[SF11] lets messages in between, and goes on with one thing after the other', async () => {
    const { clock, done, work } = workOf(6, 5)
    const turns = createTurns(() => clock.ms)
    const seen: number[] = []
    const { port1, port2 } = new MessageChannel()
    const heard = new Promise<void>((resolve) => {
      port1.onmessage = () => {
        seen.push(done.length)
        if (seen.length < 3) port2.postMessage(null)
        else resolve()
      }
    })
    port2.postMessage(null)
    const signal = new AbortController().signal
    expect(await Promise.all([turns.run(work(1), signal), turns.run(work(2), signal)])).toEqual([1, 2])
    await heard
    port1.close()
    expect(done).toEqual([1, 1, 1, 1, 1, 1, 2, 2, 2, 2, 2, 2])
    // The first message was heard before the first work had come to its end.
    expect(seen[0]).toBeLessThan(6)
  })

  it('[SF11] stops what was cancelled, and does what waits behind it', async () => {
    const { clock, done, work } = workOf(6, 10)
    const turns = createTurns(() => clock.ms)
    const abort = new AbortController()
    const stopping = function* (): Generator<void, number> {
      abort.abort()
      yield* work(1)
      return 1
    }
    const first = turns.run(stopping(), abort.signal)
    const second = turns.run(work(2), new AbortController().signal)
    await expect(first).rejects.toThrow()
    expect(await second).toBe(2)
    expect(done.filter((name) => name === 1)).toHaveLength(1)
  })
})
