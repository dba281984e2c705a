import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { readZarrV2, readZarrV3 } from '../../../fixtures/array-reader.ts'
import { fixture } from '../../../fixtures/fixture.ts'
import { readFiles } from '../../../fixtures/read-files.ts'
import { unwrap } from '../../problem.ts'
import { openFiles, problemOfOpening } from '../testing/open-files.ts'
import { expectSame } from '../testing/same-as-plain.ts'
import { zarr } from './zarr.ts'

describe('Zarr of other programs', () => {
  it.each(['simple_0.4', 'simple_0.5'])(
    '[ZR2] %s: three scales of a plane, each as a second reader reads it',
    async (name) => {
      const folder = fixture(`zarr/${name}`)
      const files = readFiles(folder)
      const stored = unwrap(await openFiles(zarr, files))
      expect(stored.volume).toEqual({
        kind: 'image',
        voxelType: 'uint16',
        scales: [10, 5, 2].map((length, level) => ({
          key: `scale${level}/image`,
          size: [length, length, 1],
          resolution: [30 * 2 ** level, 4 * 2 ** level, 30],
          voxelOffset: [0, 0, 0],
          chunkSize: [length, length, 1],
        })),
      })
      expect([stored.axes, stored.channels, stored.beside]).toEqual([[], [], []])
      for (const level of [0, 1, 2]) {
        const array = join(folder, `scale${level}/image`)
        const plain = await (name === 'simple_0.4' ? readZarrV2(array) : readZarrV3(array))
        await expectSame(stored, level, files, plain, 'yx')
      }
    },
  )

  it.each([
    ...[['v2', '3d.chunked.mixed.i2.C', 'zyx'] as const, ['v2', '3d.chunked.mixed.i2.F', 'zyx'] as const],
    ...[['v2', '3d.contiguous.i2', 'zyx'] as const, ['v2', '2d.chunked.ragged.i2', 'yx'] as const],
    ...[['v2', '1d.contiguous.blosc.i2', 'x'] as const, ['v2', '1d.contiguous.zstd.i2', 'x'] as const],
    ...[['v2', '1d.contiguous.lz4.i2', 'x'] as const, ['v2', '1d.contiguous.zlib.i2', 'x'] as const],
    ['v2', '1d.contiguous.shuffle.i2', 'x'] as const,
    ...[['v3', '3d.chunked.mixed.i2.C', 'zyx'] as const, ['v3', '3d.chunked.mixed.i2.F', 'zyx'] as const],
    ...[['v3', '3d.contiguous.i2', 'zyx'] as const, ['v3', '2d.chunked.ragged.i2', 'yx'] as const],
    ['v3', '3d.chunked.compressed.sharded.i2', 'zyx'] as const,
    ['v3', '3d.chunked.mixed.compressed.sharded.i2', 'zyx'] as const,
    ['v3', '2d.chunked.ragged.compressed.sharded.i2', 'yx'] as const,
    ['v3', '2d.chunked.compressed.sharded.filled.i2', 'yx'] as const,
  ])('[ZR2] zarrita, %s, %s: a plain array, as a second reader reads it', async (version, name, axes) => {
    const folder = fixture(`zarr/zarrita/${version}/${name}`)
    const files = readFiles(folder)
    const stored = unwrap(await openFiles(zarr, files))
    const plain = await (version === 'v2' ? readZarrV2(folder) : readZarrV3(folder))
    expect(stored.volume).toMatchObject({
      kind: 'image',
      voxelType: 'int16',
      scales: [{ key: '', resolution: [1, 1, 1] }],
    })
    await expectSame(stored, 0, files, plain, axes)
  })

  it('[ZR2] the arrays of zarrita count up, as its own tests say', async () => {
    const plain = await readZarrV3(fixture('zarr/zarrita/v3/3d.chunked.mixed.i2.F'))
    expect([plain.at([0, 0, 0]), plain.at([0, 0, 1]), plain.at([0, 1, 0]), plain.at([2, 2, 2])]).toEqual([0, 1, 3, 26])
  })

  it('[ZR6] a filter that is not read is refused by its name', async () => {
    const problem = await problemOfOpening(zarr, readFiles(fixture('zarr/zarrita/v2/1d.contiguous.delta.i2')))
    expect(problem).toMatchObject({ kind: 'unsupported', field: 'filters[0]', file: '/data/.zarray' })
    expect(problem.message).toBe(
      '/data/.zarray: filters[0] is "delta", which Skein does not read; it reads gzip, zlib, zstd, blosc, lz4, crc32c and shuffle',
    )
  })

  it('[ZR8] a group that is no image lists what is in it', async () => {
    const problem = await problemOfOpening(zarr, readFiles(fixture('zarr/zarrita/v2')))
    expect(problem).toMatchObject({ kind: 'not-a-volume', file: '/data' })
    expect(problem.message).toMatch(/^\/data is a Zarr group, but no multiscale image: in it are /)
    expect(problem.message).toContain('1d.chunked.i2 (an array of 4 int16)')
    expect(problem.message).toMatch(/\d+ more\. Open an image or array below it$/)
  })

  it.each([
    ['tt', [1, 1, 1], [20, 20, 0]],
    ['ts', [2, 2, 2], [10, 10, 0]],
    ['ss', [4, 4, 4], [0, 0, 0]],
    ['st', [2, 2, 2], [5, 5, 0]],
  ])('[ZR3] translations and scales one after the other: %s', async (name, resolution, voxelOffset) => {
    const files = readFiles(fixture(`zarr/n5-universe/coordTforms/${name}`))
    const { volume } = unwrap(await openFiles(zarr, files))
    expect(volume.scales).toMatchObject([{ size: [720, 576, 1], resolution, voxelOffset }])
  })

  it.each(['cOrder', 'fOrder'])('[ZR3] %s: axes in the order that the file says', async (name) => {
    const { volume, axes } = unwrap(await openFiles(zarr, readFiles(fixture(`zarr/n5-universe/${name}`))))
    expect(volume.scales).toMatchObject([{ size: [4096, 4096, 1536], resolution: [11, 12, 13] }])
    expect(axes).toEqual([])
  })
})
