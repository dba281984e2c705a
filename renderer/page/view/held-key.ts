/** A key that is held this long is no press, ms. */
export const HOLD_MS = 250

export interface HeldKeyParts {
  /** The key was let go before HOLD_MS. */
  readonly pressed: () => void
  /** The key is held; false when that ends. */
  readonly held: (isHeld: boolean) => void
}

/** A key that means one thing when it is pressed and another while it is held. Times are those of the events, ms. */
export interface HeldKey {
  readonly down: (atMs: number) => void
  readonly up: (atMs: number) => void
  /** The key is let go where nobody sees it, such as in another window. */
  readonly cancel: () => void
}

export function createHeldKey({ pressed, held }: HeldKeyParts): HeldKey {
  let downAt: number | undefined
  let isHeld = false
  let timer: ReturnType<typeof setTimeout> | undefined
  const end = () => {
    clearTimeout(timer)
    downAt = undefined
    if (isHeld) held(false)
    isHeld = false
  }
  return {
    down: (atMs) => {
      if (downAt !== undefined) return
      downAt = atMs
      timer = setTimeout(() => {
        isHeld = true
        held(true)
      }, HOLD_MS)
    },
    up: (atMs) => {
      if (downAt === undefined) return
      // The events' own times decide: on a busy machine the timer may come before a key that was let go long ago.
      const isPress = atMs - downAt < HOLD_MS
      end()
      if (isPress) pressed()
    },
    cancel: end,
  }
}
