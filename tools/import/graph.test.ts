import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { fixture } from '../../fixtures/fixture.ts'
import { imageV2, ZYX } from '../../fixtures/made-images.ts'
import { readGrid } from '../../fixtures/small-reader.ts'
import { openZarrAgglomeration } from '../../shared/agglomeration/zarr-agglomeration.ts'
import type { Vec3 } from '../../shared/geometry.ts'
import { problemOf } from '../../shared/problem.ts'
import { blockId, blockIds, placeBits } from './labels/supervoxel-ids.ts'
import type { ImportWish } from './plan/plan-import.ts'
import { writeHdf5 } from './testing/hdf5.ts'
import { createImportRig, filesIn, type ImportRig, importInline, quickFiles } from './testing/import-rig.ts'

let rig: ImportRig
beforeEach(() => {
  rig = createImportRig()
})
afterEach(() => rig.remove())

function agglomerationIn(out: string) {
  const files = filesIn(`${out}/agglomeration`)
  return openZarrAgglomeration(
    {
      get(key) {
        const file = files.get(key)
        return file === undefined ? undefined : Uint8Array.from(Buffer.from(file, 'base64'))
      },
    },
    'agglomeration',
  )
}

/** A row of voxels, with neighbours along x alone. */
const row = (...labels: number[]) => rig.raw('l.raw', 'labels', Uint8Array.from(labels), [labels.length, 1, 1])
const greyRow = (...grey: number[]) => rig.raw('em.raw', 'image', Uint8Array.from(grey), [grey.length, 1, 1])

const id = (number: number) => blockId([0, 0, 0], 8) + BigInt(number)

async function graphOf(wish: Partial<ImportWish>) {
  await importInline(rig.wish(wish))
  const source = await agglomerationIn(rig.path('out'))
  const doubts = await source.doubtEdges()
  return { source, doubts }
}

describe('the graph of labels', () => {
  it('[IP22, IP24] without an image: the pieces of a label have affinity 1, contacts of different labels 0', async () => {
    // Chunks of one voxel make a block of 32: supervoxels 1 to 32 and 33 to 40.
    const { source, doubts } = await graphOf({ chunkSide: 1, labels: row(...new Array(40).fill(5)), scaleCount: 1 })
    const graph = await source.graphOf(id(1))
    expect([...graph.supervoxels]).toEqual([id(1), blockId([1, 0, 0], 8) + 1n])
    expect([...graph.affinities]).toEqual([1])
    expect([...graph.areas]).toEqual([1])
    // The face at x = 32, in the middle of a row of one voxel; 8 nm a voxel.
    expect([...graph.positions]).toEqual([256, 4, 4])
    expect(doubts.areas.length).toBe(0)
  })

  it('[IP23, IP24] with an image: darkness between two against the usual darkness', async () => {
    // Two contacts: 100 inside and 40 at the contact, then 100 inside and 100 at the contact.
    const labels = row(1, 1, 1, 2, 2, 2, 3, 3, 3)
    const image = greyRow(100, 100, 40, 40, 100, 100, 100, 100, 100)
    const { doubts } = await graphOf({ labels, image })
    expect([...doubts.ends]).toEqual([id(2), id(3), id(1), id(2)])
    // Means inside: 80, 80, 100. Darkness: 80 - 40 = 40 and 90 - 100 = -10; the median of the two is the upper one.
    const sure = (dark: number) => 1 / (1 + Math.exp(4 * ((2 * dark) / 40 - 1)))
    expect(doubts.affinities[0]).toBeCloseTo(sure(-10) / 2, 5)
    expect(doubts.affinities[1]).toBeCloseTo(sure(40) / 2, 5)
  })

  it('[IP23] an image without contrast tells nothing', async () => {
    const { doubts } = await graphOf({ labels: row(1, 1, 2, 2), image: greyRow(9, 9, 9, 9) })
    expect([...doubts.affinities]).toEqual([0.25])
  })

  it('[IP25] at a threshold, contacts that are sure join, and those of one label always', async () => {
    const labels = row(1, 1, 1, 2, 2, 2, 3, 3, 3)
    const image = greyRow(100, 100, 40, 40, 100, 100, 100, 100, 100)
    const { source, doubts } = await graphOf({ labels, image, threshold: 0.6 })
    expect([...(await source.basesOf(BigUint64Array.of(id(1), id(2), id(3))))]).toEqual([id(1), id(2), id(2)])
    expect([...doubts.ends]).toEqual([id(1), id(2)])
    await expect(importInline(rig.wish({ out: rig.path('o'), labels, threshold: 0.6 }))).rejects.toThrow(
      'needs an image',
    )
  })

  it('[IP24] parts of a label that do not touch are one segment, joined without area', async () => {
    const finished = await importInline(rig.wish({ labels: row(1, 1, 0, 1, 2, 1) }))
    expect(finished.graph).toEqual({ supervoxels: 4, segments: 2, contacts: 2, labelsInParts: 1 })
    const source = await agglomerationIn(rig.path('out'))
    const graph = await source.graphOf(id(1))
    expect([...graph.supervoxels]).toEqual([id(1), id(2), id(4)])
    expect([...graph.areas]).toEqual([0, 0])
    // In the middle of voxels 3 and 5, the insides of the parts.
    expect([...graph.positions]).toEqual([28, 4, 4, 44, 4, 4])
  })

  it('[IP21] the labels are kept exactly, and the dataset has the id of its inputs', async () => {
    const labels = rig.raw('l.raw', 'labels', BigUint64Array.of(2n ** 64n - 1n, 0n, 2n ** 53n + 1n), [3, 1, 1])
    const idOf = (out: string): string => JSON.parse(readFileSync(join(out, 'skein.json'), 'utf8')).id
    const out = rig.path('out')
    await importInline(rig.wish({ labels }))
    const bytes = gunzipSync(readFileSync(join(out, 'agglomeration', 'supervoxel_labels', 'c', '0')))
    expect([...new BigUint64Array(Uint8Array.from(bytes).buffer)]).toEqual([0n, 2n ** 64n - 1n, 2n ** 53n + 1n])
    await importInline(rig.wish({ labels, out: rig.path('again'), name: 'another name' }))
    expect(idOf(rig.path('again'))).toBe(idOf(out))
    await importInline(rig.wish({ labels, out: rig.path('other'), chunkSide: 1 }))
    expect(idOf(rig.path('other'))).not.toBe(idOf(out))
  })

  it('[IP21] ids ascend by block and number, and fit 64 bits', () => {
    expect(blockId([1, 2, 3], 8)).toBe(0x0101020300000000n)
    expect(placeBits([255, 0, 0])).toBe(8)
    expect(placeBits([256, 0, 0])).toBe(9)
    expect(blockId([1023, 1023, 1023], placeBits([1023, 0, 0]))).toBe(0x01fffffffc000000n)
    expect(() => placeBits([1024, 0, 0])).toThrow('import parts of the volume')
    const { low, high } = blockIds([1, 2, 3], 8, 2)
    expect([...high]).toEqual([0, 0x01010203, 0x01010203])
    expect([...low]).toEqual([0, 1, 2])
  })
})

describe('a volume of affinities', () => {
  const path = () => rig.path('affs.h5')

  /** Channels z, y, x of a row of voxels: only those along x are looked at. */
  const writeRow = (x: readonly number[], kind: 'float' | 'byte' = 'float') => {
    const values = [...x.map(() => 0.123), ...x.map(() => 0.321), ...x]
    const data = kind === 'float' ? Float32Array.from(values) : Uint8Array.from(values, (v) => Math.round(v * 255))
    return writeHdf5(path(), [{ name: 'volumes/predicted_affs', data, shape: [3, 1, 1, x.length] }])
  }

  it('[IP26] a contact has the mean of its faces, inside a block and across its border', async () => {
    const along = Array.from({ length: 40 }, (_, i) => (i === 10 ? 0.9 : i === 32 ? 0.4 : 0.7))
    const labels = row(...Array.from({ length: 40 }, (_, i) => (i < 10 ? 1 : i < 32 ? 2 : 3)))
    for (const kind of ['float', 'byte'] as const) {
      await writeRow(along, kind)
      const out = rig.path(kind)
      const wish = { out, chunkSide: 1, scaleCount: 1, labels, affinities: { path: path() }, threshold: 0.8 }
      await importInline(rig.wish(wish))
      const source = await agglomerationIn(out)
      const far = blockId([1, 0, 0], 8) + 1n
      expect([...(await source.basesOf(BigUint64Array.of(id(1), id(2), far)))]).toEqual([id(1), id(1), far])
      const graph = await source.graphOf(id(1))
      expect(graph.affinities[0]).toBeCloseTo(0.9, 2)
      const doubts = await source.doubtEdges()
      expect([...doubts.ends]).toEqual([id(2), far])
      expect(doubts.affinities[0]).toBeCloseTo(0.4, 2)
    }
  })

  it('[IP26] all three axes, as OME-Zarr too', async () => {
    const size: Vec3 = [4, 4, 4]
    const labels = rig.raw(
      'l.raw',
      'labels',
      Uint8Array.from({ length: 64 }, (_, i) => 1 + (i % 4 >= 2 ? 1 : 0) + (i % 16 >= 8 ? 2 : 0) + (i >= 32 ? 4 : 0)),
      size,
    )
    // Channels z, y, x, and only the face at 2 counts.
    const valueAt = ([c = 0, z = 0, y = 0, x = 0]: readonly number[]) => {
      return c === 0 ? (z === 2 ? 0.1 : 9) : c === 1 ? (y === 2 ? 0.2 : 9) : x === 2 ? 0.3 : 9
    }
    const axes = [{ name: 'c', type: 'channel' }, ...ZYX]
    const multiscales = [
      { axes, datasets: [{ path: 's0', coordinateTransformations: [{ type: 'scale', scale: [1, 8, 8, 8] }] }] },
    ]
    const array = { shape: [3, 4, 4, 4], chunks: [1, 3, 3, 3], type: 'float32', codec: 'gzip', valueAt } as const
    for (const [key, bytes] of await imageV2({ multiscales }, array)) {
      mkdirSync(dirname(join(path(), key)), { recursive: true })
      writeFileSync(join(path(), key), bytes)
    }
    await importInline(rig.wish({ labels, affinities: { path: path() } }))
    const doubts = await (await agglomerationIn(rig.path('out'))).doubtEdges()
    expect(doubts.areas.length).toBe(12)
    for (let e = 0; e < 12; e++) {
      const [a, b] = [0, 1].map((end) => Number(doubts.ends[2 * e + end]! - id(0)))
      const along = Math.abs(a! - b!)
      expect(doubts.affinities[e]).toBeCloseTo((along === 1 ? 0.3 : along === 2 ? 0.2 : 0.1) / 2, 5)
    }
  })

  it('[IP12, IP26] affinities of another size, out of bounds, of one channel, without labels', async () => {
    const labels = row(1, 1, 2, 2)
    const refused = async (wish: Partial<ImportWish>) => {
      const error: unknown = await importInline(
        rig.wish({ out: rig.path(`o${Math.floor(wish.scaleCount ?? 1)}`), ...wish }),
      ).catch((e: unknown) => e)
      return problemOf(error)?.message.replaceAll(rig.folder, '')
    }
    await writeRow([0, 0, 0.5])
    const affinities = { path: path() }
    expect(await refused({ labels, affinities })).toBe(
      '/affs.h5 has 3 x 1 x 1 affinities, but there are 4 x 1 x 1 labels',
    )
    await writeRow([0, 0, 7, 0])
    expect(await refused({ labels, affinities })).toContain('/affs.h5: the affinities of a contact have the mean 7;')
    await writeHdf5(path(), [{ name: 'main', data: new Float32Array(4), shape: [1, 1, 4] }])
    expect(await refused({ labels, affinities, scaleCount: 2 })).toContain(
      '/affs.h5 does not say which of its datasets is meant',
    )
    expect(await refused({ affinities, scaleCount: 3 })).toBe('Name an image, labels, or both')
  })
})

it('[IP6] descriptions are written last', async () => {
  const written: string[] = []
  const files = {
    ...quickFiles,
    async write(file: string, bytes: Uint8Array) {
      written.push(relative(rig.path('out'), file))
      await quickFiles.write(file, bytes)
    },
  }
  await importInline(rig.wish({ labels: row(1, 2, 3), image: greyRow(1, 2, 3) }), { files })
  expect(written.slice(-3)).toEqual(['image/info', 'labels/info', 'skein.json'])
  expect(written.filter((file) => file.endsWith('info') || file.endsWith('skein.json'))).toHaveLength(3)
})

it('[IP20, IP23] real tissue: the contacts that the truth joins are the surer ones', async () => {
  const size: Vec3 = [128, 128, 48]
  const cut = (values: ArrayLike<number | bigint>, whole: Vec3) => {
    const at = (i: number) => {
      const [x, y, z] = [i % size[0], Math.floor(i / size[0]) % size[1], Math.floor(i / size[0] / size[1])]
      return values[x + whole[0] * (y + whole[1] * z)]!
    }
    return Array.from({ length: size[0] * size[1] * size[2] }, (_, i) => at(i))
  }
  const em = readGrid(fixture('fib25/em-raw'), 0)
  const supervoxels = readGrid(fixture('fib25/seg-watershed'), 0)
  const truth = readGrid(fixture('fib25/seg-gt-bodies'), 0)
  const image = rig.raw('em.raw', 'image', Uint8Array.from(cut(em.values, em.size), Number), size)
  const labels = rig.raw(
    'l.raw',
    'labels',
    BigUint64Array.from(cut(supervoxels.values, supervoxels.size), BigInt),
    size,
  )
  await importInline(rig.wish({ image, labels, voxelSize: [10, 10, 10] }))
  const { doubtEdges } = await agglomerationIn(rig.path('out'))
  const doubts = await doubtEdges()
  const ids = readGrid(`${rig.path('out')}/labels`, 0).values
  const bodyOf = new Map<bigint, bigint>()
  for (const [i, body] of cut(truth.values, truth.size).entries()) bodyOf.set(BigInt(ids[i]!), BigInt(body))
  const affinities = { same: [] as number[], other: [] as number[] }
  for (let e = 0; e < doubts.areas.length; e++) {
    if (doubts.areas[e]! < 20) continue
    const [a, b] = [bodyOf.get(doubts.ends[2 * e]!), bodyOf.get(doubts.ends[2 * e + 1]!)]
    affinities[a === b ? 'same' : 'other'].push(doubts.affinities[e]!)
  }
  expect(affinities.same.length).toBeGreaterThan(100)
  // The chance that a contact inside a body is surer than one between two: 0.5 would be no better than a coin.
  let surer = 0
  for (const a of affinities.same) for (const b of affinities.other) if (a > b) surer += 1
  expect(surer / affinities.same.length / affinities.other.length).toBeGreaterThan(0.75)
})
