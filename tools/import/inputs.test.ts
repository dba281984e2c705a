import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import fc from 'fast-check'
import { encode as encodePng } from 'fast-png'
import jpeg from 'jpeg-js'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { writeN5 } from '../../fixtures/array-writer.ts'
import { fixture } from '../../fixtures/fixture.ts'
import { imageV2, imageV3, oneScale, SMALL } from '../../fixtures/made-images.ts'
import { readGrid } from '../../fixtures/small-reader.ts'
import type { Vec3 } from '../../shared/geometry.ts'
import { problemOf } from '../../shared/problem.ts'
import { bySection, findInput, type InputWish } from './inputs/find-input.ts'
import { openInput } from './inputs/open-input.ts'
import { decodePngPicture } from './inputs/picture.ts'
import { type TestDataset, writeHdf5 } from './testing/hdf5.ts'
import { createImportRig, type ImportRig, importInline } from './testing/import-rig.ts'
import { tiffOf } from './testing/tiff.ts'
import type { VoxelArray } from './voxels/voxel-type.ts'

let rig: ImportRig
beforeEach(() => {
  rig = createImportRig()
})
afterEach(() => rig.remove())

/** Reads an input, section by section. */
async function readAll(wish: InputWish): Promise<{ size: Vec3; type: string; values: readonly (number | bigint)[] }> {
  const source = await openInput(await findInput(wish))
  try {
    const { size, type } = source
    const values: (number | bigint)[] = []
    for (let z = 0; z < size[2]; z++) {
      const voxels: VoxelArray = await source.readBox({ min: [0, 0, z], max: [size[0], size[1], z + 1] })
      values.push(...voxels)
    }
    return { size, type, values }
  } finally {
    await source.close()
  }
}

async function problemWith(wish: InputWish): Promise<string> {
  const error: unknown = await readAll(wish).then(
    () => undefined,
    (reason: unknown) => reason,
  )
  const problem = problemOf(error)
  if (problem === undefined) throw error ?? new Error('this must be refused')
  return problem.message.replaceAll(`${rig.folder}/`, '')
}

const png = (width: number, height: number, data: Uint8Array | Uint16Array, channels = 1) =>
  encodePng({ width, height, data, channels, depth: data instanceof Uint16Array ? 16 : 8 })

describe('a folder of sections', () => {
  it('[IP2] PNG of 8 and 16 bits, in the order of the numbers in the names', async () => {
    mkdirSync(rig.path('em'))
    for (const z of [0, 1, 2, 10, 9]) writeFileSync(rig.path(`em/s${z}.png`), png(3, 2, new Uint8Array(6).fill(z + 1)))
    writeFileSync(rig.path('em/.hidden.png'), 'no picture')
    writeFileSync(rig.path('em/notes.txt'), 'no picture')
    const { size, type, values } = await readAll({ path: rig.path('em'), use: 'image' })
    expect({ size, type }).toEqual({ size: [3, 2, 5], type: 'uint8' })
    expect(values.filter((_, i) => i % 6 === 0)).toEqual([1, 2, 3, 10, 11])
    mkdirSync(rig.path('wide'))
    const wide = Uint16Array.of(0, 1, 256, 65_535, 4_000, 77)
    writeFileSync(rig.path('wide/1.png'), png(3, 2, wide))
    expect(await readAll({ path: rig.path('wide'), use: 'labels' })).toEqual({
      size: [3, 2, 1],
      type: 'uint16',
      values: [...wide],
    })
  })

  it('[IP2] any digits in names', () => {
    expect(['z10', 'z9', 'z09b', 'a', 'z1', ''].sort(bySection)).toEqual(['', 'a', 'z1', 'z09b', 'z9', 'z10'])
    fc.assert(
      fc.property(fc.bigInt({ min: 0n }), fc.bigInt({ min: 0n }), (a, b) => {
        expect(Math.sign(bySection(`s${a}.png`, `s${b}.png`))).toBe(a < b ? -1 : a > b ? 1 : 0)
      }),
    )
  })

  it('[IP2] JPEG, TIFF, and colours, which become grey', async () => {
    mkdirSync(rig.path('j'))
    const data = Buffer.alloc(4 * 16 * 16, 200)
    writeFileSync(rig.path('j/1.jpg'), jpeg.encode({ width: 16, height: 16, data }, 95).data)
    const grey = await readAll({ path: rig.path('j'), use: 'image' })
    expect(grey.size).toEqual([16, 16, 1])
    expect(grey.values.every((v) => Math.abs(Number(v) - 200) <= 2)).toBe(true)
    mkdirSync(rig.path('t'))
    for (const z of [1, 2]) {
      writeFileSync(rig.path(`t/${z}.tif`), tiffOf([{ width: 2, height: 2, values: Uint16Array.of(z, 2, 3, 4) }]))
    }
    expect((await readAll({ path: rig.path('t'), use: 'labels' })).values).toEqual([1, 2, 3, 4, 2, 2, 3, 4])
    mkdirSync(rig.path('c'))
    writeFileSync(rig.path('c/1.png'), png(2, 1, Uint8Array.of(255, 0, 0, 10, 20, 30), 3))
    expect((await readAll({ path: rig.path('c'), use: 'image' })).values).toEqual([76, 18])
    expect(await problemWith({ path: rig.path('c'), use: 'labels' })).toContain('c/1.png is in colour; labels need')
  })

  it('[IP12] a section of another size or type, of another kind, cut short, or none', async () => {
    mkdirSync(rig.path('em'))
    for (const z of [1, 2, 3]) writeFileSync(rig.path(`em/${z}.png`), png(3, 2, new Uint8Array(6)))
    writeFileSync(rig.path('em/2.png'), png(2, 3, new Uint8Array(6)))
    const wish = { path: rig.path('em'), use: 'image' } as const
    expect(await problemWith(wish)).toBe(
      'em/2.png has 2 x 3 pixels of uint8, but the first section has 3 x 2 pixels of uint8',
    )
    writeFileSync(rig.path('em/2.png'), png(3, 2, new Uint16Array(6)))
    expect(await problemWith(wish)).toContain('em/2.png has 3 x 2 pixels of uint16')
    const whole = png(3, 2, new Uint8Array(6))
    writeFileSync(rig.path('em/2.png'), whole.subarray(0, whole.length - 15))
    expect(await problemWith(wish)).toContain('em/2.png: ')
    writeFileSync(rig.path('em/2.tif'), '')
    expect(await problemWith(wish)).toContain('em holds PNG and TIFF files')
    mkdirSync(rig.path('none'))
    expect(await problemWith({ path: rig.path('none'), use: 'image' })).toContain(
      'none is no volume and holds no sections',
    )
    mkdirSync(rig.path('j'))
    const file = jpeg.encode({ width: 16, height: 16, data: Buffer.alloc(1024, 9) }, 90).data
    writeFileSync(rig.path('j/1.jpg'), file.subarray(0, file.length - 20))
    expect(await problemWith({ path: rig.path('j'), use: 'image' })).toBe('j/1.jpg is a JPEG that is cut short')
  })

  it('[IP12] fuzzed: a PNG gives its pixels or a problem', () => {
    const good = png(
      5,
      4,
      Uint8Array.from({ length: 20 }, (_, i) => i),
    )
    const change = fc.record({
      at: fc.nat(good.length - 1),
      to: fc.nat(255),
      end: fc.integer({ min: 1, max: good.length }),
    })
    fc.assert(
      fc.property(change, ({ at, to, end }) => {
        const bytes = Uint8Array.from(good).subarray(0, end)
        if (at < bytes.length) bytes[at] = to
        try {
          const { pixels } = decodePngPicture(bytes, 'p.png')
          expect([...pixels]).toEqual(Array.from({ length: 20 }, (_, i) => i))
        } catch (error) {
          expect(problemOf(error)?.file).toBe('p.png')
        }
      }),
    )
  })
})

describe('a TIFF of many pages', () => {
  const page = (z: number) => ({ width: 3, height: 2, values: Uint32Array.from({ length: 6 }, (_, i) => 10 * z + i) })

  it('[IP2] is a volume with a page a section', async () => {
    writeFileSync(rig.path('l.tif'), tiffOf([page(0), page(1), page(2)]))
    const read = await readAll({ path: rig.path('l.tif'), use: 'labels' })
    expect(read.size).toEqual([3, 2, 3])
    expect(read.type).toBe('uint32')
    expect(read.values).toEqual([0, 1, 2].flatMap((z) => [...page(z).values]))
    writeFileSync(rig.path('d.tif'), tiffOf([0, 1, 2].map((z) => ({ ...page(z), deflated: true }))))
    expect((await readAll({ path: rig.path('d.tif'), use: 'labels' })).values).toEqual(read.values)
  })

  it('[IP12] a page of another size is named; so is a file that is cut short', async () => {
    writeFileSync(rig.path('l.tif'), tiffOf([page(0), { width: 2, height: 3, values: new Uint32Array(6) }]))
    expect(await problemWith({ path: rig.path('l.tif'), use: 'labels' })).toBe(
      'l.tif, page 2 has 2 x 3 pixels of uint32, but the first section has 3 x 2 pixels of uint32',
    )
    const whole = tiffOf([page(0), page(1)])
    for (const end of [5, 9, 30, whole.length - 60]) {
      writeFileSync(rig.path('cut.tif'), whole.subarray(0, end))
      expect(await problemWith({ path: rig.path('cut.tif'), use: 'labels' })).toContain('cut.tif')
    }
  })
})

describe('HDF5', () => {
  const writeIn = (file: string, datasets: readonly TestDataset[]) => writeHdf5(rig.path(file), datasets)

  const shape = [4, 5, 6]
  const raw = Uint8Array.from({ length: 120 }, (_, i) => i)
  const ids = BigUint64Array.from({ length: 120 }, (_, i) => 2n ** 60n + BigInt(i))

  it('[IP2] the datasets of CREMI with resolution and offset, exact in 64 bits', async () => {
    const resolution = [40, 4, 4]
    await writeIn('cremi.hdf', [
      { name: 'volumes/raw', data: raw, shape, attributes: { resolution } },
      { name: 'volumes/labels/neuron_ids', data: ids, shape, attributes: { resolution, offset: [40, 8, 12] } },
      { name: 'volumes/labels/clefts', data: ids, shape, attributes: { resolution } },
    ])
    const path = rig.path('cremi.hdf')
    expect(await readAll({ path, use: 'image' })).toEqual({ size: [6, 5, 4], type: 'uint8', values: [...raw] })
    const labels = await openInput(await findInput({ path, use: 'labels' }))
    expect(labels.voxelSize).toEqual([4, 4, 40])
    expect(labels.offsetNm).toEqual([12, 8, 40])
    expect([...(await labels.readBox({ min: [1, 2, 3], max: [3, 4, 4] }))]).toEqual(
      [3 * 30 + 13, 3 * 30 + 14, 3 * 30 + 19, 3 * 30 + 20].map((i) => 2n ** 60n + BigInt(i)),
    )
    await labels.close()
    const clefts = await readAll({ path: join(path, 'volumes', 'labels', 'clefts'), use: 'labels' })
    expect(clefts.values).toEqual([...ids])
  })

  it('[IP2] main, stack, the only volume, and axes of length 1', async () => {
    for (const [file, name] of [
      ['snemi.h5', 'main'],
      ['flyem.h5', 'stack'],
      ['other.h5', 'deep/down/em'],
    ] as const) {
      await writeIn(file, [{ name, data: raw, shape }])
      expect((await readAll({ path: rig.path(file), use: 'image' })).values).toEqual([...raw])
    }
    await writeIn('ilastik.h5', [{ name: 'exported_data', data: raw, shape: [1, ...shape, 1] }])
    expect((await readAll({ path: rig.path('ilastik.h5'), use: 'image' })).size).toEqual([6, 5, 4])
  })

  it('[IP12] cut short, damaged, several volumes, no volume, a wrong name', async () => {
    await writeIn('a.h5', [
      { name: 'one', data: raw, shape },
      { name: 'two', data: raw, shape },
      { name: 'flat', data: raw, shape: [10, 12] },
    ])
    const path = rig.path('a.h5')
    expect(await problemWith({ path, use: 'image' })).toBe(
      'a.h5 does not say which of its datasets is meant: name it after the file, such as a.h5/volumes/raw. It holds one, two',
    )
    expect(await problemWith({ path: join(path, 'flat'), use: 'image' })).toBe(
      'a.h5 has no volume flat. It holds one, two',
    )
    const whole = readFileSync(path)
    const read = (file: string) => problemWith({ path: join(rig.path(file), 'one'), use: 'image' })
    for (const end of [9, 100, 1000, whole.length - 1]) {
      writeFileSync(rig.path(`cut-${end}.h5`), whole.subarray(0, end))
      expect(await read(`cut-${end}.h5`)).toContain(`cut-${end}.h5`)
    }
    // Whatever is damaged, what is read is what was written, or it is a problem.
    const start = whole.indexOf(Buffer.from([0x78, 0x5e]))
    expect(start).toBeGreaterThan(0)
    const damaged = Buffer.from(whole)
    for (let i = start + 2; i < start + 12; i++) damaged[i]! ^= 0xff
    writeFileSync(rig.path('damaged.h5'), damaged)
    expect(await read('damaged.h5')).toContain('damaged.h5: HDF5 says')
  })

  it('[IP14] an offset places labels in their image, and coarser scales begin at whole voxels', async () => {
    const size: Vec3 = [20, 20, 20]
    const image = Uint8Array.from({ length: 8000 }, (_, i) => i % 251)
    const inner: Vec3 = [9, 8, 7]
    const resolution = [10, 10, 10]
    await writeIn('em.h5', [{ name: 'main', data: image, shape: [20, 20, 20], attributes: { resolution } }])
    const labels = BigUint64Array.from({ length: 9 * 8 * 7 }, (_, i) => BigInt(1 + (i % 2)))
    const attributes = { resolution, offset: [30, 50, 70] }
    await writeIn('l.h5', [{ name: 'main', data: labels, shape: [7, 8, 9], attributes }])
    const wishes = {
      image: { path: rig.path('em.h5'), use: 'image' },
      labels: { path: rig.path('l.h5'), use: 'labels' },
    } as const
    await importInline(rig.wish({ ...wishes, voxelSize: undefined, chunkSide: 4, keepsLabels: true }))
    expect(readGrid(join(rig.path('out'), 'image'), 0).size).toEqual(size)
    const fine = readGrid(join(rig.path('out'), 'labels'), 0)
    // 7, 5 and 3 voxels are no multiples of 2, the factor of all scales, so one voxel of background is added.
    expect(fine.offset).toEqual([6, 4, 2])
    expect(fine.size).toEqual(inner.map((side) => side + 1))
    for (let z = 0, i = 0; z < 7; z++) {
      for (let y = 0; y < 8; y++) {
        for (let x = 0; x < 9; x++, i++) {
          expect(fine.values[x + 1 + 10 * (y + 1 + 9 * (z + 1))]).toBe(labels[i])
        }
      }
    }
    expect(readGrid(join(rig.path('out'), 'labels'), 1).offset).toEqual([3, 2, 1])
    await writeIn('outside.h5', [
      { name: 'main', data: labels, shape: [7, 8, 9], attributes: { resolution, offset: [30, 50, 170] } },
    ])
    const outside = rig.wish({
      ...wishes,
      out: rig.path('other'),
      labels: { path: rig.path('outside.h5'), use: 'labels' },
      voxelSize: undefined,
    })
    await expect(importInline(outside)).rejects.toThrow('do not lie inside the image')
  })
})

describe('a folder of another format', () => {
  function writeFiles(folder: string, files: ReadonlyMap<string, Uint8Array>): void {
    for (const [key, bytes] of files) {
      const file = join(rig.path(folder), key)
      mkdirSync(dirname(file), { recursive: true })
      writeFileSync(file, bytes)
    }
  }

  const valueAt = ([z = 0, y = 0, x = 0]: readonly number[]) => 1000 * z + 100 * y + x + 1
  const expected = Array.from({ length: 60 }, (_, i) => valueAt([Math.floor(i / 20), Math.floor(i / 5) % 4, i % 5]))

  it('[IP2] OME-Zarr of both versions, as image and as labels', async () => {
    writeFiles('v2', await imageV2())
    writeFiles('v3', await imageV3())
    for (const folder of ['v2', 'v3']) {
      const path = rig.path(folder)
      const image = await readAll({ path, use: 'image' })
      expect(image).toEqual({ size: [5, 4, 3], type: 'uint16', values: expected })
      const labels = await readAll({ path, use: 'labels' })
      expect(labels).toEqual({ size: [5, 4, 3], type: 'uint64', values: expected.map(BigInt) })
    }
    const source = await openInput(await findInput({ path: rig.path('v3'), use: 'image' }))
    expect(source.voxelSize).toEqual([4, 4, 40])
    await importInline(rig.wish({ voxelSize: undefined, labels: { path: rig.path('v2'), use: 'labels' } }))
    expect(readGrid(join(rig.path('out'), 'labels'), 0).size).toEqual([5, 4, 3])
  })

  it('[IP2] N5, and precomputed volumes with shards', async () => {
    // The axes of N5 are x, y, z.
    const reversed = ([x = 0, y = 0, z = 0]: readonly number[]) => BigInt(valueAt([z, y, x]))
    const array = { shape: [5, 4, 3], chunks: [3, 2, 2], type: 'uint64', codec: 'gzip', valueAt: reversed } as const
    const attributes = { resolution: [4, 4, 40], units: ['nm', 'nm', 'nm'], axes: ['x', 'y', 'z'] }
    writeFiles('n5', await writeN5(array, '', attributes))
    const labels = await readAll({ path: rig.path('n5'), use: 'labels' })
    expect(labels.values).toEqual(expected.map(BigInt))
    const watershed = await openInput(await findInput({ path: fixture('fib25/seg-watershed-sharded'), use: 'labels' }))
    const whole = readGrid(fixture('fib25/seg-watershed'), 0)
    const box = { min: [60, 100, 120], max: [80, 130, 135] } as const
    const voxels = await watershed.readBox(box)
    let i = 0
    for (let z = 120; z < 135; z++) {
      for (let y = 100; y < 130; y++) {
        for (let x = 60; x < 80; x++, i++) {
          if (voxels[i] !== whole.values[x + 250 * (y + 250 * z)]) throw new Error(`voxel ${x}, ${y}, ${z} differs`)
        }
      }
    }
  })

  it('[IP12] an image as labels of floats, a further axis, a damaged chunk, no JSON', async () => {
    writeFiles('f', await imageV2(oneScale(), { ...SMALL, type: 'float32' }))
    expect(await problemWith({ path: rig.path('f'), use: 'labels' })).toContain(
      'holds float32, but labels are whole numbers',
    )
    const files = await imageV3()
    for (const [key, bytes] of files) if (key.includes('/c/')) bytes.fill(7, 4, 12)
    writeFiles('d', files)
    expect(await problemWith({ path: rig.path('d'), use: 'image' })).toContain('d/s0/c/')
    writeFiles('j', new Map([['.zattrs', new TextEncoder().encode('{')]]))
    expect(await problemWith({ path: rig.path('j'), use: 'image' })).toContain('j/.zattrs is not JSON')
  })
})

it('[IP2, IP5] sections are read once, and give the same volume as raw voxels', async () => {
  const size: Vec3 = [40, 36, 37]
  const voxels = Uint8Array.from({ length: 40 * 36 * 37 }, (_, i) => (i * 31) % 255)
  mkdirSync(rig.path('em'))
  for (let z = 0; z < 37; z++) {
    writeFileSync(rig.path(`em/${z}.png`), png(40, 36, voxels.subarray(1440 * z, 1440 * (z + 1))))
  }
  const image = { path: rig.path('em'), use: 'image' } as const
  await importInline(rig.wish({ image, chunkSide: 8, out: rig.path('sections') }))
  await importInline(rig.wish({ image: rig.raw('em.raw', 'image', voxels, size), chunkSide: 8, out: rig.path('raw') }))
  for (const scale of [0, 1, 2]) {
    const [a, b] = ['sections', 'raw'].map((out) => readGrid(join(rig.path(out), 'image'), scale))
    expect(a).toEqual(b)
  }
})
