import type { LabelTable } from './label-table.ts'
import { createLabelTable } from './label-table.ts'

/**
 * What a palette entry's alpha byte says of a segment; the shaders know these levels as quarters.
 * Opacities are no part of a palette, so moving an opacity slider rewrites nothing.
 */
export const HIDDEN = 0
export const SHOWN = 64
export const SHOWN_HOVERED = 128
export const SELECTED = 191
export const SELECTED_HOVERED = 255

export interface SegmentStyle {
  readonly selectedOnly: boolean
  /** See `segmentColour`. */
  readonly seed: number
}

/** Red, green, blue of a segment, 0 to 255, as 0xBBGGRR. */
export type ColourOf = (high: number, low: number, seed: number) => number

/**
 * Colours and states of the segments of one layer, by dense number, and the palettes of its chunks.
 * A palette is brought up to date when it is next drawn, and only if a segment in it has changed since:
 * `version` rises by one with each change, and `changedAt` remembers at which version an entry changed.
 */
export interface SegmentPalette {
  readonly table: LabelTable
  version(): number
  /** Dense numbers of a chunk's labels (low and high halves alternate, as in the memory of a BigUint64Array). */
  retainAll(halves: Uint32Array): Uint32Array
  releaseAll(dense: Uint32Array): void
  setStyle(style: SegmentStyle): void
  /** Segment ids as halves, low first. */
  setSelected(halves: Uint32Array): void
  setHovered(high: number, low: number): void
  /** From now on the supervoxels `dense[i]` belong to the segments `segments[i]` (dense numbers that the caller has retained). */
  remap(dense: Uint32Array, segments: Uint32Array): void
  segmentOf(dense: number): number
  /** Whether any label of a chunk shows differently than at `version`. */
  isStale(dense: Uint32Array, version: number): boolean
  /** Writes the RGBA entries of a chunk's labels, in their order. */
  fill(dense: Uint32Array, entries: Uint32Array): void
}

export function createSegmentPalette(colourOf: ColourOf, first: SegmentStyle): SegmentPalette {
  const table = createLabelTable()
  let style = first
  let selected = createLabelTable()
  let hovered = { high: 0, low: 0 }
  let version = 1
  let entries = new Uint32Array(table.capacity())
  let changedAt = new Uint32Array(table.capacity())
  let segments = new Uint32Array(table.capacity())

  function ensureCapacity(): void {
    const capacity = table.capacity()
    if (entries.length >= capacity) return
    const enlarge = (old: Uint32Array): Uint32Array<ArrayBuffer> => {
      const next = new Uint32Array(capacity)
      next.set(old)
      return next
    }
    entries = enlarge(entries)
    changedAt = enlarge(changedAt)
    segments = enlarge(segments)
  }

  function stateOf(high: number, low: number): number {
    const isHovered = high === hovered.high && low === hovered.low
    if (selected.find(high, low) > 0) return isHovered ? SELECTED_HOVERED : SELECTED
    if (style.selectedOnly) return HIDDEN
    return isHovered ? SHOWN_HOVERED : SHOWN
  }

  function refresh(dense: number): void {
    if (dense <= 0) return
    const high = table.highOf(dense)
    const low = table.lowOf(dense)
    const state = stateOf(high, low)
    const entry = state === HIDDEN ? 0 : ((state << 24) | colourOf(high, low, style.seed)) >>> 0
    if (entries[dense] === entry) return
    entries[dense] = entry
    changedAt[dense] = version
  }

  function refreshAll(): void {
    version += 1
    const end = table.capacity()
    // A number that nobody holds has no segment.
    for (let dense = 1; dense < end; dense++) if (segments[dense] !== 0) refresh(dense)
  }

  function sameSelection(halves: Uint32Array): boolean {
    let distinct = 0
    for (let i = 0; i < halves.length; i += 2) {
      if (halves[i] === 0 && halves[i + 1] === 0) continue
      if (selected.find(halves[i + 1]!, halves[i]!) < 0) return false
      distinct += 1
    }
    return distinct === selected.count() - 1
  }

  return {
    table,
    version: () => version,
    retainAll: (halves) => {
      const dense = new Uint32Array(halves.length / 2)
      for (let i = 0; i < dense.length; i++) {
        const d = table.retain(halves[2 * i + 1]!, halves[2 * i]!)
        dense[i] = d
        if (d >= entries.length) ensureCapacity()
        if (d !== 0 && segments[d] === 0) {
          segments[d] = d
          refresh(d)
        }
      }
      return dense
    },
    releaseAll: (dense) => {
      for (const d of dense) {
        if (!table.release(d)) continue
        segments[d] = 0
        entries[d] = 0
      }
    },
    setStyle: (next) => {
      if (next.selectedOnly === style.selectedOnly && next.seed === style.seed) return
      style = next
      refreshAll()
    },
    setSelected: (halves) => {
      if (sameSelection(halves)) return
      const before = selected
      selected = createLabelTable()
      for (let i = 0; i < halves.length; i += 2) {
        if (selected.find(halves[i + 1]!, halves[i]!) < 0) selected.retain(halves[i + 1]!, halves[i]!)
      }
      version += 1
      for (const ids of [before, selected]) {
        for (let s = 1; s < ids.count(); s++) refresh(table.find(ids.highOf(s), ids.lowOf(s)))
      }
    },
    setHovered: (high, low) => {
      if (hovered.high === high && hovered.low === low) return
      const before = hovered
      hovered = { high, low }
      version += 1
      refresh(table.find(before.high, before.low))
      refresh(table.find(high, low))
    },
    remap: (dense, to) => {
      version += 1
      for (let i = 0; i < dense.length; i++) {
        const d = dense[i]!
        if (segments[d] === to[i] || d === 0) continue
        segments[d] = to[i]!
        changedAt[d] = version
      }
    },
    segmentOf: (dense) => segments[dense]!,
    isStale: (dense, since) => {
      if (since === version) return false
      for (const d of dense) if (changedAt[d]! > since || changedAt[segments[d]!]! > since) return true
      return false
    },
    fill: (dense, rows) => {
      for (let i = 0; i < dense.length; i++) rows[i] = entries[segments[dense[i]!]!]!
    },
  }
}
