import { longerWords } from '../../../shared/ids/columns.ts'
import { createLabelTable, type LabelTable } from './label-table.ts'

/**
 * What a palette entry's alpha byte says of a segment; the shaders know these levels as quarters.
 * Opacities are no part of a palette, so moving an opacity slider rewrites nothing. Bytes between HIDDEN and SHOWN are
 * painted supervoxels, with an opacity of their own: see paint-layer.ts.
 */
export const HIDDEN = 0
export const SHOWN = 64
export const SHOWN_HOVERED = 128

/** Alpha bytes from this one on are of selected segments. */
export const SELECTED = 191
export const SELECTED_HOVERED = 255

export interface SegmentStyle {
  readonly selectedOnly: boolean
  /** See `segmentColour`. */
  readonly seed: number
  /** The low bits of red, green and blue tell supervoxels of one segment apart, for the outlines between them. */
  readonly supervoxelBorders: boolean
}

/** Red, green, blue of a segment, 0 to 255, as 0xBBGGRR. */
export type ColourOf = (high: number, low: number, seed: number) => number

/** Rises by one with each change, so that it can be remembered when something changed. */
export interface Version {
  value: number
}

/** Colours and states of the segments that have supervoxels in memory, by small numbers from 1. */
export interface SegmentLooks {
  /** One more supervoxel in memory belongs to this segment. Returns the segment's number. */
  join(high: number, low: number): number
  leave(segment: number): void
  /** The number of a segment, or -1. */
  find(high: number, low: number): number
  idOf(segment: number): bigint
  style(): SegmentStyle
  setStyle(style: SegmentStyle): void
  /** Segment ids as halves, low first. */
  setSelected(halves: Uint32Array): void
  /** Selects this one too, until the next call of `setSelected`. */
  alsoSelect(segment: number): void
  /** Whether any segment is selected, in memory or not. */
  hasSelected(): boolean
  setHovered(high: number, low: number): void
  /** RGBA entries by number of a segment; valid until the next `join`. */
  entries(): Uint32Array
  /** The version at which an entry changed last, by number of a segment; valid until the next `join`. */
  changedAt(): Uint32Array
}

export function createSegmentLooks(colourOf: ColourOf, first: SegmentStyle, version: Version): SegmentLooks {
  const segments = createLabelTable()
  let style = first
  let selected = createLabelTable()
  let hovered = { high: 0, low: 0 }
  let entries: Uint32Array = new Uint32Array(segments.capacity())
  let changedAt: Uint32Array = new Uint32Array(segments.capacity())
  let isHeld: Uint32Array = new Uint32Array(segments.capacity())

  function refresh(segment: number): void {
    if (segment <= 0) return
    const [high, low] = [segments.highOf(segment), segments.lowOf(segment)]
    const state = stateOf(selected.find(high, low) > 0, high === hovered.high && low === hovered.low, style)
    const entry = state === HIDDEN ? 0 : ((state << 24) | colourOf(high, low, style.seed)) >>> 0
    if (entries[segment] === entry) return
    entries[segment] = entry
    changedAt[segment] = version.value
  }

  return {
    join: (high, low) => {
      const segment = segments.retain(high, low)
      if (segments.capacity() > entries.length) {
        entries = longerWords(entries, segments.capacity())
        changedAt = longerWords(changedAt, segments.capacity())
        isHeld = longerWords(isHeld, segments.capacity())
      }
      if (isHeld[segment] === 0) {
        isHeld[segment] = 1
        refresh(segment)
      }
      return segment
    },
    leave: (segment) => {
      if (!segments.release(segment)) return
      entries[segment] = 0
      isHeld[segment] = 0
    },
    find: segments.find,
    idOf: (segment) => (BigInt(segments.highOf(segment)) << 32n) | BigInt(segments.lowOf(segment)),
    style: () => style,
    setStyle: (next) => {
      const isSame = next.selectedOnly === style.selectedOnly && next.seed === style.seed
      style = next
      if (isSame) return
      version.value += 1
      for (let segment = 1; segment < isHeld.length; segment++) if (isHeld[segment] === 1) refresh(segment)
    },
    setSelected: (halves) => {
      if (isSelection(selected, halves)) return
      const before = selected
      selected = tableOf(halves)
      version.value += 1
      for (const ids of [before, selected]) {
        for (let s = 1; s < ids.count(); s++) refresh(segments.find(ids.highOf(s), ids.lowOf(s)))
      }
    },
    alsoSelect: (segment) => {
      if (selected.find(segments.highOf(segment), segments.lowOf(segment)) > 0) return
      selected.retain(segments.highOf(segment), segments.lowOf(segment))
      version.value += 1
      refresh(segment)
    },
    hasSelected: () => selected.count() > 1,
    setHovered: (high, low) => {
      if (hovered.high === high && hovered.low === low) return
      const before = hovered
      hovered = { high, low }
      version.value += 1
      for (const at of [before, hovered]) refresh(segments.find(at.high, at.low))
    },
    entries: () => entries,
    changedAt: () => changedAt,
  }
}

function stateOf(isSelected: boolean, isHovered: boolean, { selectedOnly }: SegmentStyle): number {
  if (isSelected) return isHovered ? SELECTED_HOVERED : SELECTED
  if (selectedOnly) return HIDDEN
  return isHovered ? SHOWN_HOVERED : SHOWN
}

function tableOf(halves: Uint32Array): LabelTable {
  const table = createLabelTable()
  for (let i = 0; i < halves.length; i += 2) {
    if (table.find(halves[i + 1]!, halves[i]!) < 0) table.retain(halves[i + 1]!, halves[i]!)
  }
  return table
}

/** Whether just these segments are selected. Ids come once each; id 0 is no segment. */
function isSelection(selected: LabelTable, halves: Uint32Array): boolean {
  let distinct = 0
  for (let i = 0; i < halves.length; i += 2) {
    if (halves[i] === 0 && halves[i + 1] === 0) continue
    if (selected.find(halves[i + 1]!, halves[i]!) < 0) return false
    distinct += 1
  }
  return distinct === selected.count() - 1
}
