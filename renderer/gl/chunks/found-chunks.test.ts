import { describe, expect, it } from 'vitest'
import { UNDESCRIBED } from '../../../shared/formats/testing/undescribed.ts'
import type { Volume } from '../../../shared/volume/volume.ts'
import { openLayer } from '../open-layer.ts'
import { createFoundChunks } from './found-chunks.ts'

const scale = {
  key: 's',
  size: [9, 9, 9],
  resolution: [8, 8, 8],
  voxelOffset: [0, 0, 0],
  chunkSize: [9, 9, 9],
} as const
const volume: Volume = { kind: 'image', voxelType: 'uint8', scales: [scale] }
const view = { kind: 'image', visible: true, opacity: 1, black: 0, white: 255, smooth: true } as const
const open = (volumeId: number) =>
  openLayer({ id: `${volumeId}`, sourceId: 's', location: '/l', volume, described: UNDESCRIBED, view }, volumeId)

describe('createFoundChunks', () => {
  it('[WH1] counts what was asked for in vain, by layer and scale, until one chunk is found', () => {
    const found = createFoundChunks()
    const [one, two] = [open(1), open(2)]
    expect(found.missingAll(one, 0)).toBe(0)
    for (let i = 0; i < 3; i++) found.told(one, 0, false)
    found.told(one, 1, false)
    found.told(two, 0, false)
    expect([found.missingAll(one, 0), found.missingAll(one, 1), found.missingAll(two, 0)]).toEqual([3, 1, 1])
    found.told(one, 0, true)
    found.told(one, 0, false)
    expect([found.missingAll(one, 0), found.missingAll(one, 1)]).toEqual([0, 1])
    found.forget(one)
    expect([found.missingAll(one, 1), found.missingAll(two, 0)]).toEqual([0, 1])
  })
})
