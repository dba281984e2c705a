import type { EngineEvents } from './start-engine.ts'

/** Holds calls back until what they need is there. */
export interface Gate {
  /** Makes the call now if the gate is open, else when it opens. */
  readonly pass: (call: () => void) => void
  /** Makes the calls that wait, in the order in which they came. */
  readonly open: () => void
}

/** Workers start before the page is put together, and can tell of a failure before the part that hears of it exists. */
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

/** The engine's events, each of which waits for the gate. */
export function gatedEvents({ pass }: Gate, events: () => EngineEvents): EngineEvents {
  return {
    progress: (progress) => pass(() => events().progress(progress)),
    presented: (frame) => pass(() => events().presented(frame)),
    contrast: (measured) => pass(() => events().contrast(measured)),
    canvasLost: (problem) => pass(() => events().canvasLost(problem)),
    canvasTaken: () => pass(() => events().canvasTaken()),
    stumbled: (problem) => pass(() => events().stumbled(problem)),
    lost: (problem) => pass(() => events().lost(problem)),
    edit: {
      log: (log) => pass(() => events().edit.log(log)),
      doubtsReordered: () => pass(() => events().edit.doubtsReordered()),
      team: (message) => pass(() => events().edit.team(message)),
    },
  }
}
