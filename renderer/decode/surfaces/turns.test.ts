import { describe, expect, it } from 'vitest'
import { createTurns } from './turns.ts'

/** A clock that a step of the work moves on. */
function workOf(steps: number, stepMs: number) {
  const clock = { ms: 0 }
  const done: number[] = []
  const work = function* (name: number): Generator<undefined, number> {
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

  it('[SF17] work that yields “behind” goes on behind all that waits', async () => {
    const { done, work } = workOf(2, 1)
    const turns = createTurns(() => 0)
    const inTwo = function* (name: number): Generator<'behind' | undefined, number> {
      yield* work(name)
      yield 'behind'
      return yield* work(10 * name)
    }
    const { signal } = new AbortController()
    const all = [turns.run(inTwo(1), signal), turns.run(work(2), signal), turns.run(inTwo(3), signal)]
    expect(await Promise.all(all)).toEqual([10, 2, 30])
    expect(done).toEqual([1, 1, 2, 2, 3, 3, 10, 10, 30, 30])
  })

  it('[SF11] stops what was cancelled, and does what waits behind it', async () => {
    const { clock, done, work } = workOf(6, 10)
    const turns = createTurns(() => clock.ms)
    const abort = new AbortController()
    const stopping = function* (): Generator<undefined, number> {
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
