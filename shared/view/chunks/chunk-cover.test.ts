import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Box3, Vec3 } from '../../geometry.ts'
import { cellBoxNm, gridOf } from '../../volume/chunk-grid.ts'
import type { Volume } from '../../volume/volume.ts'
import { intersection } from '../box.ts'
import { pairTiles } from '../slice/tile-pairs.ts'
import { pyramid, scaleOf } from '../testing/volume-fixture.ts'
import { cellHolding, chunkIndex } from './cell-ranges.ts'
import { type ChunkState, type CoverTile, coverView, MAX_FINER } from './chunk-cover.ts'

const STATES: readonly ChunkState[] = ['loaded', 'background', 'failed', 'absent']

function volumeOf(box: Box3): number {
  return (box.max[0] - box.min[0]) * (box.max[1] - box.min[1]) * (box.max[2] - box.min[2])
}

function holds(box: Box3, at: Vec3): boolean {
  return at.every((nm, axis) => nm >= box.min[axis]! && nm < box.max[axis]!)
}

function disjoint(boxes: readonly Box3[]): boolean {
  return boxes.every((a, i) => boxes.slice(i + 1).every((b) => intersection(a, b) === undefined))
}

/** A volume whose grids do not fit together: offsets, odd chunks, an anisotropic step. */
const skewed: Volume = {
  kind: 'image',
  voxelType: 'uint8',
  scales: [
    scaleOf([60, 50, 20], [4, 4, 40], [13, 16, 5], [-7, 3, 2]),
    scaleOf([30, 25, 20], [8, 8, 40], [9, 7, 8], [-4, 1, 2]),
    scaleOf([15, 13, 10], [16, 16, 80], [8, 8, 4], [-2, 0, 1]),
  ],
}
const straight = pyramid([64, 64, 32], [8, 8, 8], [8, 8, 8], 4)

function cellAt(volume: Volume, index: number, at: Vec3): Vec3 | undefined {
  const scale = volume.scales[index]!
  const cell = [0, 1, 2].map((axis) => cellHolding(scale, axis, at[axis]!))
  const grid = gridOf(scale)
  return cell.every((c, axis) => c >= 0 && c < grid[axis]!) ? [cell[0]!, cell[1]!, cell[2]!] : undefined
}

/** Where in a cell: on its lower edge or between, at numbers that do not round. */
const sixteenth = fc.integer({ min: 0, max: 15 }).map((n) => n / 16)

const cases = fc.record({
  volume: fc.constantFrom(skewed, straight),
  wanted: fc.constantFrom(0, 1, 2),
  seed: fc.integer(),
  absent: fc.integer({ min: 0, max: 9 }),
  at: fc.tuple(sixteenth, sixteenth, sixteenth),
})

/** States drawn from a seed, `absent` in ten of them absent. */
function statesFrom(volume: Volume, seed: number, absent: number): (scale: number, cell: Vec3) => ChunkState {
  return (scale, cell) => {
    let h =
      Math.imul(chunkIndex(volume.scales[scale]!, cell) + 1, 0x9e3779b1) ^ Math.imul(seed + scale * 77, 0x85ebca6b)
    h = Math.imul(h ^ (h >>> 15), 0x2c1b3c6d)
    h = (h ^ (h >>> 13)) >>> 0
    return h % 10 < absent ? 'absent' : STATES[(h >>> 8) % 4]!
  }
}

function someCells(volume: Volume, wanted: number): Vec3[] {
  const [x, y] = gridOf(volume.scales[wanted]!)
  const cells: Vec3[] = []
  for (let j = 0; j < Math.min(y, 4); j++) for (let i = 0; i < Math.min(x, 4); i++) cells.push([i, j, 0])
  return cells
}

describe('coverView', () => {
  it('[CO5] a loaded or background cell is its own tile; nothing loaded is no tile', () => {
    const states = new Map<string, ChunkState>([
      ['0/0,0,0', 'loaded'],
      ['0/1,0,0', 'background'],
    ])
    const tiles = coverView(
      straight,
      0,
      [
        [0, 0, 0],
        [1, 0, 0],
        [2, 0, 0],
      ],
      (s, c) => states.get(`${s}/${c}`) ?? 'absent',
    )
    expect(tiles).toEqual([
      { box: { min: [0, 0, 0], max: [64, 64, 64] }, scale: 0, cell: [0, 0, 0], state: 'loaded' },
      { box: { min: [64, 0, 0], max: [128, 64, 64] }, scale: 0, cell: [1, 0, 0], state: 'background' },
    ])
  })

  it('[CO6] the next coarser chunk stands in before the coarsest, clipped to the cell; coarser before finer', () => {
    const loaded = new Set(['2/0,0,0', '3/0,0,0', '0/2,2,2'])
    const tiles = coverView(straight, 1, [[1, 1, 1]], (s, c) => (loaded.has(`${s}/${c}`) ? 'loaded' : 'absent'))
    expect(tiles).toEqual([
      { box: { min: [128, 128, 128], max: [256, 256, 256] }, scale: 2, cell: [0, 0, 0], state: 'loaded' },
    ])
  })

  it('[CO7] without anything coarser, finer chunks fill what they can', () => {
    const tiles = coverView(straight, 1, [[0, 0, 0]], (s, c) => (s === 0 && c[0] === 0 ? 'loaded' : 'absent'))
    expect(tiles).toHaveLength(4)
    expect(tiles.every((tile) => tile.scale === 0 && tile.cell[0] === 0)).toBe(true)
  })

  it('[CO8] a failed cell is failed all over, with the stand-in under it', () => {
    const tiles = coverView(straight, 0, [[0, 0, 0]], (s) => (s === 0 ? 'failed' : s === 1 ? 'loaded' : 'absent'))
    expect(tiles).toEqual([
      {
        box: { min: [0, 0, 0], max: [64, 64, 64] },
        scale: 0,
        cell: [0, 0, 0],
        state: 'failed',
        standIn: { scale: 1, cell: [0, 0, 0] },
      },
    ])
  })

  it('[CO9] tiles never overlap, lie inside the wanted cells, and leave a point bare only when nothing is loaded there', () => {
    const seen = { bare: 0, standIn: 0, failed: 0 }
    fc.assert(
      fc.property(cases, ({ volume, wanted, seed, absent, at }) => {
        const stateOf = statesFrom(volume, seed, absent)
        const cells = someCells(volume, wanted)
        const tiles = coverView(volume, wanted, cells, stateOf)
        expect(disjoint(tiles.map((tile) => tile.box))).toBe(true)
        const wantedBoxes = cells.map((cell) => cellBoxNm(volume.scales[wanted]!, cell))
        for (const tile of tiles) {
          const inside = wantedBoxes.map((box) => intersection(box, tile.box)).filter((box) => box !== undefined)
          expect(inside.reduce((sum, box) => sum + volumeOf(box), 0)).toBeCloseTo(volumeOf(tile.box), 3)
        }
        for (const [index, box] of wantedBoxes.entries()) {
          const point = box.min.map((low, axis) => low + (box.max[axis]! - low) * at[axis]!) as [number, number, number]
          const tile = tiles.find((each) => holds(each.box, point))
          checkPoint(volume, wanted, cells[index]!, point, stateOf, tile)
          if (tile === undefined) seen.bare++
          else if (tile.state === 'failed') seen.failed++
          else if (tile.scale !== wanted) seen.standIn++
        }
      }),
      { numRuns: 300 },
    )
    expect(Math.min(seen.bare, seen.standIn, seen.failed)).toBeGreaterThan(20)
  })
})

/** The naive rule for one point: the first scale in the order of standing in whose chunk there is known. */
function checkPoint(
  volume: Volume,
  wanted: number,
  cell: Vec3,
  point: Vec3,
  stateOf: (scale: number, cell: Vec3) => ChunkState,
  tile: CoverTile | undefined,
): void {
  const own = stateOf(wanted, cell)
  const order: number[] = []
  if (own !== 'failed') order.push(wanted)
  for (let index = wanted + 1; index < volume.scales.length; index++) order.push(index)
  for (let index = wanted - 1; index >= Math.max(0, wanted - MAX_FINER); index--) order.push(index)
  const found = order.find((index) => {
    const there = cellAt(volume, index, point)
    return there !== undefined && ['loaded', 'background'].includes(stateOf(index, there))
  })
  if (own === 'failed') {
    expect(tile?.state).toBe('failed')
    const standIn = found === undefined ? undefined : cellAt(volume, found, point)
    const drawn = standIn !== undefined && stateOf(found!, standIn) === 'loaded'
    expect(tile?.standIn).toEqual(drawn ? { scale: found, cell: standIn } : undefined)
  } else if (found === undefined) {
    expect(tile).toBeUndefined()
  } else {
    const there = cellAt(volume, found, point)!
    expect(tile).toMatchObject({ scale: found, cell: there, state: stateOf(found, there) })
  }
}

describe('pairTiles', () => {
  it('[CO10] layers with the same chunks pair one to one, in any order', () => {
    const boxes = someCells(straight, 0).map((cell) => ({ box: cellBoxNm(straight.scales[0], cell) }))
    const pairs = pairTiles(boxes, [...boxes].reverse())
    expect(pairs).toHaveLength(boxes.length)
    for (const pair of pairs) expect(pair.a).toBe(pair.b)
  })

  it('[CO11] the boxes are disjoint, cover just the union, and each names the tiles that hold it', () => {
    let cut = 0
    fc.assert(
      fc.property(cases, cases, (left, right) => {
        const a = coverView(
          left.volume,
          left.wanted,
          someCells(left.volume, left.wanted),
          statesFrom(left.volume, left.seed, left.absent),
        )
        const b = coverView(
          right.volume,
          right.wanted,
          someCells(right.volume, right.wanted),
          statesFrom(right.volume, right.seed, right.absent),
        )
        const pairs = pairTiles(a, b)
        let shared = 0
        for (const p of a) for (const q of b) shared += sharedVolume(p.box, q.box)
        const sum = (boxes: readonly { box: Box3 }[]): number =>
          boxes.reduce((total, { box }) => total + volumeOf(box), 0)
        expect(sum(pairs)).toBeCloseTo(sum(a) + sum(b) - shared, 2)
        expect(disjoint(pairs.map((pair) => pair.box))).toBe(true)
        for (const { box, a: p, b: q } of pairs) {
          const middle = box.min.map((low, axis) => (low + box.max[axis]!) / 2) as [number, number, number]
          expect(p).toBe(a.find((tile) => holds(tile.box, middle)))
          expect(q).toBe(b.find((tile) => holds(tile.box, middle)))
          if (p !== undefined && q !== undefined) cut++
        }
      }),
      { numRuns: 100 },
    )
    expect(cut).toBeGreaterThan(500)
  })
})

function sharedVolume(p: Box3, q: Box3): number {
  const box = intersection(p, q)
  return box === undefined ? 0 : volumeOf(box)
}
