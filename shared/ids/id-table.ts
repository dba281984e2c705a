import { lengthFor, longerWords } from './columns.ts'

/**
 * Numbers things that are known by a 64-bit id (in halves) and a tag: 0, 1, 2 ... in the order in which they were
 * added. Nothing is ever removed. A hash table with linear probing over typed arrays.
 */
export interface IdTable {
  count(): number
  /** The number of an id, or -1. */
  find(high: number, low: number, tag: number): number
  /** The number of an id, given now if it is new. */
  add(high: number, low: number, tag: number): number
  /** The number of some entry with this id, whatever its tag, for which `holds`; -1 if there is none. */
  findWhere(high: number, low: number, holds: (number: number) => boolean): number
  /** Makes room for this many entries at once. */
  reserve(count: number): void
  highOf(number: number): number
  lowOf(number: number): number
  tagOf(number: number): number
}

/** Slots of an empty table; a power of two. */
const FIRST_SLOTS = 16
/** The table grows when more than this part of its slots is taken. */
const MAX_LOAD = 0.7
/** Words of an entry. */
const ROW = 3

/** Mixes both halves (the finaliser of MurmurHash3 over a product of each), because ids are often consecutive. */
function hashOf(high: number, low: number): number {
  let h = Math.imul(low, 0x9e3779b1) ^ Math.imul(high, 0x85ebca77)
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b)
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35)
  return h ^ (h >>> 16)
}

export function createIdTable(): IdTable {
  /** A slot holds a number + 1; 0 is a free slot. The tag is not hashed, so that all tags of an id lie in one run. */
  let slots = new Uint32Array(FIRST_SLOTS)
  /** High half, low half and tag of each entry, side by side because they are read together. */
  let rows: Uint32Array = new Uint32Array(0)
  let count = 0

  /** The slot of an entry, or the free slot where it would be. */
  const slotOf = (high: number, low: number, tag: number): number => {
    const mask = slots.length - 1
    for (let slot = hashOf(high, low) & mask; ; slot = (slot + 1) & mask) {
      const row = ROW * (slots[slot]! - 1)
      if (row < 0 || (rows[row + 1] === low && rows[row] === high && rows[row + 2] === tag)) return slot
    }
  }
  const place = (number: number) => {
    const mask = slots.length - 1
    let slot = hashOf(rows[ROW * number]!, rows[ROW * number + 1]!) & mask
    while (slots[slot] !== 0) slot = (slot + 1) & mask
    slots[slot] = number + 1
  }
  const reserve = (wanted: number) => {
    const length = ROW * lengthFor(wanted, rows.length / ROW)
    if (length > rows.length) rows = longerWords(rows, length)
    let size = slots.length
    while (wanted > size * MAX_LOAD) size *= 2
    if (size === slots.length) return
    slots = new Uint32Array(size)
    for (let number = 0; number < count; number++) place(number)
  }
  return {
    count: () => count,
    find: (high, low, tag) => slots[slotOf(high, low, tag)]! - 1,
    add(high, low, tag) {
      const slot = slotOf(high, low, tag)
      if (slots[slot] !== 0) return slots[slot]! - 1
      const before = slots
      reserve(count + 1)
      const row = ROW * count
      rows[row] = high
      rows[row + 1] = low
      rows[row + 2] = tag
      if (slots === before) slots[slot] = count + 1
      else place(count)
      return count++
    },
    findWhere(high, low, holds) {
      const mask = slots.length - 1
      for (let slot = hashOf(high, low) & mask; ; slot = (slot + 1) & mask) {
        const number = slots[slot]! - 1
        if (number < 0) return -1
        if (rows[ROW * number + 1] === low && rows[ROW * number] === high && holds(number)) return number
      }
    },
    reserve,
    highOf: (number) => rows[ROW * number]!,
    lowOf: (number) => rows[ROW * number + 1]!,
    tagOf: (number) => rows[ROW * number + 2]!,
  }
}
