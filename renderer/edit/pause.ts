/** Ms of work after which others get their turn: a third of what a person would notice in an act. */
const SLICE_MS = 15

/**
 * What long work awaits after every small step: resolves at once while the slice lasts, and else after the messages that
 * came meanwhile were served. A message to itself comes behind those, without the delay that timers have.
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
