import { describe, expect, it } from 'vitest'
import { planeOf } from '../../../shared/view/slice/slice-plane.ts'
import type { Scale } from '../../../shared/volume/volume.ts'
import { createVertexWriter, NO_RAMP, VERTEX_FLOATS } from '../painting/vertices.ts'
import { deviceRaster, tieOf } from './raster.ts'
import { alignedGeometry, obliqueGeometry, writePlace } from './slice-geometry.ts'

const SCALE: Scale = {
  key: 's',
  size: [100, 100, 100],
  resolution: [10, 10, 20],
  voxelOffset: [0, 0, 0],
  chunkSize: [64, 64, 64],
}
const RECT = { x: 0, y: 0, width: 40, height: 20 }
const BOX = { min: [640, 0, 0], max: [1000, 640, 1280] } as const

function plane(orientation: readonly [number, number, number, number] = [0, 0, 0, 1]) {
  return planeOf({ position: [655, 325, 250], nmPerPixel: 10, orientation }, 'xy', RECT, 1)
}

describe('slice geometry', () => {
  it('[GL12] writes two triangles of whole pixels with voxel coordinates of the chunk', () => {
    const geometry = alignedGeometry(deviceRaster(plane()), tieOf([SCALE]))
    const place = geometry.place(BOX)
    // The panel spans x 455 to 855 nm: the chunk begins at pixel 18.5, and pixel 18 has its centre on that border.
    expect(place).toEqual({ kind: 'rect', rect: { x0: 18, y0: 0, x1: 40, y1: 20 } })
    const writer = createVertexWriter()
    const mapping = geometry.voxels(SCALE, [1, 0, 0], place!)
    writePlace(writer, place!, { mapping, from: [0.25, 0.5], row: 0.75 }, NO_RAMP)
    expect(writer.count()).toBe(6)
    const first = [...writer.data().subarray(0, VERTEX_FLOATS)]
    expect(first[0]).toBe(18)
    expect(first[1]).toBe(0)
    // Pixel 18 is centred on voxel coordinate 0; its left edge is half a voxel before. z: voxel 12 at its centre.
    expect(first[2]).toBeCloseTo(-0.5, 2)
    expect(first[3]).toBeCloseTo(22.5, 2)
    expect(first.slice(4, 6)).toEqual([0.25, 0.5])
    expect(first.slice(6, 10)).toEqual([0, 0, 0, 0])
    expect(first[10]).toBe(12.5)
    expect(first.slice(11)).toEqual([0, 0])
  })

  it('[GL12] leaves out what the plane misses and what holds no pixel centre', () => {
    const geometry = alignedGeometry(deviceRaster(plane()), tieOf([SCALE]))
    expect(geometry.place({ min: [0, 0, 251], max: [1000, 1000, 1280] })).toBeUndefined()
    expect(geometry.place({ min: [0, 0, 0], max: [1000, 1000, 250] })).toBeUndefined()
    expect(geometry.place({ min: [641, 0, 0], max: [649, 640, 1280] })).toBeUndefined()
  })

  it('[GL13] on oblique planes the voxel coordinates are those of the pixel in space', () => {
    const s = Math.sin(0.3)
    const oblique = plane([s * 0.6, 0, s * 0.8, Math.cos(0.3)])
    const geometry = obliqueGeometry(oblique)
    const place = geometry.place(BOX)
    expect(place?.kind).toBe('polygon')
    const { at, alongX, alongY } = geometry.voxels(SCALE, [1, 0, 0], place!)
    for (const [x, y] of [
      [0.5, 0.5],
      [33.5, 7.5],
    ] as const) {
      for (let axis = 0; axis < 3; axis++) {
        const nm =
          oblique.centre[axis]! +
          oblique.right[axis]! * (x - 20) * oblique.nmPerDevicePixel +
          oblique.down[axis]! * (y - 10) * oblique.nmPerDevicePixel
        const voxel = nm / SCALE.resolution[axis]! - (axis === 0 ? 64 : 0)
        expect(at[axis]! + alongX[axis]! * x + alongY[axis]! * y).toBeCloseTo(voxel, 9)
      }
    }
  })

  it('[GL12] the writer grows and starts anew', () => {
    const writer = createVertexWriter()
    for (let i = 0; i < 2000; i++) writer.rect({ x0: i, y0: 0, x1: i + 1, y1: 1 }, NO_RAMP, NO_RAMP)
    expect(writer.count()).toBe(12000)
    expect(writer.data()[1999 * 6 * VERTEX_FLOATS]).toBe(1999)
    writer.reset()
    writer.polygon(
      [
        [0, 0],
        [1, 0],
        [1, 1],
        [0, 1],
        [-1, 0.5],
      ],
      NO_RAMP,
      NO_RAMP,
    )
    expect(writer.count()).toBe(9)
  })
})
