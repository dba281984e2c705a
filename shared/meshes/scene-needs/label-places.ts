import { lengthFor, longerWords } from '../../ids/columns.ts'
import type { KnownBlock } from './known-block.ts'

/** Where labels lie: the pieces that a label has in the blocks in memory. It takes 12 bytes a piece. */
export interface LabelPlaces {
  add(block: KnownBlock): void
  remove(block: KnownBlock): void
  has(label: number): boolean
  /** Adds the blocks that hold a label, and its piece in each, to these lists. */
  collect(label: number, blocks: KnownBlock[], pieces: number[]): void
}

/** Rows at the beginning. */
const FIRST_ROWS = 1024

export function createLabelPlaces(): LabelPlaces {
  /** By label: its first row; 0 for none. Row 0 is never used. */
  let firsts: Uint32Array = new Uint32Array(FIRST_ROWS)
  /** Columns of rows. A row that is free has the next free one in `nexts`. */
  let nexts: Uint32Array = new Uint32Array(FIRST_ROWS)
  let slots: Uint32Array = new Uint32Array(FIRST_ROWS)
  let pieces: Uint32Array = new Uint32Array(FIRST_ROWS)
  let [rows, free] = [1, 0]
  const blocks: (KnownBlock | undefined)[] = []
  const slotOf = new Map<KnownBlock, number>()
  const freeSlots: number[] = []

  function takeRow(): number {
    if (free !== 0) {
      const row = free
      free = nexts[row]!
      return row
    }
    const length = lengthFor(rows + 1, nexts.length)
    if (length > nexts.length)
      [nexts, slots, pieces] = [nexts, slots, pieces].map((old) => longerWords(old, length)) as [
        Uint32Array,
        Uint32Array,
        Uint32Array,
      ]
    return rows++
  }

  function unlink(label: number, slot: number): void {
    let before = 0
    let row = firsts[label]!
    while (row !== 0 && slots[row] !== slot) [before, row] = [row, nexts[row]!]
    if (row === 0) return
    if (before === 0) firsts[label] = nexts[row]!
    else nexts[before] = nexts[row]!
    nexts[row] = free
    free = row
  }

  return {
    add: (block) => {
      const slot = freeSlots.pop() ?? blocks.length
      blocks[slot] = block
      slotOf.set(block, slot)
      for (const [piece, label] of block.labels.entries()) {
        const length = lengthFor(label + 1, firsts.length)
        if (length > firsts.length) firsts = longerWords(firsts, length)
        const row = takeRow()
        slots[row] = slot
        pieces[row] = piece
        nexts[row] = firsts[label]!
        firsts[label] = row
      }
    },
    remove: (block) => {
      const slot = slotOf.get(block)
      if (slot === undefined) return
      for (const label of block.labels) unlink(label, slot)
      slotOf.delete(block)
      blocks[slot] = undefined
      freeSlots.push(slot)
    },
    has: (label) => (firsts[label] ?? 0) !== 0,
    collect: (label, intoBlocks, intoPieces) => {
      for (let row = firsts[label] ?? 0; row !== 0; row = nexts[row]!) {
        intoBlocks.push(blocks[slots[row]!]!)
        intoPieces.push(pieces[row]!)
      }
    },
  }
}
