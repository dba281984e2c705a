import { describe, expect, it } from 'vitest'
import { gpuBytesOf, layoutOf, memoryBytesOf, paletteRows, slabLayoutOf } from './texture-layout.ts'

describe('texture layout', () => {
  it('[GL7] is the memory order of the chunk while that fits', () => {
    expect(layoutOf([64, 64, 64], 8192)).toMatchObject({ width: 64, height: 4096, columns: 1, slicesPerColumn: 64 })
    expect(layoutOf([250, 62, 1], 8192)).toMatchObject({ width: 250, height: 62, columns: 1, slicesPerColumn: 1 })
  })

  it('[GL7] continues whole slices in further columns where the height would exceed the largest texture', () => {
    expect(layoutOf([128, 128, 128], 8192)).toMatchObject({ width: 256, height: 8192, columns: 2, slicesPerColumn: 64 })
    expect(layoutOf([100, 100, 100], 1024)).toMatchObject({
      width: 1000,
      height: 1000,
      columns: 10,
      slicesPerColumn: 10,
    })
  })

  it('[GL33] folds rows where a row or a slice is longer than the largest texture', () => {
    expect(layoutOf([9000, 1, 1], 8192)).toMatchObject({ width: 4500, height: 2, fold: { segments: 2, width: 4500 } })
    expect(layoutOf([1, 9000, 1], 8192)).toMatchObject({ width: 2, height: 4500, columns: 2, slicesPerColumn: 0 })
    // Two slices of 5,000 x 5,000 take three columns of half a row.
    expect(layoutOf([5000, 5000, 2], 8192)).toMatchObject({ width: 7500, height: 6667, columns: 3 })
  })

  it('[GL7] says when no texture can hold a chunk', () => {
    expect(layoutOf([4096, 4096, 8], 8192)).toBeUndefined()
    // Rows that the shaders could not count exactly.
    expect(layoutOf([1, 8193, 1024], 8192)).toBeUndefined()
  })

  it('[GL8] counts the bytes of textures and palettes exactly', () => {
    const grey = { kind: 'grey', size: [4, 4, 4], voxels: new Uint16Array(64) } as const
    expect(gpuBytesOf(grey, 8192)).toBe(128)
    expect(memoryBytesOf(grey)).toBe(128)
    // Wider values are floats on the GPU.
    const doubles = { kind: 'grey', size: [4, 4, 4], voxels: new Float64Array(64) } as const
    expect([gpuBytesOf(doubles, 8192), memoryBytesOf(doubles)]).toEqual([256, 512])
    // Two columns of three slices hold five: the sixth is allocated too.
    expect(gpuBytesOf({ kind: 'grey', size: [4, 4, 5], voxels: new Uint8Array(80) }, 12)).toBe(8 * 12)
    const labels = {
      kind: 'labels',
      size: [4, 4, 4],
      labels: new BigUint64Array(300),
      indices: new Uint16Array(64),
    } as const
    expect(paletteRows(300)).toBe(2)
    expect(gpuBytesOf(labels, 8192)).toBe(128 + 2 * 256 * 4)
    expect(memoryBytesOf(labels)).toBe(128 + 300 * 12)
  })

  it('[GL26] a slab has as many places as its bytes allow, at least one, and room for every palette', () => {
    const mib = 1024 * 1024
    expect(slabLayoutOf([64, 64, 64], 1, 0, 8192, 4 * mib)).toMatchObject({ width: 1024, height: 4096, places: 16 })
    expect(slabLayoutOf([64, 64, 64], 1, 0, 8192, 64 * mib)).toMatchObject({ width: 8192, height: 8192, places: 256 })
    expect(slabLayoutOf([64, 64, 64], 2, 3, 8192, 4 * mib)).toMatchObject({ places: 8, paletteRows: 4 })
    expect(slabLayoutOf([256, 256, 64], 1, 0, 8192, 1)).toMatchObject({ width: 512, height: 8192, places: 1 })
    // 256 palette rows each: 32 fill the highest texture.
    expect(slabLayoutOf([16, 16, 16], 2, 200, 8192, 64 * mib)).toMatchObject({ places: 32, paletteRows: 256 })
    expect(slabLayoutOf([4096, 4096, 8], 1, 0, 8192, mib)).toBeUndefined()
  })
})
