import { assert } from '../../../shared/assert.ts'
import { longerWords } from '../../../shared/ids/columns.ts'

/**
 * Gives each distinct 64-bit id a small integer (its dense number), so that everything per supervoxel is a plain array.
 * Ids are pairs of unsigned 32-bit halves: no BigInt in any loop. Dense number 0 is always id 0, the background.
 * Ids are counted by holders (chunks); the number of an id that nobody holds is used again.
 */
export interface LabelTable {
  /** Numbers in use, 0 included. */
  count(): number
  /** Every number in use is below this; arrays by dense number have at least this length. */
  capacity(): number
  /** The number of an id, or -1. */
  find(high: number, low: number): number
  /** The number of an id, given now if it is new; counts one more holder. */
  retain(high: number, low: number): number
  /** One holder less; true when the number is free from now on. */
  release(dense: number): boolean
  highOf(dense: number): number
  lowOf(dense: number): number
}

/** Slots of an empty table; a power of two. */
const FIRST_SLOTS = 1024
/** The table grows when more than this part of its slots is taken: short probes, at 20 bytes an id. */
const MAX_LOAD = 0.5

/** Mixes both halves (the finaliser of MurmurHash3 over a product of each), because ids are often consecutive. */
function hashOf(high: number, low: number): number {
  let h = Math.imul(low, 0x9e3779b1) ^ Math.imul(high, 0x85ebca77)
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b)
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35)
  return (h ^ (h >>> 16)) >>> 0
}

/** The slot of an id, or the free slot where it would be. */
function slotIn(slots: Uint32Array, highs: Uint32Array, lows: Uint32Array, high: number, low: number): number {
  const mask = slots.length - 1
  let slot = hashOf(high, low) & mask
  for (let dense = slots[slot]!; dense !== 0; dense = slots[slot]!) {
    if (lows[dense] === low && highs[dense] === high) return slot
    slot = (slot + 1) & mask
  }
  return slot
}

/** Linear probing without tombstones: what follows the freed slot moves back where it may. */
function removeSlot(slots: Uint32Array, highs: Uint32Array, lows: Uint32Array, freed: number): void {
  const mask = slots.length - 1
  let hole = freed
  let slot = (hole + 1) & mask
  for (let dense = slots[slot]!; dense !== 0; dense = slots[slot]!) {
    const home = hashOf(highs[dense]!, lows[dense]!) & mask
    if (((slot - home) & mask) >= ((slot - hole) & mask)) {
      slots[hole] = dense
      hole = slot
    }
    slot = (slot + 1) & mask
  }
  slots[hole] = 0
}

export function createLabelTable(): LabelTable {
  // slots[s] = dense number, 0 = free slot (number 0 itself is never in the slots).
  let slots = new Uint32Array(FIRST_SLOTS)
  let highs: Uint32Array = new Uint32Array(FIRST_SLOTS * MAX_LOAD)
  let lows: Uint32Array = new Uint32Array(FIRST_SLOTS * MAX_LOAD)
  let holders: Uint32Array = new Uint32Array(FIRST_SLOTS * MAX_LOAD)
  const free: number[] = []
  let next = 1

  const slotOf = (high: number, low: number): number => slotIn(slots, highs, lows, high, low)

  function grow(): void {
    const old = slots
    slots = new Uint32Array(old.length * 2)
    highs = longerWords(highs, slots.length * MAX_LOAD)
    lows = longerWords(lows, slots.length * MAX_LOAD)
    holders = longerWords(holders, slots.length * MAX_LOAD)
    for (const dense of old) if (dense !== 0) slots[slotOf(highs[dense]!, lows[dense]!)] = dense
  }

  return {
    count: () => next - free.length,
    capacity: () => highs.length,
    find: (high, low) => {
      if (high === 0 && low === 0) return 0
      return slots[slotOf(high, low)]! || -1
    },
    retain: (high, low) => {
      if (high === 0 && low === 0) return 0
      let slot = slotOf(high, low)
      if (slots[slot] === 0) {
        if (free.length === 0 && next >= highs.length) {
          grow()
          slot = slotOf(high, low)
        }
        const dense = free.pop() ?? next++
        slots[slot] = dense
        highs[dense] = high
        lows[dense] = low
        holders[dense] = 0
      }
      const dense = slots[slot]!
      holders[dense]! += 1
      return dense
    },
    release: (dense) => {
      if (dense === 0) return false
      assert(holders[dense]! > 0, 'a label was released that nobody holds')
      holders[dense]! -= 1
      if (holders[dense]! > 0) return false
      removeSlot(slots, highs, lows, slotOf(highs[dense]!, lows[dense]!))
      free.push(dense)
      return true
    },
    highOf: (dense) => highs[dense]!,
    lowOf: (dense) => lows[dense]!,
  }
}
