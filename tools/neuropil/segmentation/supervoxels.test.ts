import { describe, expect, it } from 'vitest'
import type { Vec3 } from '../../../shared/geometry.ts'
import { makeLabels } from './supervoxels.ts'

describe('makeLabels', () => {
  it('[SA22] takes more parts than 16 bits number, as long as fewer remain once small ones are absorbed', () => {
    // One neuron of two pieces that take turns voxel by voxel: each voxel is a part of its own.
    const size: Vec3 = [64, 64, 24]
    const voxels = size[0] * size[1] * size[2]
    const pieces = Uint16Array.from({ length: voxels }, (_, i) => (i + Math.floor(i / 64) + Math.floor(i / 4096)) % 2)
    expect(voxels).toBeGreaterThan(65_536)
    const { voxels: sizes, supervoxels } = makeLabels({ pieces, neuriteOfPiece: Int32Array.of(0, 0) }, size, size)
    expect(sizes.reduce((sum, one) => sum + one, 0)).toBe(voxels)
    expect(Math.min(...sizes.slice(1))).toBeGreaterThanOrEqual(90)
    expect(Math.min(...new Set(supervoxels))).toBe(1)
  })
})
