/** Ms of work after which other messages get their turn. A user would notice about three times as much. */
const SLICE_MS = 15

/**
 * Returns what long work awaits after every small step. It resolves at once while the slice lasts, and else once the
 * messages that came meanwhile are served. It posts a message to itself, because timers would add a delay.
 */
export function createPause(now: () => number): () => Promise<void> {
  const { port1, port2 } = new MessageChannel()
  const waiting: (() => void)[] = []
  let sliceStart = now()
  port1.onmessage = () => {
    sliceStart = now()
    for (const go of waiting.splice(0)) go()
  }
  return async () => {
    if (now() - sliceStart < SLICE_MS) return
    await new Promise<void>((resolve) => {
      waiting.push(resolve)
      port2.postMessage(undefined)
    })
  }
}
