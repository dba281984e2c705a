/** Allows this many things at once, and then this many in a second: a bucket that refills. */
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

/** An allowance for each name. Names that have used nothing lately are forgotten. */
export function createAllowances(
  atOnce: number,
  perSecond: number,
  now: () => number,
): (name: string, count: number) => boolean {
  const byName = new Map<string, Allowance>()
  return (name, count) => {
    for (const [other, allowance] of byName) if (allowance.isFull()) byName.delete(other)
    const own = byName.get(name) ?? createAllowance(atOnce, perSecond, now)
    byName.set(name, own)
    return own.take(count)
  }
}
