import { expect, it } from 'vitest'
import { wholeInPanels, zoomLimits } from './zoom-limits.ts'

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

it('[CM10] a fit shows the whole volume in each panel, with room for its outline', () => {
  const box = { min: [0, 0, 1000], max: [2000, 4000, 9000] } as const
  const xy = { kind: 'xy', width: 500, height: 400 } as const
  expect(wholeInPanels(box, [xy])).toBeCloseTo(4000 / 400 / 0.95, 9)
  // z is the longest: 8000 nm down in xz, and across in yz.
  const all = [xy, { kind: 'xz', width: 500, height: 400 } as const, { kind: 'yz', width: 300, height: 400 } as const]
  expect(wholeInPanels(box, all)).toBeCloseTo(8000 / 300 / 0.95, 9)
})
