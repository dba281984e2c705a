/** For tests: chance out of a seed. */
export interface Random {
  /** From 0 to below 1. */
  unit(): number
  /** A whole number from 0 to below `end`. */
  below(end: number): number
  chance(odds: number): boolean
  /** One of a list that is not empty. */
  pick<T>(list: readonly T[]): T
}

/** mulberry32. */
export function randomFrom(seed: number): Random {
  let state = seed | 0
  const unit = () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
  const below = (end: number) => Math.floor(unit() * end)
  return { unit, below, chance: (odds) => unit() < odds, pick: (list) => list[below(list.length)]! }
}
