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
  /** Makes room for so many entries at once. */
  reserve(count: number): void
  highOf(number: number): number
  lowOf(number: number): number
  tagOf(number: number): number
}

/** Slots of an empty table; a power of two. */
const FIRST_SLOTS = 16
/** The table grows when more than this part of its slots is taken. */
const MAX_LOAD = 0.7

/** Mixes both halves (the finaliser of MurmurHash3 over a product of each), because ids are often consecutive. */
function hashOf(high: number, low: number): number {
  let h = Math.imul(low, 0x9e3779b1) ^ Math.imul(high, 0x85ebca77)
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b)
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35)
  return (h ^ (h >>> 16)) >>> 0
}

export function createIdTable(): IdTable {
  /** A slot holds a number + 1; 0 is a free slot. The tag is not hashed, so that all tags of an id lie in one run. */
  let slots = new Uint32Array(FIRST_SLOTS)
  let highs: Uint32Array = new Uint32Array(0)
  let lows: Uint32Array = new Uint32Array(0)
  let tags: Uint32Array = new Uint32Array(0)
  let count = 0

  const find = (high: number, low: number, tag: number): number => {
    const mask = slots.length - 1
    for (let slot = hashOf(high, low) & mask; ; slot = (slot + 1) & mask) {
      const number = slots[slot]! - 1
      if (number < 0) return -1
      if (lows[number] === low && highs[number] === high && tags[number] === tag) return number
    }
  }
  const place = (number: number) => {
    const mask = slots.length - 1
    let slot = hashOf(highs[number]!, lows[number]!) & mask
    while (slots[slot] !== 0) slot = (slot + 1) & mask
    slots[slot] = number + 1
  }
  const reserve = (wanted: number) => {
    const length = lengthFor(wanted, highs.length)
    if (length > highs.length) {
      highs = longerWords(highs, length)
      lows = longerWords(lows, length)
      tags = longerWords(tags, length)
    }
    let size = slots.length
    while (wanted > size * MAX_LOAD) size *= 2
    if (size === slots.length) return
    slots = new Uint32Array(size)
    for (let number = 0; number < count; number++) place(number)
  }
  return {
    count: () => count,
    find,
    add(high, low, tag) {
      const known = find(high, low, tag)
      if (known >= 0) return known
      reserve(count + 1)
      highs[count] = high
      lows[count] = low
      tags[count] = tag
      place(count)
      return count++
    },
    findWhere(high, low, holds) {
      const mask = slots.length - 1
      for (let slot = hashOf(high, low) & mask; ; slot = (slot + 1) & mask) {
        const number = slots[slot]! - 1
        if (number < 0) return -1
        if (lows[number] === low && highs[number] === high && holds(number)) return number
      }
    },
    reserve,
    highOf: (number) => highs[number]!,
    lowOf: (number) => lows[number]!,
    tagOf: (number) => tags[number]!,
  }
}
