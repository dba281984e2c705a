/** A small source of random numbers (sfc32). The same seed gives the same numbers on every machine. */
export interface Random {
  /** Uniform in [0, 1). */
  next(): number
  /** Uniform in [low, high). */
  between(low: number, high: number): number
  /** A whole number in [0, count). */
  below(count: number): number
  /** Normal with mean 0 and deviation 1. */
  normal(): number
}

/** Each `stage` has a stream of its own, so that a change to one stage leaves the others as they were. */
export function createRandom(seed: number, stage: string): Random {
  let a = seed >>> 0
  let b = 0x9e3779b9
  let c = 0x243f6a88
  let counter = 1
  for (let i = 0; i < stage.length; i += 1) b = Math.imul(b ^ stage.charCodeAt(i), 0x01000193) >>> 0
  const bits = (): number => {
    const sum = (a + b + counter) | 0
    counter = (counter + 1) | 0
    a = b ^ (b >>> 9)
    b = (c + (c << 3)) | 0
    c = ((c << 21) | (c >>> 11)) + sum
    return sum >>> 0
  }
  for (let i = 0; i < 16; i += 1) bits()
  const next = (): number => bits() / 4294967296
  return {
    next,
    between: (low, high) => low + (high - low) * next(),
    below: (count) => Math.floor(next() * count),
    // The sum of twelve uniform numbers has a variance of 1. It needs neither logarithm nor cosine.
    normal: () => {
      let sum = -6
      for (let i = 0; i < 12; i += 1) sum += next()
      return sum
    },
  }
}

/** A well mixed 32-bit hash of three whole numbers and a seed. It gives random numbers that depend on no order. */
export function hash3(x: number, y: number, z: number, seed: number): number {
  let h = Math.imul(x, 0x8da6b343) ^ Math.imul(y, 0xd8163841) ^ Math.imul(z, 0xcb1ab31f) ^ Math.imul(seed, 0x165667b1)
  h = Math.imul(h ^ (h >>> 15), 0x2c1b3c6d)
  h = Math.imul(h ^ (h >>> 12), 0x297a2d39)
  return (h ^ (h >>> 15)) >>> 0
}
