import { createLabelTable } from './label-table.ts'
import { createPaintLayer, type Stroke } from './paint-layer.ts'

/**
 * What a palette entry's alpha byte says of a segment; the shaders know these levels as quarters.
 * Opacities are no part of a palette, so moving an opacity slider rewrites nothing. Bytes between HIDDEN and SHOWN are
 * painted supervoxels, with an opacity of their own: see paint-layer.ts.
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
  /** The low bits of red, green and blue tell supervoxels of one segment apart, for the outlines between them. */
  readonly supervoxelBorders: boolean
}

/** Red, green, blue of a segment, 0 to 255, as 0xBBGGRR. */
export type ColourOf = (high: number, low: number, seed: number) => number

/** Told of supervoxels that come into memory and leave it: ids as halves, low first, of a chunk at a time. */
export interface SupervoxelWatcher {
  came(halves: Uint32Array<ArrayBuffer>): void
  gone(halves: Uint32Array<ArrayBuffer>): void
}

/**
 * Which segment each supervoxel in memory belongs to, colours and states of those segments, and the palettes of chunks.
 * Supervoxels and segments are numbered apart, because a segment's id is a supervoxel that need not be in memory.
 * A palette is brought up to date when it is next drawn, and only if something in it has changed since: `version`
 * rises by one with each change, and it is remembered at which version a supervoxel or a segment changed.
 */
export interface SegmentPalette {
  version(): number
  /** Dense numbers of a chunk's labels (low and high halves alternate, as in the memory of a BigUint64Array). */
  retainAll(halves: Uint32Array): Uint32Array
  releaseAll(dense: Uint32Array): void
  setStyle(style: SegmentStyle): void
  /** Segment ids as halves, low first. */
  setSelected(halves: Uint32Array): void
  setHovered(high: number, low: number): void
  /** From now on the i-th supervoxel belongs to the i-th segment, ids as halves; those not in memory are passed over. */
  remap(supervoxels: Uint32Array, segments: Uint32Array): void
  /** Each supervoxel is its own segment again, or of none that is known where they are grouped elsewhere. */
  forgetSegments(): void
  /** Supervoxels are grouped elsewhere: until `remap` says it, the segment of one is not known, and it has no colour. */
  setGrouped(isGrouped: boolean): void
  /** Colours over those of the segments, until the next call. Of a supervoxel in several strokes the last one counts. */
  paint(strokes: readonly Stroke[]): void
  isPainted(): boolean
  /** From now on told of what comes and goes: at once, of all that is there; of all that, too, when it is told no more. */
  watch(watcher: SupervoxelWatcher | undefined): void
  /** The segment of a supervoxel in memory, by its dense number; undefined while it is not known. */
  segmentOf(dense: number): bigint | undefined
  /** Whether any label of a chunk shows differently than at `version`. */
  isStale(dense: Uint32Array, version: number): boolean
  /** Writes the RGBA entries of a chunk's labels, in their order. */
  fill(dense: Uint32Array, entries: Uint32Array): void
}

/** In place of a segment's number: not known. */
const UNKNOWN = 0xffffffff

/** The grey of supervoxels whose segment is not known, as 0xBBGGRR: a segment is never without colour. */
const UNKNOWN_COLOUR = 0x9a9a9a

/** Red, green and blue without the bits that tell supervoxels apart, and the state; see shaders.ts, `borders`. */
const SEGMENT_BITS = 0xfff8f8f8

/** Nine bits of a dense number, three to each of red, green and blue. */
function supervoxelBits(dense: number): number {
  const hash = Math.imul(dense, 0x9e3779b1) >>> 23
  return (hash & 7) | ((hash & 0x38) << 5) | ((hash & 0x1c0) << 10)
}

function enlarged(old: Uint32Array, capacity: number): Uint32Array<ArrayBuffer> {
  const next = new Uint32Array(capacity)
  next.set(old)
  return next
}

export function createSegmentPalette(colourOf: ColourOf, first: SegmentStyle): SegmentPalette {
  const supervoxels = createLabelTable()
  const segments = createLabelTable()
  const paint = createPaintLayer(supervoxels)
  let style = first
  let selected = createLabelTable()
  let hovered = { high: 0, low: 0 }
  let isGrouped = false
  let version = 1
  /** The version at which all palettes became stale. */
  let allChangedAt = 0
  let watcher: SupervoxelWatcher | undefined
  // By dense number of a segment:
  let entries = new Uint32Array(segments.capacity())
  let entryChangedAt = new Uint32Array(segments.capacity())
  let isHeld = new Uint32Array(segments.capacity())
  // By dense number of a supervoxel: its segment's (0: nobody holds it; UNKNOWN), and when that or its paint changed.
  let segmentOf = new Uint32Array(supervoxels.capacity())
  let changedAt = new Uint32Array(supervoxels.capacity())

  function stateOf(high: number, low: number): number {
    const isHovered = high === hovered.high && low === hovered.low
    if (selected.find(high, low) > 0) return isHovered ? SELECTED_HOVERED : SELECTED
    if (style.selectedOnly) return HIDDEN
    return isHovered ? SHOWN_HOVERED : SHOWN
  }

  function refresh(segment: number): void {
    if (segment <= 0) return
    const high = segments.highOf(segment)
    const low = segments.lowOf(segment)
    const state = stateOf(high, low)
    const entry = state === HIDDEN ? 0 : ((state << 24) | colourOf(high, low, style.seed)) >>> 0
    if (entries[segment] === entry) return
    entries[segment] = entry
    entryChangedAt[segment] = version
  }

  /** One more supervoxel in memory belongs to this segment. */
  function join(high: number, low: number): number {
    const segment = segments.retain(high, low)
    if (segments.capacity() > entries.length) {
      entries = enlarged(entries, segments.capacity())
      entryChangedAt = enlarged(entryChangedAt, segments.capacity())
      isHeld = enlarged(isHeld, segments.capacity())
    }
    if (isHeld[segment] === 0) {
      isHeld[segment] = 1
      refresh(segment)
    }
    return segment
  }

  function leave(segment: number): void {
    if (segment === UNKNOWN || !segments.release(segment)) return
    entries[segment] = 0
    isHeld[segment] = 0
  }

  function refreshAll(): void {
    version += 1
    for (let segment = 1; segment < isHeld.length; segment++) if (isHeld[segment] === 1) refresh(segment)
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

  function idsOf(dense: readonly number[]): Uint32Array<ArrayBuffer> {
    const halves = new Uint32Array(dense.length * 2)
    for (const [i, d] of dense.entries()) {
      halves[2 * i] = supervoxels.lowOf(d)
      halves[2 * i + 1] = supervoxels.highOf(d)
    }
    return halves
  }

  function moveTo(dense: number, high: number, low: number): void {
    const before = segmentOf[dense]!
    if (segments.find(high, low) === before) return
    segmentOf[dense] = join(high, low)
    leave(before)
    changedAt[dense] = version
  }

  function forget(dense: number): void {
    if (!isGrouped) {
      moveTo(dense, supervoxels.highOf(dense), supervoxels.lowOf(dense))
      return
    }
    leave(segmentOf[dense]!)
    segmentOf[dense] = UNKNOWN
    changedAt[dense] = version
  }

  function entryOf(segment: number): number {
    if (segment !== UNKNOWN) return entries[segment]!
    return style.selectedOnly ? 0 : ((SHOWN << 24) | UNKNOWN_COLOUR) >>> 0
  }

  function held(): number[] {
    const all: number[] = []
    for (let d = 1; d < segmentOf.length; d++) if (segmentOf[d] !== 0) all.push(d)
    return all
  }

  return {
    version: () => version,
    retainAll: (halves) => {
      const dense = new Uint32Array(halves.length / 2)
      const fresh: number[] = []
      for (let i = 0; i < dense.length; i++) {
        const high = halves[2 * i + 1]!
        const low = halves[2 * i]!
        const d = supervoxels.retain(high, low)
        dense[i] = d
        if (d >= segmentOf.length) {
          segmentOf = enlarged(segmentOf, supervoxels.capacity())
          changedAt = enlarged(changedAt, supervoxels.capacity())
        }
        if (d === 0 || segmentOf[d] !== 0) continue
        segmentOf[d] = isGrouped ? UNKNOWN : join(high, low)
        fresh.push(d)
      }
      if (fresh.length > 0) watcher?.came(idsOf(fresh))
      return dense
    },
    releaseAll: (dense) => {
      const freed: number[] = []
      for (const d of dense) {
        if (!supervoxels.release(d)) continue
        leave(segmentOf[d]!)
        segmentOf[d] = 0
        paint.forget(d)
        freed.push(d)
      }
      // Numbers keep their ids until they are given again.
      if (freed.length > 0) watcher?.gone(idsOf(freed))
    },
    setStyle: (next) => {
      const before = style
      style = next
      if (next.selectedOnly !== before.selectedOnly || next.seed !== before.seed) refreshAll()
      const changesUnknown = isGrouped && next.selectedOnly !== before.selectedOnly
      if (next.supervoxelBorders === before.supervoxelBorders && !changesUnknown) return
      version += 1
      allChangedAt = version
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
        for (let s = 1; s < ids.count(); s++) refresh(segments.find(ids.highOf(s), ids.lowOf(s)))
      }
    },
    setHovered: (high, low) => {
      if (hovered.high === high && hovered.low === low) return
      const before = hovered
      hovered = { high, low }
      version += 1
      refresh(segments.find(before.high, before.low))
      refresh(segments.find(high, low))
    },
    remap: (ids, to) => {
      version += 1
      for (let i = 0; i < ids.length; i += 2) {
        const d = supervoxels.find(ids[i + 1]!, ids[i]!)
        if (d > 0) moveTo(d, to[i + 1]!, to[i]!)
      }
    },
    forgetSegments: () => {
      version += 1
      for (const d of held()) forget(d)
    },
    setGrouped: (next) => {
      if (next === isGrouped) return
      isGrouped = next
      version += 1
      for (const d of held()) forget(d)
    },
    paint: (strokes) => {
      version += 1
      const changed = paint.set(strokes)
      for (let i = 0; i < changed.length; i++) changedAt[changed[i]!] = version
    },
    isPainted: () => paint.isPainted(),
    watch: (next) => {
      const all = idsOf(held())
      if (all.length > 0) watcher?.gone(all.slice())
      watcher = next
      if (all.length > 0) watcher?.came(all)
    },
    segmentOf: (dense) => {
      const segment = segmentOf[dense]!
      if (segment === UNKNOWN) return undefined
      return (BigInt(segments.highOf(segment)) << 32n) | BigInt(segments.lowOf(segment))
    },
    isStale: (dense, since) => {
      if (since === version) return false
      if (allChangedAt > since) return true
      for (const d of dense) if (changedAt[d]! > since || entryChangedAt[segmentOf[d]!]! > since) return true
      return false
    },
    fill: (dense, rows) => {
      const painted = paint.entries()
      for (let i = 0; i < dense.length; i++) {
        const d = dense[i]!
        const entry = painted[d] || entryOf(segmentOf[d]!)
        rows[i] = style.supervoxelBorders && entry !== 0 ? (entry & SEGMENT_BITS) | supervoxelBits(d) : entry
      }
    },
  }
}
