import fc from 'fast-check'
import { encode } from 'fast-png'
import { describe, expect, it } from 'vitest'
import { unwrap } from '../../problem.ts'
import type { VoxelType } from '../../volume/volume.ts'
import type { Reading, StoredVolume } from '../volume-format.ts'
import { infoOf } from './info-of.ts'
import { precomputed } from './precomputed.ts'

const SIZE = [3, 2, 2] as const
const VOXELS = 12

function volumeOf(
  channels: number,
  voxelType: VoxelType = 'uint8',
  kind: 'raw' | 'jpeg' | 'png' = 'raw',
): StoredVolume {
  const place = { resolution: [8, 8, 8], voxelOffset: [0, 0, 0] } as const
  const scale = { key: 's', size: SIZE, chunkSize: SIZE, encoding: { kind }, ...place } as const
  const info = infoOf({ kind: 'image', voxelType, channels, scales: [scale] })
  return unwrap(precomputed.parse({ info }, { location: '/here', above: 0 }))
}

function reading(bytes: Uint8Array): Reading {
  const none = () => Promise.reject(new Error('no such decoder'))
  return { bytes: { get: async () => bytes }, unpacks: false, wasm: { jpeg: none, unpackers: none }, signal: undefined }
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

  it('[IM5] jpeg and png: the decoder is asked for the channel', async () => {
    const asked: unknown[] = []
    const grey = { kind: 'grey', size: SIZE, voxels: new Uint8Array(VOXELS) } as const
    const bytes = new Uint8Array(1)
    const jpeg: Reading['wasm']['jpeg'] = async (...given) => {
      asked.push(given)
      return { ok: true, value: grey }
    }
    const { wasm, ...rest } = reading(bytes)
    const chunk = await volumeOf(3, 'uint8', 'jpeg')
      .chunks([2])
      .read(0, [0, 0, 0], { ...rest, wasm: { ...wasm, jpeg } })
    expect(chunk).toEqual({ ok: true, value: grey })
    expect(asked).toEqual([[bytes, SIZE, '/here/s/0-3_0-2_0-2', { count: 3, wanted: 2 }]])
    const data = Uint8Array.from({ length: VOXELS * 3 }, (_, i) => i)
    const picture = encode({ width: 3, height: 4, data, depth: 8, channels: 3 })
    const png = await volumeOf(3, 'uint8', 'png').chunks([1]).read(0, [0, 0, 0], reading(picture))
    const second = data.filter((_, i) => i % 3 === 1)
    expect(png?.ok && png.value.kind === 'grey' && png.value.voxels).toEqual(second)
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
