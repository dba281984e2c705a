import { expect, it } from 'vitest'
import { pyramid } from '../../../shared/view/testing/volume-fixture.ts'
import { placesOfLabel } from './label-places.ts'
import type { ResidentChunk } from './resident-chunks.ts'

const VOLUME = pyramid([128, 128, 64], [8, 8, 40], [64, 64, 16], 1, 'segmentation')

it('[SL18] a label is found in the chunks in memory of its layer, at a voxel that holds it', () => {
  const indices = new Uint8Array(64 * 64 * 16)
  indices[5 + 64 * (6 + 64 * 7)] = 1
  const labels = BigUint64Array.of(0n, 77n)
  const chunk = { kind: 'labels', size: [64, 64, 16], labels, indices } as const
  const resident = { open: { layer: { volume: VOLUME } }, chunk } as unknown as ResidentChunk
  // Cell (1, 0, 2) of a grid of 2 x 2 x 4.
  const chunks = new Map([
    ['3/0/9', resident],
    ['4/0/0', resident],
  ])
  const residents = { keys: () => [...chunks.keys()], at: (key: string) => chunks.get(key) }
  expect([...placesOfLabel(residents, '3/', 77n)]).toEqual([(64 + 5.5) * 8, 6.5 * 8, (32 + 7.5) * 40])
  expect([...placesOfLabel(residents, '3/', 78n)]).toEqual([])
})
