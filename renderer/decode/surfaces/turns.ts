/** Work goes on for this long before messages get their turn, in milliseconds: a chunk for a slice waits no longer. */
const SLICE_MS = 8

/**
 * Runs work that pauses at each `yield`, one after the other, and lets the messages of the worker in between. Rejects with
 * the reason of an abort.
 */
export interface Turns {
  run<T>(work: Generator<void, T>, signal: AbortSignal): Promise<T>
}

export function createTurns(now: () => number = () => performance.now()): Turns {
  let last: Promise<unknown> = Promise.resolve()
  async function runNow<T>(work: Generator<void, T>, signal: AbortSignal): Promise<T> {
    for (;;) {
      signal.throwIfAborted()
      const end = now() + SLICE_MS
      do {
        const step = work.next()
        if (step.done === true) return step.value
      } while (now() < end)
      await nextTurn()
    }
  }
  return {
    run: (work, signal) => {
      const result = last.then(() => runNow(work, signal))
      last = result.catch(() => undefined)
      return result
    },
  }
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
