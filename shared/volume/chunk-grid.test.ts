import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { chunkFileName } from '../formats/precomputed/chunk-file-name.ts'
import type { Vec3 } from '../geometry.ts'
import { cellBoxNm, cellBoxVoxels, cellOf, chunkSizeAt, gridOf, scaleBoxNm } from './chunk-grid.ts'
import type { Scale } from './volume.ts'

const SCALE: Scale = {
  key: '8_8_40',
  size: [130, 64, 5],
  resolution: [8, 8, 40],
  voxelOffset: [-100, 7_000_000_000, 0],
  chunkSize: [64, 64, 4],
}

const vector = (least: number, most: number) => fc.tuple(...[0, 1, 2].map(() => fc.integer({ min: least, max: most })))

describe('chunk grid', () => {
  it('[FM2] names chunks by their box, offset included, the last ones cut off', () => {
    expect(gridOf(SCALE)).toEqual([3, 1, 2])
    expect(chunkFileName(SCALE, [0, 0, 0])).toBe('8_8_40/-100--36_7000000000-7000000064_0-4')
    expect(chunkFileName(SCALE, [2, 0, 1])).toBe('8_8_40/28-30_7000000000-7000000064_4-5')
    expect(chunkSizeAt(SCALE, [2, 0, 1])).toEqual([2, 64, 1])
  })

  it('[FM2] gives boxes in nanometres', () => {
    expect(cellBoxNm(SCALE, [1, 0, 1])).toEqual({ min: [-288, 56e9, 160], max: [224, 56e9 + 512, 200] })
    expect(scaleBoxNm(SCALE)).toEqual({
      min: [-800, 56e9, 0],
      max: [240, 56e9 + 512, 200],
    })
  })

  it('[FM2] every voxel lies in exactly the cell that cellOf says, and none outside has a cell', () => {
    fc.assert(
      fc.property(vector(1, 300), vector(1, 70), vector(-200, 200), vector(-250, 550), (size, chunk, offset, at) => {
        const scale = { ...SCALE, size: vec(size), chunkSize: vec(chunk), voxelOffset: vec(offset) }
        const cell = cellOf(scale, vec(at))
        const inside = at.every((value, axis) => value >= offset[axis]! && value < offset[axis]! + size[axis]!)
        expect(cell !== undefined).toBe(inside)
        if (cell === undefined) return
        const { min, max } = cellBoxVoxels(scale, cell)
        for (const axis of [0, 1, 2] as const) {
          expect(at[axis]).toBeGreaterThanOrEqual(min[axis])
          expect(at[axis]).toBeLessThan(max[axis])
          expect(max[axis] - min[axis]).toBe(chunkSizeAt(scale, cell)[axis])
          expect(cell[axis]).toBeLessThan(gridOf(scale)[axis])
        }
      }),
    )
  })
})

function vec([x = 0, y = 0, z = 0]: number[]): Vec3 {
  return [x, y, z]
}
