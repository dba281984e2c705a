import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Vec3 } from '../geometry.ts'
import type { VoxelType } from '../volume/volume.ts'
import { decodeRaw } from './raw.ts'

const SIZE: Vec3 = [4, 3, 2]
const ARRAYS = { uint8: Uint8Array, uint16: Uint16Array, uint32: Uint32Array } as const

function bytesOf(array: { readonly buffer: ArrayBufferLike }): Uint8Array {
  return new Uint8Array(array.buffer)
}

describe('decodeRaw', () => {
  it('[CD1] gives the voxels of an image as they are, in a buffer of their own', () => {
    const voxels = Uint16Array.from({ length: 24 }, (_, i) => i * 2731)
    const shifted = new Uint8Array(49)
    shifted.set(bytesOf(voxels), 1)
    for (const bytes of [bytesOf(voxels), shifted.subarray(1)]) {
      const result = decodeRaw(bytes, 'image', 'uint16', SIZE, 'f')
      if (!result.ok || result.value.kind !== 'grey') throw new Error('not decoded')
      expect(result.value.voxels).toEqual(voxels)
      expect(result.value.voxels.buffer.byteLength).toBe(48)
    }
  })

  it.each(['uint8', 'uint16', 'uint32'] as const)('[CD1] tells each label of %s by its place', (type) => {
    fc.assert(
      fc.property(fc.array(fc.nat(type === 'uint8' ? 255 : 65_535), { minLength: 24, maxLength: 24 }), (values) => {
        const result = decodeRaw(bytesOf(ARRAYS[type].from(values)), 'segmentation', type, SIZE, 'f')
        if (!result.ok || result.value.kind !== 'labels') throw new Error('not decoded')
        const { labels, indices } = result.value
        expect([...indices].map((place) => Number(labels[place]))).toEqual(values)
        expect([...labels]).toEqual([...new Set(values)].map(BigInt))
      }),
    )
  })

  it('[CD1] gives an image of any type its values, those of 64 bits as doubles', () => {
    const floats = [-1.5, 0, Number.NaN, 3e38]
    const images = [
      ['uint32', Uint32Array.of(0, 1, 2 ** 32 - 1, 9)],
      ['int8', Int8Array.of(-128, -1, 0, 127)],
      ['int16', Int16Array.of(-32768, -1, 0, 32767)],
      ['int32', Int32Array.of(-(2 ** 31), -1, 0, 2 ** 31 - 1)],
      ['float32', Float32Array.from(floats)],
      ['float64', Float64Array.from(floats)],
    ] as const
    for (const [type, voxels] of images) {
      const result = decodeRaw(bytesOf(voxels.slice()), 'image', type, [4, 1, 1], 'f')
      expect(result.ok && result.value.kind === 'grey' && result.value.voxels).toEqual(voxels)
    }
    const wide = (type: VoxelType, ...values: bigint[]) => {
      const result = decodeRaw(bytesOf(BigInt64Array.from(values)), 'image', type, [values.length, 1, 1], 'f')
      return result.ok && result.value.kind === 'grey' && [...result.value.voxels]
    }
    expect(wide('uint64', 2n ** 53n - 1n, 0n, -1n)).toEqual([2 ** 53 - 1, 0, 2 ** 64])
    expect(wide('int64', -(2n ** 53n - 1n), -1n, 2n ** 40n)).toEqual([-(2 ** 53 - 1), -1, 2 ** 40])
  })

  it('[CD1] takes labels of a signed type, and refuses negative ones and floats by name', () => {
    const labels = (array: Int8Array | Int16Array | Int32Array | BigInt64Array, type: VoxelType) =>
      decodeRaw(bytesOf(array), 'segmentation', type, [array.length, 1, 1], 'here')
    const read = labels(Int32Array.of(5, 0, 2 ** 31 - 1), 'int32')
    expect(read.ok && read.value.kind === 'labels' && [...read.value.labels]).toEqual([5n, 0n, 2n ** 31n - 1n])
    const refused = [
      labels(Int8Array.of(1, -1), 'int8'),
      labels(Int16Array.of(1, -1), 'int16'),
      labels(Int32Array.of(1, -1), 'int32'),
      labels(BigInt64Array.of(1n, -1n), 'int64'),
    ]
    for (const one of refused) {
      expect(!one.ok && one.problem).toMatchObject({ kind: 'unsupported', file: 'here' })
      expect(!one.ok && one.problem.message).toContain('the label -1')
    }
    const floats = decodeRaw(new Uint8Array(4), 'segmentation', 'float32', [1, 1, 1], 'here')
    expect(!floats.ok && floats.problem.message).toContain('a segmentation of float32')
  })

  it('[CD1] keeps all 64 bits of a label', () => {
    const labels = [0n, 2n ** 64n - 1n, 2n ** 32n, 1n]
    const result = decodeRaw(bytesOf(BigUint64Array.from(labels)), 'segmentation', 'uint64', [4, 1, 1], 'f')
    expect(result.ok && result.value.kind === 'labels' && [...result.value.labels]).toEqual(labels)
  })

  it('[CD1] uses 8 bits up to 256 labels, 16 bits up to 65,536, and refuses more', () => {
    const many = (count: number) => {
      const array = Uint32Array.from({ length: 80_000 }, (_, i) => i % count)
      return decodeRaw(bytesOf(array), 'segmentation', 'uint32', [80_000, 1, 1], 'here')
    }
    const widthOf = (count: number) => {
      const result = many(count)
      return result.ok && result.value.kind === 'labels' ? result.value.indices.BYTES_PER_ELEMENT : result
    }
    expect([widthOf(256), widthOf(257), widthOf(65_536)]).toEqual([1, 2, 2])
    const refused = many(65_537)
    expect(!refused.ok && refused.problem).toMatchObject({ kind: 'unsupported', file: 'here' })
    expect(!refused.ok && refused.problem.message).toContain('65536')
  })

  it.each<[VoxelType, number, number]>([
    ['uint8', 23, 24],
    ['uint8', 25, 24],
    ['uint16', 24, 48],
    ['uint32', 0, 96],
    ['uint64', 191, 192],
  ])('[CD1] refuses %s with %d bytes where %d are needed', (type, has, needs) => {
    for (const kind of ['image', 'segmentation'] as const) {
      const result = decodeRaw(new Uint8Array(has), kind, type, SIZE, 'here')
      expect(!result.ok && result.problem).toMatchObject({ kind: 'bad-chunk', file: 'here' })
      expect(!result.ok && result.problem.message).toMatch(new RegExp(`${needs} bytes.* ${has}$`))
    }
  })
})
