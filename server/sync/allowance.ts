/** Allows so many things at once, and then so many in a second: a bucket that refills. */
export interface Allowance {
  /** Takes `count` things if there is room for them, and returns whether it did. */
  take(count: number): boolean
  /** True if there is room for one. */
  isLeft(): boolean
  /** True if all that was taken has been refilled. */
  isFull(): boolean
}

/** `now` is in ms. */
export function createAllowance(atOnce: number, perSecond: number, now: () => number): Allowance {
  let left = atOnce
  let since = now()
  const refill = () => {
    const at = now()
    left = Math.min(atOnce, left + ((at - since) / 1000) * perSecond)
    since = at
  }
  return {
    take(count) {
      refill()
      if (left < count) return false
      left -= count
      return true
    },
    isLeft() {
      refill()
      return left >= 1
    },
    isFull() {
      refill()
      return left >= atOnce
    },
  }
}
