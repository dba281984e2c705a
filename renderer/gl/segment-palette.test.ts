import { describe, expect, it } from 'vitest'
import { halvesOf } from './chunk-loader.ts'
import {
  createSegmentPalette,
  HIDDEN,
  SELECTED,
  SELECTED_HOVERED,
  type SegmentPalette,
  SHOWN,
  SHOWN_HOVERED,
} from './segment-palette.ts'

const colourOf = (high: number, low: number, seed: number): number => (high * 1000 + low * 7 + seed) & 0xffffff

function paletteOf(...ids: bigint[]) {
  const palette = createSegmentPalette(colourOf, { selectedOnly: false, seed: 5 })
  const dense = palette.retainAll(halvesOf(BigUint64Array.from(ids)))
  return { palette, dense }
}

function filled(palette: SegmentPalette, dense: Uint32Array): Uint8Array {
  const entries = new Uint32Array(dense.length)
  palette.fill(dense, entries)
  return new Uint8Array(entries.buffer)
}

function entry(rows: Uint8Array, index: number): { colour: number; state: number } {
  const [red, green, blue, state] = rows.subarray(index * 4, index * 4 + 4)
  return { colour: red! | (green! << 8) | (blue! << 16), state: state! }
}

const BIG = (3n << 32n) | 9n

describe('segment palette', () => {
  it('[GL2] fills one entry per label, transparent for the background', () => {
    const { palette, dense } = paletteOf(4n, 0n, BIG)
    const rows = filled(palette, dense)
    expect(entry(rows, 0)).toEqual({ colour: 4 * 7 + 5, state: SHOWN })
    expect(entry(rows, 1)).toEqual({ colour: 0, state: HIDDEN })
    expect(entry(rows, 2)).toEqual({ colour: 3000 + 63 + 5, state: SHOWN })
  })

  it('[GL3] a selection or hover makes stale exactly the palettes that hold a changed segment', () => {
    const { palette, dense } = paletteOf(4n, 5n)
    const others = palette.retainAll(halvesOf(BigUint64Array.from([6n])))
    const before = palette.version()
    palette.setSelected(halvesOf(BigUint64Array.from([4n, 77n])))
    expect(palette.isStale(dense, before)).toBe(true)
    expect(palette.isStale(others, before)).toBe(false)
    expect(entry(filled(palette, dense), 0).state).toBe(SELECTED)
    const selected = palette.version()
    expect(palette.isStale(dense, selected)).toBe(false)
    palette.setHovered(0, 6)
    expect(palette.isStale(dense, selected)).toBe(false)
    expect(palette.isStale(others, selected)).toBe(true)
    expect(entry(filled(palette, others), 0).state).toBe(SHOWN_HOVERED)
    palette.setHovered(0, 4)
    expect(entry(filled(palette, dense), 0).state).toBe(SELECTED_HOVERED)
    expect(entry(filled(palette, others), 0).state).toBe(SHOWN)
    palette.setSelected(new Uint32Array(0))
    expect(entry(filled(palette, dense), 0).state).toBe(SHOWN_HOVERED)
  })

  it('[GL3] what is said twice changes nothing', () => {
    const { palette } = paletteOf(4n)
    palette.setSelected(halvesOf(BigUint64Array.from([4n, 9n])))
    palette.setHovered(0, 4)
    const version = palette.version()
    palette.setSelected(halvesOf(BigUint64Array.from([9n, 4n])))
    palette.setHovered(0, 4)
    palette.setStyle({ selectedOnly: false, seed: 5 })
    expect(palette.version()).toBe(version)
  })

  it('[GL4] a chunk that comes later shows what was selected and hovered before', () => {
    const { palette } = paletteOf(1n)
    palette.setSelected(halvesOf(BigUint64Array.from([BIG])))
    palette.setHovered(0, 8)
    palette.setStyle({ selectedOnly: true, seed: 6 })
    const later = palette.retainAll(halvesOf(BigUint64Array.from([BIG, 8n, 1n])))
    const rows = filled(palette, later)
    expect(entry(rows, 0)).toEqual({ colour: 3000 + 63 + 6, state: SELECTED })
    expect(entry(rows, 1).state).toBe(HIDDEN)
    expect(entry(rows, 2).state).toBe(HIDDEN)
  })

  it('[GL5] remapped supervoxels take the look of their segment, and only their palettes are stale', () => {
    const { palette, dense } = paletteOf(4n, 5n)
    const others = palette.retainAll(halvesOf(BigUint64Array.from([6n])))
    const before = palette.version()
    palette.remap(dense.subarray(1), dense.subarray(0, 1))
    expect(palette.segmentOf(dense[1]!)).toBe(dense[0])
    expect(palette.isStale(dense, before)).toBe(true)
    expect(palette.isStale(others, before)).toBe(false)
    expect(entry(filled(palette, dense), 1)).toEqual(entry(filled(palette, dense), 0))
    const remapped = palette.version()
    palette.setSelected(halvesOf(BigUint64Array.from([4n])))
    expect(palette.isStale(dense.subarray(1), remapped)).toBe(true)
    expect(entry(filled(palette, dense), 1).state).toBe(SELECTED)
  })

  it('[GL1] a number that is given again belongs to its new id alone', () => {
    const { palette, dense } = paletteOf(4n)
    palette.setSelected(halvesOf(BigUint64Array.from([4n])))
    palette.releaseAll(dense)
    const again = palette.retainAll(halvesOf(BigUint64Array.from([11n])))
    expect(again[0]).toBe(dense[0])
    expect(entry(filled(palette, again), 0)).toEqual({ colour: 77 + 5, state: SHOWN })
  })
})
