/** So many things at once, and then so many in a second: a bucket that refills. */
export interface Allowance {
  /** Whether there is room for `count` more; takes it if so. */
  take(count: number): boolean
  /** Whether there is room for one. */
  isLeft(): boolean
  /** Whether nothing is taken any more. */
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
