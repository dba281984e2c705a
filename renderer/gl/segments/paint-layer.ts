import type { LabelTable } from './label-table.ts'

/** Alpha bytes of painted supervoxels: 1 is transparent, MOST_PAINTED opaque; the shaders know them by these numbers. */
export const LEAST_PAINTED = 1
export const MOST_PAINTED = 62

/** Supervoxels in one colour until the next paint; ids as halves, low first. */
export interface Stroke {
  readonly halves: Uint32Array
  /** 0xRRGGBB. */
  readonly colour: number
  /** 0 to 1. */
  readonly opacity: number
}

/** What is painted over the segments' colours, by dense number of the supervoxel. */
export interface PaintLayer {
  /**
   * Replaces all paint. Returns the supervoxels that look different now. Supervoxels that are not in memory are passed
   * over.
   */
  set(strokes: readonly Stroke[]): Uint32Array
  isPainted(): boolean
  /** Calls with each painted supervoxel and its RGBA entry. */
  each(call: (dense: number, entry: number) => void): void
  /** RGBA entries; 0: not painted. At least as long as the table's capacity at the last `set`; beyond, undefined. */
  entries(): Uint32Array
  /** Nobody holds the id of this number any more. */
  forget(dense: number): void
}

export function createPaintLayer(table: LabelTable): PaintLayer {
  let entries = new Uint32Array(0)
  /** The painted ones; plain arrays of numbers and no sets, because a preview paints a hundred thousand. */
  let painted = new Uint32Array(0)

  /** Writes the strokes into `next`. Returns which supervoxels are in a stroke. */
  function apply(strokes: readonly Stroke[], next: Uint32Array): Uint32Array<ArrayBuffer> {
    const now = new Uint32Array(strokes.reduce((sum, { halves }) => sum + halves.length / 2, 0))
    let count = 0
    for (const { halves, colour, opacity } of strokes) {
      const entry = entryOf(colour, opacity)
      for (let i = 0; i < halves.length; i += 2) {
        const dense = table.find(halves[i + 1]!, halves[i]!)
        if (dense <= 0) continue
        if (next[dense] === 0) now[count++] = dense
        next[dense] = entry
      }
    }
    return now.slice(0, count)
  }

  return {
    set: (strokes) => {
      const next = new Uint32Array(strokes.length === 0 ? entries.length : table.capacity())
      const now = apply(strokes, next)
      const changed = new Uint32Array(now.length + painted.length)
      let count = 0
      for (let i = 0; i < now.length; i++) {
        const dense = now[i]!
        if (next[dense] !== entries[dense]) changed[count++] = dense
      }
      for (let i = 0; i < painted.length; i++) {
        const dense = painted[i]!
        if (next[dense] === 0 && entries[dense] !== 0) changed[count++] = dense
      }
      entries = next
      painted = now
      return changed.subarray(0, count)
    },
    isPainted: () => painted.length > 0,
    each: (call) => {
      for (const dense of painted) if (entries[dense] !== 0) call(dense, entries[dense]!)
    },
    entries: () => entries,
    forget: (dense) => {
      if (dense < entries.length) entries[dense] = 0
    },
  }
}

function entryOf(colour: number, opacity: number): number {
  const share = Math.min(1, Math.max(0, opacity))
  const alpha = LEAST_PAINTED + Math.round(share * (MOST_PAINTED - LEAST_PAINTED))
  const swapped = ((colour & 0xff) << 16) | (colour & 0xff00) | ((colour >> 16) & 0xff)
  return ((alpha << 24) | swapped) >>> 0
}
