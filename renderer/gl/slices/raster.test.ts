import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Camera, SliceKind } from '../../../shared/view/camera.ts'
import { planeOf } from '../../../shared/view/slice/slice-plane.ts'
import type { Scale } from '../../../shared/volume/volume.ts'
import { between, deviceRaster, pixelsOf, type RasterAxis, TIE, voxelRaster, voxelsAlong } from './raster.ts'

const scale = (resolution: [number, number, number]): Scale => ({
  key: 's',
  size: [1000, 1000, 1000],
  resolution,
  voxelOffset: [-100, 0, 7],
  chunkSize: [64, 64, 16],
})

const camera = (position: [number, number, number], nmPerPixel: number): Camera => ({
  position,
  nmPerPixel,
  orientation: [0, 0, 0, 1],
})

function device(
  kind: SliceKind,
  position: [number, number, number],
  nmPerPixel: number,
  width: number,
  height: number,
) {
  return deviceRaster(planeOf(camera(position, nmPerPixel), kind, { x: 0, y: 0, width, height }, 1))
}

const axis = fc.record({
  sign: fc.constantFrom(1 as const, -1 as const),
  centre: fc.oneof(fc.integer({ min: -5000, max: 5000 }), fc.double({ min: -5000, max: 5000, noNaN: true })),
  step: fc.constantFrom(1, 2.5, 4, 10 / 3, 7.3, 8, 10, 20, 40, 0.37),
  count: fc.integer({ min: 1, max: 300 }),
  resolution: fc.constantFrom(4, 8, 10, 40, 6.5),
  chunk: fc.integer({ min: 1, max: 70 }),
})

describe('raster', () => {
  it('[GL9] each pixel belongs to exactly one chunk of a row, and shows the voxel that holds its centre', () => {
    fc.assert(
      fc.property(axis, ({ sign, centre, step, count, resolution, chunk }) => {
        const raster: RasterAxis = { axis: 0, sign, origin: centre - (sign * step * count) / 2, step, count }
        const owners = new Uint8Array(count)
        const reach = (count * step) / 2 + Math.abs(centre) + chunk * resolution
        const cells = Math.ceil(reach / (chunk * resolution))
        for (let cell = -cells; cell < cells; cell++) {
          const start = cell * chunk
          const [first, end] = pixelsOf(raster, start * resolution, (start + chunk) * resolution, TIE * resolution)
          const { offset, slope } = voxelsAlong(raster, resolution, start, chunk, first, end)
          for (let pixel = first; pixel < end; pixel++) {
            owners[pixel]! += 1
            // As the shader sees it: single precision.
            const seen = Math.floor(Math.fround(offset + slope * (pixel + 0.5)))
            expect(seen).toBeGreaterThanOrEqual(0)
            expect(seen).toBeLessThan(chunk)
            const exact = (raster.origin + sign * step * (pixel + 0.5)) / resolution - start
            const isTie = Math.ceil(exact) - exact < 2 * TIE && exact !== Math.floor(exact)
            if (!isTie) expect(seen).toBe(Math.min(chunk - 1, Math.floor(exact)))
          }
        }
        expect([...owners].every((owner) => owner === 1)).toBe(true)
      }),
      { numRuns: 300 },
    )
  })

  it('[GL10] a pixel centre on the border of two voxels shows the upper one', () => {
    const raster = device('xy', [100, 100, 100], 10, 5, 5).right
    // Five pixels: the middle one has its centre at 100 nm exactly, where voxel 10 begins.
    expect(pixelsOf(raster, 0, 100, TIE * 10)).toEqual([0, 2])
    expect(pixelsOf(raster, 100, 200, TIE * 10)).toEqual([2, 5])
  })

  it('[GL11] the axes of the panels, and what a voxel raster makes of anisotropic voxels', () => {
    const xz = device('xz', [400, 300, 800], 8, 100, 50)
    expect([xz.right.axis, xz.down.axis, xz.normal, xz.depth]).toEqual([0, 2, 1, 300])
    const prepared = voxelRaster(xz, scale([8, 8, 40]))
    // x: a voxel is a device pixel, which stays as it is; z: a voxel is five pixels, so one pixel per voxel.
    expect(prepared.right).toEqual(xz.right)
    expect(prepared.down.step).toBe(40)
    expect((prepared.down.origin / 40) % 1).toBe(0)
    const { offset, slope } = between(xz.down, prepared.down)
    expect(slope).toBeCloseTo(0.2, 12)
    // Every device pixel falls within the prepared pixels, with one to spare on either side.
    expect(offset + slope * 0.5).toBeGreaterThan(1)
    expect(offset + slope * 49.5).toBeLessThan(prepared.down.count - 1)
    expect(prepared.down.count).toBeLessThanOrEqual(50 / 5 + 4)
  })

  it('[GL11] a mirrored axis maps the same nanometres', () => {
    const mirrored: RasterAxis = { axis: 0, sign: -1, origin: 1000, step: 2.5, count: 100 }
    const raster = voxelRaster(
      { right: mirrored, down: { axis: 1, sign: 1, origin: 0, step: 10, count: 10 }, normal: 2, depth: 0 },
      scale([10, 10, 10]),
    ).right
    const { offset, slope } = between(mirrored, raster)
    for (const u of [0.5, 17.5, 99.5]) {
      const nm = mirrored.origin - mirrored.step * u
      expect(raster.origin - raster.step * (offset + slope * u)).toBeCloseTo(nm, 9)
    }
  })
})
