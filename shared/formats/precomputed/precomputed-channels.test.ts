import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { unwrap } from '../../problem.ts'
import type { VoxelType } from '../../volume/volume.ts'
import type { Reading, StoredVolume } from '../volume-format.ts'
import { infoOf } from './info-of.ts'
import { precomputed } from './precomputed.ts'

const SIZE = [3, 2, 2] as const
const VOXELS = 12

function volumeOf(channels: number, voxelType: VoxelType = 'uint8'): StoredVolume {
  const place = { resolution: [8, 8, 8], voxelOffset: [0, 0, 0] } as const
  const scale = { key: 's', size: SIZE, chunkSize: SIZE, encoding: { kind: 'raw' }, ...place } as const
  const info = infoOf({ kind: 'image', voxelType, channels, scales: [scale] })
  return unwrap(precomputed.parse({ info }, { location: '/here', above: 0 }))
}

function reading(bytes: Uint8Array): Reading {
  const none = () => Promise.reject(new Error('no such decoder'))
  return { bytes: { get: async () => bytes }, unpacks: false, wasm: { jpeg: none, zstd: none }, signal: undefined }
}

describe('channels of a precomputed volume', () => {
  it('[IM4] are an axis; three of 8 bits are red, green and blue as stored', () => {
    expect(volumeOf(1)).toMatchObject({ axes: [], channels: [] })
    expect(volumeOf(2)).toMatchObject({ axes: [{ name: 'channel', kind: 'channel', length: 2 }], channels: [] })
    expect(volumeOf(3, 'uint16').channels).toEqual([])
    expect(
      volumeOf(4)
        .channels.map(({ name, isHidden = false }) => [name, isHidden])
        .at(-1),
    ).toEqual(['alpha', true])
    expect(volumeOf(3).channels.map(({ name, colour, window }) => [name, colour, window])).toEqual([
      ['red', '#ff0000', [0, 255]],
      ['green', '#00ff00', [0, 255]],
      ['blue', '#0000ff', [0, 255]],
    ])
  })

  it('[IM5] raw: all voxels of one channel come before those of the next', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 2, max: 5 }), fc.nat(4), fc.nat(), async (channels, at, seed) => {
        const wanted = at % channels
        const values = Uint16Array.from({ length: VOXELS * channels }, (_, i) => (i + 1) * (seed % 999))
        const read = volumeOf(channels, 'uint16')
          .chunks([wanted])
          .read(0, [0, 0, 0], reading(new Uint8Array(values.buffer)))
        const chunk = await read
        const expected = values.slice(VOXELS * wanted, VOXELS * (wanted + 1))
        expect(chunk?.ok && chunk.value.kind === 'grey' && chunk.value.voxels).toEqual(expected)
      }),
    )
  })

  it('[IM5] raw: a chunk that lacks a channel, or has one too many, is damaged and gives nothing', async () => {
    for (const length of [0, 2 * VOXELS, 3 * VOXELS - 1, 4 * VOXELS]) {
      const chunk = await volumeOf(3)
        .chunks([1])
        .read(0, [0, 0, 0], reading(new Uint8Array(length)))
      expect(chunk && !chunk.ok && chunk.problem).toMatchObject({
        kind: 'bad-chunk',
        file: expect.stringContaining('/here/s/'),
      })
      expect(chunk && !chunk.ok && chunk.problem.message).toContain(`in 3 channels need 36 bytes, but it has ${length}`)
    }
  })
})
