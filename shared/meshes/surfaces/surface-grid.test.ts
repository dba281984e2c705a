import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Vec3 } from '../../geometry.ts'
import type { Scale } from '../../volume/volume.ts'
import { MOST_STEPS } from '../packed-mesh.ts'
import { blockAt, blockBoxNm, blockVoxels, isBlockOf, packGridOf, surfaceGridOf } from './surface-grid.ts'

const three = <T>(one: fc.Arbitrary<T>) => fc.tuple(one, one, one)
const lengths = three(fc.integer({ min: 1, max: 600 }))
const scales: fc.Arbitrary<Scale> = fc
  .record({
    size: lengths,
    chunk: lengths,
    resolution: three(fc.constantFrom(1, 4, 8, 40, 3.7)),
    voxelOffset: three(fc.integer({ min: -1e6, max: 1e6 })),
  })
  .map(({ size, chunk, ...rest }) => {
    const cut = (axis: 0 | 1 | 2) => Math.min(chunk[axis], size[axis])
    return { key: 's', size, chunkSize: [cut(0), cut(1), cut(2)], ...rest }
  })

describe('the blocks of surfaces', () => {
  it('[SF1] cover every voxel once, and none is empty', () => {
    fc.assert(
      fc.property(scales, (scale) => {
        const { counts } = surfaceGridOf(scale)
        for (const axis of [0, 1, 2] as const) {
          let end = 0
          for (let at = 0; at < counts[axis]; at++) {
            const cell: [number, number, number] = [0, 0, 0]
            cell[axis] = at
            const { min, max } = blockVoxels(scale, cell)
            expect(min[axis]).toBe(end)
            expect(max[axis]).toBeGreaterThan(end)
            end = max[axis]
          }
          expect(end).toBe(scale.size[axis])
        }
      }),
    )
  })

  it('[SF1] find the block of a place', () => {
    fc.assert(
      fc.property(scales, fc.tuple(unit(), unit(), unit()), (scale, part) => {
        const voxel = part.map((at, axis) => Math.floor(at * scale.size[axis]!))
        const nm = voxel.map((at, axis) => (scale.voxelOffset[axis]! + at + 0.5) * scale.resolution[axis]!)
        const cell = blockAt(scale, [nm[0]!, nm[1]!, nm[2]!])
        if (cell === undefined) throw new Error('the place is in the volume')
        expect(isBlockOf(scale, cell)).toBe(true)
        const { min, max } = blockVoxels(scale, cell)
        voxel.forEach((at, axis) => {
          expect(at).toBeGreaterThanOrEqual(min[axis]!)
          expect(at).toBeLessThan(max[axis]!)
        })
        const box = blockBoxNm(scale, cell)
        nm.forEach((at, axis) => {
          expect(at).toBeGreaterThan(box.min[axis]!)
          expect(at).toBeLessThan(box.max[axis]!)
        })
      }),
    )
  })

  it('[SF1] know no block outside of the volume', () => {
    const scale: Scale = {
      key: 's',
      size: [64, 64, 64],
      chunkSize: [64, 64, 64],
      resolution: [8, 8, 40],
      voxelOffset: [10, 0, 0],
    }
    expect(blockAt(scale, [79, 0, 0])).toBe(undefined)
    expect(blockAt(scale, [80, 0, 0])).toEqual([0, 0, 0])
    expect(blockAt(scale, [592, 0, 0])).toBe(undefined)
    expect(blockAt(scale, [Number.NaN, 0, 0])).toBe(undefined)
    expect(isBlockOf(scale, [1, 0, 0])).toBe(false)
    expect(isBlockOf(scale, [0.5, 0, 0])).toBe(false)
  })

  it.each([
    [64, 64],
    [16, 32],
    [1, 32],
    [128, 64],
    [512, 64],
    [250, 50],
    [251, 84],
  ])('[SF1] are neither thin nor huge: chunks of %i give blocks of %i voxels', (chunk, block) => {
    const whole: Vec3 = [2000, 2000, 2000]
    expect(surfaceGridOf({ size: whole, chunkSize: [chunk, chunk, chunk] }).blockSize).toEqual([block, block, block])
  })

  it('[SF2] have one step at a scale, origins on whole voxels, and room for all vertices', () => {
    fc.assert(
      fc.property(scales, (scale) => {
        const { counts } = surfaceGridOf(scale)
        const last: Vec3 = [counts[0] - 1, counts[1] - 1, counts[2] - 1]
        const [first, other] = [packGridOf(scale, [0, 0, 0]), packGridOf(scale, last)]
        expect(other.step).toEqual(first.step)
        const { min, max } = blockBoxNm(scale, last)
        other.origin.forEach((origin, axis) => {
          const half = scale.resolution[axis]! / 2
          expect(Math.abs((origin / scale.resolution[axis]!) % 1)).toBeOneOf([
            0,
            expect.closeTo(0, 6),
            expect.closeTo(1, 6),
          ])
          expect(origin).toBeLessThanOrEqual(min[axis]! - half)
          expect(origin + MOST_STEPS * other.step[axis]!).toBeGreaterThanOrEqual(max[axis]! + half)
        })
      }),
    )
  })
})

function unit() {
  return fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true })
}
