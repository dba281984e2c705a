/** Holds calls back until what they need is there. */
export interface Gate {
  /** Makes the call now if the gate is open, else when it opens. */
  readonly pass: (call: () => void) => void
  /** Makes the calls that wait, in the order in which they came. */
  readonly open: () => void
}

/**
 * Workers start before the page is put together, and tell of a failure whenever it comes: also before the part that is
 * to hear of it exists.
 */
export function createGate(): Gate {
  const waiting: (() => void)[] = []
  let isOpen = false
  return {
    pass(call) {
      if (isOpen) call()
      else waiting.push(call)
    },
    open() {
      isOpen = true
      for (const call of waiting.splice(0)) call()
    },
  }
}
