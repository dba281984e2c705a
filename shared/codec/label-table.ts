import { halvesOf } from '../ids/halves.ts'

/**
 * The distinct labels of a chunk and the place of each, as an open-addressing hash table on halves of 64-bit numbers:
 * it runs once per voxel or block, where a BigInt or a Map would cost more than all the rest of decoding. It also numbers
 * the ids of millions of edges, for which a Map takes ten times the memory.
 */
export interface LabelTable {
  count: number
  low: Uint32Array
  high: Uint32Array
  /** Place of a label plus one; 0 is free. Its length is a power of two, at least twice the capacity of `low`. */
  slots: Int32Array
}

/** Enough for a usual block; a chunk's table doubles a few times. */
const FIRST_CAPACITY = 16

/** @param expected this many labels are put in without the table growing */
export function emptyLabelTable(expected = FIRST_CAPACITY): LabelTable {
  const capacity = 2 ** Math.ceil(Math.log2(Math.max(FIRST_CAPACITY, expected)))
  return {
    count: 0,
    low: new Uint32Array(capacity),
    high: new Uint32Array(capacity),
    slots: new Int32Array(2 * capacity),
  }
}

/** The place of a label, which is appended when it is new. Halves are unsigned 32-bit numbers. */
export function placeOfLabel(table: LabelTable, low: number, high: number): number {
  const { slots } = table
  const mask = slots.length - 1
  let slot = hashOf(low, high) & mask
  for (;;) {
    const place = slots[slot]! - 1
    if (place < 0) break
    if (table.low[place] === low && table.high[place] === high) return place
    slot = (slot + 1) & mask
  }
  if (table.count === table.low.length) {
    grow(table)
    return placeOfLabel(table, low, high)
  }
  const place = table.count++
  table.low[place] = low
  table.high[place] = high
  slots[slot] = place + 1
  return place
}

/** The place of a label; -1 if it is not there. */
export function findLabel({ low, high, slots }: LabelTable, lowHalf: number, highHalf: number): number {
  const mask = slots.length - 1
  for (let slot = hashOf(lowHalf, highHalf) & mask; ; slot = (slot + 1) & mask) {
    const place = slots[slot]! - 1
    if (place < 0 || (low[place] === lowHalf && high[place] === highHalf)) return place
  }
}

/** The labels in the order in which they were first seen. */
export function labelsOf({ count, low, high }: LabelTable): BigUint64Array {
  const labels = new BigUint64Array(count)
  const halves = halvesOf(labels)
  for (let i = 0; i < count; i++) {
    halves[2 * i] = low[i]!
    halves[2 * i + 1] = high[i]!
  }
  return labels
}

function grow(table: LabelTable): void {
  const capacity = 2 * table.low.length
  const low = new Uint32Array(capacity)
  const high = new Uint32Array(capacity)
  low.set(table.low)
  high.set(table.high)
  const slots = new Int32Array(2 * capacity)
  const mask = slots.length - 1
  for (let place = 0; place < table.count; place++) {
    let slot = hashOf(low[place]!, high[place]!) & mask
    while (slots[slot] !== 0) slot = (slot + 1) & mask
    slots[slot] = place + 1
  }
  table.low = low
  table.high = high
  table.slots = slots
}

/** Multiplicative hashing: ids of one chunk are often near each other, or differ only in high bits. */
function hashOf(low: number, high: number): number {
  const mixed = Math.imul(low, 0x9e3779b1) ^ Math.imul(high, 0x85ebca6b)
  return mixed ^ (mixed >>> 15)
}
