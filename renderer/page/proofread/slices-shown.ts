import type { ViewWord } from '../view/view-report.ts'

/** Lets work that nobody waits for come after the slices that somebody waits for. */
export interface SlicesShown {
  /** What is on screen now. */
  readonly say: (word: ViewWord) => void
  /** Resolves once the slices of the present view are on screen, and at the latest after `LATEST_MS`. */
  readonly wait: () => Promise<void>
}

/** Slices whose chunks come from far do not hold up the rest for longer, ms. */
export const LATEST_MS = 500

export function createSlicesShown(later: (ms: number, call: () => void) => void): SlicesShown {
  let word: ViewWord = 'empty'
  let waiting: (() => void)[] = []
  return {
    say: (now) => {
      word = now
      if (word === 'loading') return
      for (const shown of waiting) shown()
      waiting = []
    },
    wait: () => {
      if (word !== 'loading') return Promise.resolve()
      return new Promise((resolve) => {
        waiting.push(resolve)
        later(LATEST_MS, resolve)
      })
    },
  }
}
