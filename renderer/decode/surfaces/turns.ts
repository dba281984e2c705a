import type { Pause } from '../../../shared/meshes/surfaces/surfaces-of.ts'

/** Work goes on for this long before messages get their turn, in milliseconds: a chunk for a slice waits no longer. */
const SLICE_MS = 8

/**
 * Runs work that pauses at each `yield`, one after the other, and lets the messages of the worker in between. Work that yields
 * 'behind' goes on behind all that waits then. Rejects with the reason of an abort.
 */
export interface Turns {
  run<T>(work: Generator<Pause, T>, signal: AbortSignal): Promise<T>
}

export function createTurns(now: () => number = () => performance.now()): Turns {
  let last: Promise<unknown> = Promise.resolve()
  /** Undefined: it goes on behind the others. */
  async function runNow<T>(work: Generator<Pause, T>, signal: AbortSignal): Promise<{ readonly done: T } | undefined> {
    for (;;) {
      signal.throwIfAborted()
      const end = now() + SLICE_MS
      do {
        const step = work.next()
        if (step.done === true) return { done: step.value }
        if (step.value === 'behind') return undefined
      } while (now() < end)
      await nextTurn()
    }
  }
  async function run<T>(work: Generator<Pause, T>, signal: AbortSignal): Promise<T> {
    for (;;) {
      const turn = last.then(() => runNow(work, signal))
      last = turn.catch(() => undefined)
      const result = await turn
      if (result !== undefined) return result.done
    }
  }
  return { run }
}

/** After the messages that wait already. A timer would wait 4 ms more. */
function nextTurn(): Promise<void> {
  const { port1, port2 } = new MessageChannel()
  return new Promise((resolve) => {
    port1.onmessage = () => {
      port1.close()
      resolve()
    }
    port2.postMessage(null)
  })
}
