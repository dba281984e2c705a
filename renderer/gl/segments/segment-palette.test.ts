import { describe, expect, it } from 'vitest'
import { halvesOf } from '../../../shared/ids/halves.ts'
import { LEAST_PAINTED, MOST_PAINTED } from './paint-layer.ts'
import { HIDDEN, SELECTED, SELECTED_HOVERED, SHOWN, SHOWN_HOVERED } from './segment-looks.ts'
import { createSegmentPalette, type SegmentPalette } from './segment-palette.ts'

const colourOf = (high: number, low: number, seed: number): number => (high * 1000 + low * 7 + seed) & 0xffffff

function paletteOf(...ids: bigint[]) {
  const palette = createSegmentPalette(colourOf, { selectedOnly: false, seed: 5, supervoxelBorders: false })
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

const ids = (...list: bigint[]): Uint32Array => halvesOf(BigUint64Array.from(list))

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
    palette.setStyle({ selectedOnly: false, seed: 5, supervoxelBorders: false })
    expect(palette.version()).toBe(version)
  })

  it('[GL4] a chunk that comes later shows what was selected and hovered before', () => {
    const { palette } = paletteOf(1n)
    palette.setSelected(halvesOf(BigUint64Array.from([BIG])))
    palette.setHovered(0, 8)
    palette.setStyle({ selectedOnly: true, seed: 6, supervoxelBorders: false })
    const later = palette.retainAll(halvesOf(BigUint64Array.from([BIG, 8n, 1n])))
    const rows = filled(palette, later)
    expect(entry(rows, 0)).toEqual({ colour: 3000 + 63 + 6, state: SELECTED })
    expect(entry(rows, 1).state).toBe(HIDDEN)
    expect(entry(rows, 2).state).toBe(HIDDEN)
  })

  it('[GL5] remapped supervoxels take the look of their segment, and only their palettes are stale', () => {
    const { palette, dense } = paletteOf(4n, 5n)
    const others = palette.retainAll(ids(6n))
    const before = palette.version()
    palette.remap(ids(5n, 99n), ids(4n, 3n))
    expect(palette.segmentOf(dense[1]!)).toBe(4n)
    expect(palette.isStale(dense, before)).toBe(true)
    expect(palette.isStale(others, before)).toBe(false)
    expect(entry(filled(palette, dense), 1)).toEqual(entry(filled(palette, dense), 0))
    const remapped = palette.version()
    palette.setSelected(ids(4n))
    expect(palette.isStale(dense.subarray(1), remapped)).toBe(true)
    expect(entry(filled(palette, dense), 1).state).toBe(SELECTED)
    palette.forgetSegments()
    expect(palette.segmentOf(dense[1]!)).toBe(5n)
    expect(entry(filled(palette, dense), 1)).toEqual({ colour: 35 + 5, state: SHOWN })
  })

  it('[SL21] tells which supervoxels show otherwise, or belong to another segment, than at a version', () => {
    const { palette, dense } = paletteOf(4n, 5n, 6n, 0n)
    const changed = (since: number) => [...palette.changedSince(since)].map((d) => palette.idOf(d))
    const first = palette.version()
    expect(changed(first)).toEqual([])
    expect(changed(-1)).toEqual([4n, 5n, 6n])
    palette.remap(ids(5n, 77n), ids(4n, 4n))
    expect(changed(first)).toEqual([5n])
    const merged = palette.version()
    palette.setSelected(ids(4n))
    expect([changed(merged), changed(first)]).toEqual([
      [4n, 5n],
      [4n, 5n],
    ])
    palette.paint([{ halves: ids(6n), colour: 0xff0000, opacity: 1 }])
    expect(changed(merged)).toEqual([4n, 5n, 6n])
    palette.setStyle({ selectedOnly: false, seed: 5, supervoxelBorders: true })
    palette.releaseAll(dense.subarray(2, 3))
    expect(changed(palette.version() - 1)).toEqual([4n, 5n])
  })

  it('[GL21] the parts of a selected segment that hold a picked supervoxel are selected at once', () => {
    const { palette, dense } = paletteOf(4n, 5n, 6n)
    palette.remap(ids(5n, 6n), ids(4n, 4n))
    palette.setSelected(ids(4n))
    palette.setPicked(ids(4n, 5n, 99n))
    const before = palette.version()
    palette.remap(ids(5n, 6n), ids(5n, 6n))
    const states = () => [0, 1, 2].map((at) => entry(filled(palette, dense), at).state)
    expect(states()).toEqual([SELECTED, SELECTED, SHOWN])
    expect(palette.isStale(dense, before)).toBe(true)
    palette.setSelected(ids(4n))
    palette.setPicked(ids(4n))
    expect(states(), 'others are picked').toEqual([SELECTED, SHOWN, SHOWN])
  })

  it('[GL34] supervoxels that are grouped elsewhere are grey, and of no segment, until their segment is told', () => {
    const { palette, dense } = paletteOf(4n, 5n)
    palette.setSelected(ids(4n))
    const before = palette.version()
    palette.setGrouped(true)
    expect(palette.isStale(dense, before)).toBe(true)
    const grey = [0x9a, 0x9a, 0x9a, SHOWN]
    expect([...filled(palette, dense)]).toEqual([...grey, ...grey])
    expect(dense.reduce((known, d) => known + Number(palette.segmentOf(d) !== undefined), 0)).toBe(0)
    const later = palette.retainAll(ids(6n))
    expect([...filled(palette, later)]).toEqual(grey)
    palette.remap(ids(5n, 4n), ids(4n, 4n))
    expect(palette.segmentOf(dense[1]!)).toBe(4n)
    expect(entry(filled(palette, dense), 1)).toEqual({ colour: 28 + 5, state: SELECTED })
    palette.setStyle({ selectedOnly: true, seed: 5, supervoxelBorders: false })
    expect([...filled(palette, later)]).toEqual([0, 0, 0, 0])
    palette.setStyle({ selectedOnly: false, seed: 5, supervoxelBorders: false })
    palette.forgetSegments()
    expect([...filled(palette, dense)]).toEqual([...grey, ...grey])
    palette.releaseAll(later)
    palette.setGrouped(false)
    expect(palette.segmentOf(dense[1]!)).toBe(5n)
    palette.releaseAll(dense)
    expect(entry(filled(palette, palette.retainAll(ids(5n))), 0)).toEqual({ colour: 35 + 5, state: SHOWN })
  })

  it('[GL21] a segment whose own supervoxel is not in memory is coloured, selected and hovered by its id', () => {
    const { palette, dense } = paletteOf(8n, 9n)
    palette.setSelected(ids(2n))
    palette.remap(ids(8n, 9n), ids(2n, 2n))
    expect(entry(filled(palette, dense), 1)).toEqual({ colour: 14 + 5, state: SELECTED })
    palette.setHovered(0, 2)
    expect(entry(filled(palette, dense), 0).state).toBe(SELECTED_HOVERED)
    expect(palette.segmentOf(dense[0]!)).toBe(2n)
    palette.setStyle({ selectedOnly: false, seed: 6, supervoxelBorders: false })
    expect(entry(filled(palette, dense), 0).colour).toBe(14 + 6)
    // One of its supervoxels leaves, which changes nothing for the other; then the id 2 comes as a supervoxel.
    palette.releaseAll(dense.subarray(0, 1))
    const later = palette.retainAll(ids(2n))
    expect(entry(filled(palette, later), 0)).toEqual(entry(filled(palette, dense.subarray(1)), 0))
  })

  it('[GL22] paint stands over segments until the next paint, whatever is selected or hidden', () => {
    const { palette, dense } = paletteOf(4n, 5n, 6n)
    const others = palette.retainAll(ids(7n))
    palette.setStyle({ selectedOnly: true, seed: 5, supervoxelBorders: false })
    const before = palette.version()
    palette.paint([
      { halves: ids(4n, 5n, 77n), colour: 0x102030, opacity: 1 },
      { halves: ids(5n), colour: 0xff0000, opacity: 0 },
    ])
    expect(palette.isPainted()).toBe(true)
    expect(palette.isStale(dense, before)).toBe(true)
    expect(palette.isStale(others, before)).toBe(false)
    const rows = filled(palette, dense)
    expect(entry(rows, 0)).toEqual({ colour: 0x302010, state: MOST_PAINTED })
    expect(entry(rows, 1)).toEqual({ colour: 0x0000ff, state: LEAST_PAINTED })
    expect(entry(rows, 2).state).toBe(HIDDEN)
    const painted = palette.version()
    palette.paint([{ halves: ids(4n), colour: 0x102030, opacity: 1 }])
    expect(palette.isStale(dense.subarray(0, 1), painted)).toBe(false)
    expect(palette.isStale(dense.subarray(1, 2), painted)).toBe(true)
    palette.paint([])
    expect(palette.isPainted()).toBe(false)
    expect([...filled(palette, dense)].every((byte) => byte === 0)).toBe(true)
  })

  it('[GL37] says whether anything is selected, in memory or not', () => {
    const { palette } = paletteOf(4n)
    expect(palette.hasSelected()).toBe(false)
    palette.setSelected(ids(77n))
    expect(palette.hasSelected()).toBe(true)
    palette.setSelected(ids(0n))
    expect(palette.hasSelected()).toBe(false)
  })

  it('[GL29] a watcher hears of each supervoxel with its first holder and its last, and of all when it begins and ends', () => {
    const { palette, dense } = paletteOf(4n, 0n, BIG)
    const heard: string[] = []
    const told = (word: string) => (halves: Uint32Array<ArrayBuffer>) => {
      heard.push(`${word} ${[...new BigUint64Array(halves.buffer)]}`)
    }
    palette.watch({ came: told('came'), gone: told('gone') })
    const again = palette.retainAll(ids(4n, 6n))
    palette.retainAll(ids(4n, 6n))
    palette.releaseAll(dense)
    palette.releaseAll(again)
    palette.watch(undefined)
    expect(heard).toEqual([`came 4,${BIG}`, 'came 6', `gone ${BIG}`, 'gone 4,6'])
  })

  it('[GL24] with borders, supervoxels of one segment differ in the low bits of their colour alone', () => {
    const { palette, dense } = paletteOf(...Array.from({ length: 200 }, (_, i) => BigInt(i + 1)))
    palette.remap(ids(...Array.from({ length: 200 }, (_, i) => BigInt(i + 1))), ids(...new Array<bigint>(200).fill(1n)))
    const before = filled(palette, dense)
    const version = palette.version()
    palette.setStyle({ selectedOnly: false, seed: 5, supervoxelBorders: true })
    expect(palette.isStale(dense, version)).toBe(true)
    const after = filled(palette, dense)
    expect(after.every((byte, i) => (i % 4 === 3 ? byte === before[i] : (byte & 0xf8) === (before[i]! & 0xf8)))).toBe(
      true,
    )
    expect(new Set(new Uint32Array(after.buffer)).size).toBeGreaterThan(150)
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
