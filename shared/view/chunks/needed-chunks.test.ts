import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Vec3 } from '../../geometry.ts'
import { cellBoxNm } from '../../volume/chunk-grid.ts'
import type { SliceKind, SlicePlane } from '../camera.ts'
import { estimateMotion, MOTION_WINDOW_MS } from '../motion.ts'
import { planeOf } from '../slice/slice-plane.ts'
import { cameraAt, panel, pyramid } from '../testing/volume-fixture.ts'
import { chunkBytes } from './cell-ranges.ts'
import { MAX_OVERVIEW, MAX_PREFETCH, neededChunks, neededOf, wantedScales } from './needed-chunks.ts'
import { visibleCells, wantedScale } from './visible-chunks.ts'

const volume = pyramid([8000, 8000, 2000], [8, 8, 40], [64, 64, 64], 6)
const KINDS: readonly SliceKind[] = ['xy', 'xz', 'yz']
const planesAt = (position: Vec3, nmPerPixel: number): SlicePlane[] =>
  KINDS.map((kind) => planeOf(cameraAt(position, nmPerPixel), kind, panel(640, 400), 1))
const middle: Vec3 = [32_000, 32_000, 40_000]
const positions = fc.tuple(
  fc.integer({ min: 0, max: 64_000 }),
  fc.integer({ min: 0, max: 64_000 }),
  fc.integer({ min: 0, max: 80_000 }),
)
const speeds = fc.integer({ min: -20_000, max: 20_000 })
const zooms = fc.double({ min: 0.5, max: 2000, noNaN: true })
const name = ({ scale, cell }: { scale: number; cell: Vec3 }): string => `${scale}/${cell}`

describe('needed chunks', () => {
  it('[VW17] overview first, then visible, then prefetch; orders count up within each; nothing twice', () => {
    const tiers = ['overview', 'visible', 'prefetch']
    fc.assert(
      fc.property(positions, zooms, fc.tuple(speeds, speeds, speeds), (position, zoom, velocity) => {
        const needed = neededChunks(volume, planesAt(position, zoom), { velocity })
        const ranks = needed.map(({ tier }) => tiers.indexOf(tier))
        expect(ranks).toEqual([...ranks].sort())
        for (const tier of tiers) {
          const orders = needed.filter((chunk) => chunk.tier === tier).map(({ order }) => order)
          expect(orders).toEqual(orders.map((_, index) => index))
        }
        expect(new Set(needed.map(name)).size).toBe(needed.length)
        expect(needed.filter(({ tier }) => tier === 'overview').length).toBeLessThanOrEqual(MAX_OVERVIEW)
        expect(needed.filter(({ tier }) => tier === 'prefetch').length).toBeLessThanOrEqual(MAX_PREFETCH)
      }),
      { numRuns: 100 },
    )
  })

  it('[DO45] where the view goes next is loaded behind all else: just what is seen there and is not loaded yet, in its order', () => {
    fc.assert(
      fc.property(
        positions,
        zooms,
        fc.array(fc.tuple(positions, zooms), { maxLength: 3 }),
        (position, zoom, places) => {
          const now = neededChunks(volume, planesAt(position, zoom), undefined)
          const ahead = places.map(([there, zoomThere]) => planesAt(there, zoomThere))
          const { chunks } = neededOf(volume, planesAt(position, zoom), undefined, Number.POSITIVE_INFINITY, ahead)
          expect(chunks.slice(0, now.length)).toEqual(now)
          const later = chunks.slice(now.length)
          expect(new Set(chunks.map(name)).size).toBe(chunks.length)
          expect(later.every(({ tier }) => tier === 'prefetch')).toBe(true)
          expect(later.map(({ order }) => order)).toEqual(later.map(({ order }) => order).sort((a, b) => a - b))
          const seen = new Set(
            ahead.flatMap((planes) =>
              planes.flatMap((plane) => {
                const scale = wantedScale(volume, plane)
                return visibleCells(volume.scales[scale]!, plane).map((cell) => name({ scale, cell }))
              }),
            ),
          )
          expect(later.filter((chunk) => !seen.has(name(chunk)))).toEqual([])
          const missing =
            seen.size - new Set([...now.map(name), ...later.map(name)].filter((one) => seen.has(one))).size
          // Each place has a limit, so that a wide view there does not fill the memory.
          if (missing > 0) expect(later.length).toBeGreaterThanOrEqual(96)
        },
      ),
      { numRuns: 50 },
    )
  })

  it('[VW18] what is visible is just what each plane shows at its wanted scale, the middle of every panel first', () => {
    fc.assert(
      fc.property(positions, zooms, (position, zoom) => {
        const planes = planesAt(position, zoom)
        const wanted = wantedScales(volume, planes)
        const expected = new Set(
          planes.flatMap((plane, i) =>
            visibleCells(volume.scales[wanted[i]!]!, plane).map((cell) => name({ scale: wanted[i]!, cell })),
          ),
        )
        const needed = neededChunks(volume, planes, undefined)
        // A chunk of the coarsest scale that one panel wants may already be in another's overview.
        const coarsest = volume.scales.length - 1
        for (const chunk of needed) {
          if (chunk.tier === 'visible' || chunk.scale !== coarsest) expect(expected.delete(name(chunk))).toBe(true)
          else expected.delete(name(chunk))
        }
        expect([...expected]).toEqual([])
      }),
      { numRuns: 100 },
    )
    const first = neededChunks(volume, planesAt(middle, 8), undefined).find(({ tier }) => tier === 'visible')!
    const box = cellBoxNm(volume.scales[first.scale]!, first.cell)
    for (let axis = 0; axis < 3; axis++) {
      expect(box.min[axis]).toBeLessThanOrEqual(middle[axis]!)
      expect(box.max[axis]).toBeGreaterThan(middle[axis]!)
    }
  })

  it('[VW19] prefetch lies ahead of the flight: along the normal first, nothing behind, nothing at rest', () => {
    const xy = planesAt(middle, 8).slice(0, 1)
    const ahead = (velocity: Vec3) => neededChunks(volume, xy, { velocity }).filter(({ tier }) => tier === 'prefetch')
    const here = Math.floor(40_000 / (64 * 40))
    expect(ahead([0, 0, 4000]).length).toBeGreaterThan(0)
    expect(ahead([0, 0, 4000]).every(({ cell }) => cell[2] > here)).toBe(true)
    expect(ahead([0, 0, -4000]).every(({ cell }) => cell[2] < here)).toBe(true)
    expect(ahead([3000, 0, 4000])[0]!.cell[2]).toBe(here + 1)
    const rightmost = Math.max(...visibleCells(volume.scales[0], xy[0]!).map((cell) => cell[0]))
    expect(ahead([3000, 0, 0]).every(({ cell }) => cell[0] > rightmost)).toBe(true)
    expect(neededChunks(volume, xy, undefined).some(({ tier }) => tier === 'prefetch')).toBe(false)
  })

  it('[VW23] says when not all that is in view can come: too many chunks, or too many bytes, in the coarsest scale', () => {
    const single = pyramid([20_000, 20_000, 4_000], [8, 8, 40], [64, 64, 64], 1)
    const centre: Vec3 = [80_000, 80_000, 80_000]
    const far = (nmPerPixel: number, gpuBytes: number) =>
      neededOf(single, planesAt(centre, nmPerPixel), undefined, gpuBytes).isTooFarOut
    expect([far(8, Infinity), far(300, Infinity)]).toEqual([false, true])
    const bytes = 64 ** 3
    expect([far(8, 1e9), far(8, 200 * bytes), far(8, 20 * bytes)]).toEqual([false, false, true])
    for (const nmPerPixel of [8, 300, 2000]) {
      expect(neededOf(volume, planesAt(middle, nmPerPixel), undefined, 4e8).isTooFarOut).toBe(false)
    }
  })

  it('[VW20] a byte cap makes scales coarser until all visible chunks fit, and is never exceeded', () => {
    fc.assert(
      fc.property(positions, zooms, fc.integer({ min: 1_000_000, max: 80_000_000 }), (position, zoom, cap) => {
        const planes = planesAt(position, zoom)
        const needed = neededChunks(volume, planes, { velocity: [1000, 0, 1000] }, cap)
        const bytes = needed.reduce((sum, { scale }) => sum + chunkBytes(volume, volume.scales[scale]!), 0)
        expect(bytes).toBeLessThanOrEqual(cap)
        const wanted = wantedScales(volume, planes, cap)
        if (wanted.every((scale) => scale === volume.scales.length - 1)) return
        const names = new Set(needed.map(name))
        for (const [i, plane] of planes.entries()) {
          for (const cell of visibleCells(volume.scales[wanted[i]!]!, plane)) {
            expect(names.has(name({ scale: wanted[i]!, cell }))).toBe(true)
          }
        }
      }),
      { numRuns: 100 },
    )
    const free = wantedScales(volume, planesAt(middle, 8))
    expect(wantedScales(volume, planesAt(middle, 8), 30_000_000).some((scale, i) => scale > free[i]!)).toBe(true)
  })
})

describe('motion', () => {
  it('[VW21] is the mean velocity over the window, and ends when the camera has stood still that long', () => {
    const history = Array.from({ length: 11 }, (_, i) => ({
      atMs: 1000 + i * 100,
      position: [i * 40, 0, -i * 8] as Vec3,
    }))
    const moving = estimateMotion(history, 2000)!
    expect(moving.velocity[0]).toBeCloseTo(400, 6)
    expect(moving.velocity[2]).toBeCloseTo(-80, 6)
    expect(estimateMotion(history, 2000 + MOTION_WINDOW_MS)).toBeUndefined()
    expect(estimateMotion([], 0)).toBeUndefined()
    expect(estimateMotion(history.slice(0, 1), 1000)).toBeUndefined()
  })

  it('[VW22] one slice step after a long rest is a slow motion, not a fast one', () => {
    const history = [
      { atMs: 0, position: [0, 0, 0] as Vec3 },
      { atMs: 60_000, position: [0, 0, 40] as Vec3 },
    ]
    expect(estimateMotion(history, 60_010)!.velocity[2]).toBeCloseTo(40 / (MOTION_WINDOW_MS / 1000), 6)
  })
})
