import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Vec3 } from '../../geometry.ts'
import type { Scale } from '../../volume/volume.ts'
import { evidenceBox, evidenceScale, imageVoxels, voxelsOf } from './evidence-box.ts'
import { addGreyChunk, boxOfGrey, greysOf, openGreyBox } from './grey-box.ts'
import { REACH } from './surroundings.ts'

const scaleOf = (size: Vec3, resolution: Vec3, voxelOffset: Vec3 = [0, 0, 0]): Scale => {
  return { key: '', size, resolution, voxelOffset, chunkSize: size }
}

const vector = (one: fc.Arbitrary<number>) => fc.tuple(one, one, one)

describe('the voxels that evidence is read of', () => {
  it('[DO31] are of the coarsest scale whose voxels are at most 10 nm at their shortest side, or of the finest', () => {
    const scale = (...resolutions: Vec3[]) => evidenceScale(resolutions.map((resolution) => ({ resolution })))
    expect(scale([4, 4, 40], [8, 8, 40], [16, 16, 40])).toBe(1)
    expect(scale([10, 10, 10], [20, 20, 20])).toBe(0)
    expect(scale([32, 32, 32], [64, 64, 64])).toBe(0)
  })

  it('[DO31] are all within reach of the place that the volume has, wherever it begins', () => {
    const size = vector(fc.integer({ min: 1, max: 60 }))
    const resolution = vector(fc.integer({ min: 4, max: 90 }))
    const offset = vector(fc.integer({ min: -50, max: 50 }))
    fc.assert(
      fc.property(size, resolution, offset, vector(fc.double({ min: 0, max: 0.999, noNaN: true })), (s, r, o, at) => {
        const scale = scaleOf(s, r, o)
        const position = [0, 1, 2].map((i) => (o[i]! + at[i]! * s[i]!) * r[i]!) as unknown as Vec3
        const box = evidenceBox(scale, position)
        expect(voxelsOf(box)).toBeGreaterThan(0)
        for (let i = 0; i < 3; i++) {
          const [low, high] = [(box.min[i]! + o[i]!) * r[i]!, (box.max[i]! + o[i]!) * r[i]!]
          expect(box.min[i] === 0 || low <= position[i]! - REACH + r[i]!).toBe(true)
          expect(box.max[i] === s[i] || high >= position[i]! + REACH - r[i]!).toBe(true)
        }
      }),
    )
  })

  it('[DO31] the image is read where it lies, at voxels of its own', () => {
    const labels = scaleOf([40, 40, 10], [16, 16, 40], [10, 0, 0])
    const image = scaleOf([200, 80, 10], [8, 8, 40], [0, 0, 0])
    const axes = imageVoxels(labels, { min: [0, 2, 0], max: [2, 4, 1] }, image)
    expect(axes.map((axis) => [...axis])).toEqual([[21, 23], [5, 7], [0]])
  })

  it('[DO32] greys are those of the chunks; a voxel that no chunk has makes the image unknown', () => {
    const axes = [Int32Array.of(2, 4), Int32Array.of(1), Int32Array.of(0, 1)] as const
    const box = openGreyBox(axes)
    expect(boxOfGrey(box)).toEqual({ min: [2, 1, 0], max: [5, 2, 2] })
    const chunk = (value: number) => {
      return { kind: 'grey', size: [4, 2, 2], voxels: Uint8Array.from({ length: 16 }, (_, i) => value + i) } as const
    }
    addGreyChunk(box, [0, 0, 0], chunk(0))
    expect(greysOf(box)).toBeUndefined()
    addGreyChunk(box, [4, 0, 0], chunk(100))
    expect([...greysOf(box)!]).toEqual([6, 104, 14, 112])
    const wide = openGreyBox([Int32Array.of(0, 1), Int32Array.of(0), Int32Array.of(0)])
    addGreyChunk(wide, [0, 0, 0], { kind: 'grey', size: [2, 1, 1], voxels: Uint16Array.of(1000, 3000) })
    expect([...greysOf(wide)!]).toEqual([0, 255])
  })
})
