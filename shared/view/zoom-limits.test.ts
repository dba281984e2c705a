import { expect, it } from 'vitest'
import { zoomLimits } from './zoom-limits.ts'

it('[CM8] the limits go from a finest voxel of 64 px to the whole volume in a quarter of the panel', () => {
  const box = { min: [0, 0, 1000], max: [2000, 4000, 9000] } as const
  const voxels = [
    [8, 8, 40],
    [16, 16, 40],
  ] as const
  expect(zoomLimits(voxels, box, { width: 500, height: 400 })).toEqual({ closest: 8 / 64, widest: 8000 / 100 })
  // A volume of few voxels in a large panel: the limits never cross.
  const small = zoomLimits([[1000, 1000, 1000]], { min: [0, 0, 0], max: [1, 1, 1] }, { width: 500, height: 400 })
  expect(small.widest).toBe(small.closest)
})
