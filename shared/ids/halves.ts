/**
 * A 64-bit id as two unsigned 32-bit halves, so that loops and tables need no BigInt. The scratch word does what
 * `Number(id >> 32n)` would, without making further BigInts. Typed arrays are little-endian wherever Skein runs.
 */
const word = new BigUint64Array(1)
const halves = new Uint32Array(word.buffer)

export function highHalf(id: bigint): number {
  word[0] = id
  return halves[1]!
}

export function lowHalf(id: bigint): number {
  word[0] = id
  return halves[0]!
}

export function idOfHalves(high: number, low: number): bigint {
  halves[1] = high
  halves[0] = low
  return word[0]!
}

/** The memory of ids as 32-bit halves, the low half first. No copy. */
export function halvesOf(ids: BigUint64Array): Uint32Array {
  return new Uint32Array(ids.buffer, ids.byteOffset, 2 * ids.length)
}

/** Unsigned order of two ids in halves: negative, zero or positive. */
export function compareHalves(highA: number, lowA: number, highB: number, lowB: number): number {
  return highA === highB ? lowA - lowB : highA - highB
}
