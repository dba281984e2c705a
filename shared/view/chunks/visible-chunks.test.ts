import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Quaternion, Vec3 } from '../../geometry.ts'
import { cellBoxNm, cellEdgeNm, gridOf } from '../../volume/chunk-grid.ts'
import type { Scale } from '../../volume/volume.ts'
import type { SliceKind, SlicePlane } from '../camera.ts'
import { polygonOf } from '../slice/plane-polygon.ts'
import { nmAt, planeOf } from '../slice/slice-plane.ts'
import { cameraAt, panel, pyramid, scaleOf } from '../testing/volume-fixture.ts'
import { normalised, turnAbout } from '../vectors.ts'
import { cellHolding, chunkIndex } from './cell-ranges.ts'
import { countCells, MAX_CELLS_PER_PANEL, maxChunks, visibleCells, wantedScale } from './visible-chunks.ts'

const kinds = fc.constantFrom<SliceKind>('xy', 'xz', 'yz')
const part = fc.double({ min: -1, max: 1, noNaN: true })
const turns = fc.oneof(
  fc.constant<Quaternion>([0, 0, 0, 1]),
  fc.double({ min: -3, max: 3, noNaN: true }).map((angle) => turnAbout([0, 0, 1], angle)),
  fc.tuple(part, part, part, part).map((q): Quaternion => normalised(q)),
)
const vec = (min: number, max: number) => {
  const n = fc.integer({ min, max })
  return fc.tuple(n, n, n)
}
const scales = fc
  .record({ size: vec(1, 300), resolution: vec(1, 40), chunk: vec(8, 64), offset: vec(-500, 500) })
  .map(({ size, resolution, chunk, offset }) => scaleOf(size, resolution, chunk, offset))

/** A plane about a point in or near a scale. */
const views = fc
  .record({
    scale: scales,
    at: fc.tuple(part, part, part),
    kind: kinds,
    q: turns,
    zoom: fc.double({ min: 0.5, max: 30, noNaN: true }),
  })
  .map(({ scale, at, kind, q, zoom }) => {
    const position = at.map(
      (part, axis) => (scale.voxelOffset[axis]! + scale.size[axis]! * (0.5 + part * 0.6)) * scale.resolution[axis]!,
    )
    const camera = cameraAt([position[0]!, position[1]!, position[2]!], zoom, q)
    return { scale, plane: planeOf(camera, kind, panel(300, 200), 1) }
  })

function allCells(scale: Scale): Vec3[] {
  const cells: Vec3[] = []
  const [x, y, z] = gridOf(scale)
  for (let k = 0; k < z; k++) for (let j = 0; j < y; j++) for (let i = 0; i < x; i++) cells.push([i, j, k])
  return cells
}

/** Naive: the polygon in which the plane cuts the cell, and whether a line parts it from the panel. */
function inView(scale: Scale, plane: SlicePlane, cell: Vec3): boolean {
  const polygon = polygonOf(cellBoxNm(scale, cell), plane)
  if (polygon === undefined) return false
  const cut = points(polygon)
  const { width, height } = plane
  const rectangle = points(new Float64Array([0, 0, width, 0, width, height, 0, height]))
  return !parted(cut, rectangle) && !parted(rectangle, cut)
}

type Point = readonly [number, number]

function points(polygon: Float64Array): Point[] {
  return Array.from({ length: polygon.length / 2 }, (_, i): Point => [polygon[2 * i]!, polygon[2 * i + 1]!])
}

/** Whether all of `b` lies outside one edge of the clockwise `a`; a touch of a millionth of a pixel counts as outside. */
function parted(a: readonly Point[], b: readonly Point[]): boolean {
  return a.some(([x0, y0], i) => {
    const [x1, y1] = a[(i + 1) % a.length]!
    const slack = 1e-6 * Math.hypot(x1 - x0, y1 - y0)
    return b.every(([x, y]) => (x1 - x0) * (y - y0) - (y1 - y0) * (x - x0) <= slack)
  })
}

describe('visible cells', () => {
  it('[VW5] along an axis every position has one cell, whose edges enclose it; edges of neighbours are the same number', () => {
    fc.assert(
      fc.property(scales, fc.nat({ max: 400 }), fc.constantFrom(0, 1, 2), (scale, voxel, axis) => {
        const nm = (scale.voxelOffset[axis]! + (voxel % scale.size[axis]!)) * scale.resolution[axis]!
        const cell = cellHolding(scale, axis, nm)
        expect(cellEdgeNm(scale, axis, cell)).toBeLessThanOrEqual(nm)
        expect(cellEdgeNm(scale, axis, cell + 1)).toBeGreaterThan(nm)
        expect(cell).toBe(Math.floor((voxel % scale.size[axis]!) / scale.chunkSize[axis]!))
      }),
    )
  })

  it('[VW6] chunk indices are unique over the grid', () => {
    const scale = scaleOf([100, 70, 30], [8, 8, 40], [16, 16, 16])
    const indices = allCells(scale).map((cell) => chunkIndex(scale, cell))
    expect(new Set(indices).size).toBe(7 * 5 * 2)
    expect(Math.max(...indices)).toBe(7 * 5 * 2 - 1)
  })

  it('[VW7] no cell in view is left out, in any plane', () => {
    let met = 0
    fc.assert(
      fc.property(views, ({ scale, plane }) => {
        const cells = new Set(visibleCells(scale, plane).map((cell) => chunkIndex(scale, cell)))
        for (const cell of allCells(scale)) {
          if (!inView(scale, plane, cell)) continue
          met++
          expect(cells.has(chunkIndex(scale, cell))).toBe(true)
        }
      }),
      { numRuns: 300 },
    )
    expect(met).toBeGreaterThan(1000)
  })

  it('[VW8] an aligned panel lists exactly the cells in view, one for a plane on a common face', () => {
    fc.assert(
      fc.property(scales, kinds, vec(-20, 320), (scale, kind, voxel) => {
        const position = voxel.map((v, axis) => (scale.voxelOffset[axis]! + v) * scale.resolution[axis]!)
        const plane = planeOf(cameraAt([position[0]!, position[1]!, position[2]!], 5), kind, panel(300, 200), 1)
        const expected = allCells(scale).filter((cell) => inView(scale, plane, cell))
        const key = (cell: Vec3): number => chunkIndex(scale, cell)
        expect(visibleCells(scale, plane).map(key).sort()).toEqual(expected.map(key).sort())
      }),
      { numRuns: 300 },
    )
  })

  it('[VW9] the cell under the centre comes first, and distances never fall', () => {
    const scale = scaleOf([1000, 1000, 1000], [8, 8, 40], [64, 64, 64])
    const plane = planeOf(cameraAt([3333, 4444, 17000], 8), 'xy', panel(800, 600), 1)
    const cells = visibleCells(scale, plane)
    expect(cells[0]).toEqual([6, 8, 6])
    const distance = (cell: Vec3): number => Math.hypot((cell[0] + 0.5) * 512 - 3333, (cell[1] + 0.5) * 512 - 4444)
    const distances = cells.map(distance)
    expect(distances).toEqual([...distances].sort((a, b) => a - b))
    expect(cells.length).toBeGreaterThan(100)
  })

  it('[VW10] a view of a million cells answers its middle, quickly, in aligned and oblique planes', () => {
    const scale = scaleOf([1e6, 1e6, 1e6], [8, 8, 8], [64, 64, 64])
    for (const q of [turnAbout([0, 0, 1], 0), turnAbout([0, 0, 1], 0.5), normalised([0.3, 0.4, 0.5, 0.7])]) {
      const plane = planeOf(cameraAt([4e6, 4e6, 4e6], 6000, q), 'xy', panel(1280, 800), 1)
      const cells = visibleCells(scale, plane)
      expect(cells.length).toBeGreaterThan(MAX_CELLS_PER_PANEL / 8)
      expect(cells.length).toBeLessThanOrEqual(MAX_CELLS_PER_PANEL)
      expect(cells[0]!.every((cell) => cell === 7812)).toBe(true)
    }
  })
})

describe('wanted scale', () => {
  const volume = pyramid([30_000, 30_000, 4_000], [8, 8, 40], [64, 64, 64], 6)
  const at = (nmPerPixel: number, kind: SliceKind, width = 640, height = 400, q: Quaternion = [0, 0, 0, 1]): number =>
    wantedScale(volume, planeOf(cameraAt([120_000, 120_000, 80_000], nmPerPixel, q), kind, panel(width, height), 1))

  it('[VW11] one voxel a pixel picks that very scale, also on a full window and on a 4K one', () => {
    expect([8, 16, 32, 64, 128, 256].map((nm) => at(nm, 'xy'))).toEqual([0, 1, 2, 3, 4, 5])
    expect([8, 16, 32].map((nm) => at(nm, 'xy', 1280, 800))).toEqual([0, 1, 2])
    expect([8, 16, 32].map((nm) => at(nm, 'xy', 3840, 2160))).toEqual([0, 1, 2])
  })

  it('[VW12] between two scales the finer one, closer than the finest the finest, wider than the coarsest the coarsest', () => {
    expect(at(31, 'xy', 200, 200)).toBe(1)
    expect(at(0.1, 'xy')).toBe(0)
    expect(at(1e5, 'xy')).toBe(5)
  })

  it('[VW13] anisotropic voxels are judged by the axes in the plane: coarse sections do not blur x', () => {
    // In xz at 8 nm a pixel the 40 nm sections are larger than a pixel at every scale; x decides.
    expect(at(8, 'xz')).toBe(0)
    expect(at(16, 'xz')).toBe(1)
    expect(at(32, 'yz')).toBe(2)
  })

  it('[VW14] a panel that would show too many chunks takes a coarser scale, whose voxel is under two pixels', () => {
    const scale = at(15.9, 'xy', 1280, 800)
    expect(scale).toBe(1)
    expect(volume.scales[scale]!.resolution[0]).toBeLessThan(2 * 15.9)
  })

  it('[VW15] the chunks in view stay within maxChunks wherever there is a coarser scale, in any plane', () => {
    const near = fc.double({ min: 1, max: 120, noNaN: true })
    fc.assert(
      fc.property(near, kinds, turns, (nmPerPixel, kind, q) => {
        const plane = planeOf(cameraAt([120_000, 120_000, 80_000], nmPerPixel, q), kind, panel(1280, 800), 1)
        const scale = wantedScale(volume, plane)
        const count = visibleCells(volume.scales[scale]!, plane).length
        if (scale < volume.scales.length - 1) expect(count).toBeLessThanOrEqual(maxChunks(plane))
        expect(countCells(volume.scales[scale]!, plane, MAX_CELLS_PER_PANEL)).toBe(count)
      }),
      { numRuns: 200 },
    )
  })

  it('[VW16] an isotropic volume keeps its scale at one voxel a pixel when the planes are turned', () => {
    const isotropic = pyramid([20_000, 20_000, 20_000], [8, 8, 8], [64, 64, 64], 5)
    fc.assert(
      fc.property(kinds, turns, (kind, q) => {
        const plane = planeOf(cameraAt([80_000, 80_000, 80_000], 16, q), kind, panel(1280, 800), 1)
        expect(wantedScale(isotropic, plane)).toBe(1)
        expect(nmAt(plane, 640, 400)).toEqual([80_000, 80_000, 80_000])
      }),
    )
  })
})
