import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  allFiles,
  type Files,
  jsonBytes,
  type MadeArray,
  type MadeCodec,
  type MadeType,
  writeZarrV2,
  writeZarrV3,
} from '../../../fixtures/array-writer.ts'
import { unwrap } from '../../problem.ts'
import { openFiles, readingOf, readScale, unpackingReadingOf } from '../testing/open-files.ts'
import { zarr } from './zarr.ts'

const CODECS: readonly MadeCodec[] = ['raw', 'gzip', 'zlib', 'zstd', 'blosc', 'blosc-zstd', 'lz4']
/** Types of labels, so that each value can be told from any other. */
const TYPES: readonly MadeType[] = ['uint8', 'uint16', 'uint32', 'uint64', 'int16', 'int32', 'int64']

const formula = (type: MadeType) => (place: readonly number[]) => {
  const number = place.reduce((sum, value) => sum * 13 + value, 1)
  if (type === 'uint64') return (1n << 60n) + BigInt(number)
  return type === 'uint8' ? number % 120 : number % 30_000
}

/** Whatever shape: three to five axes in any order, chunks that do not divide it, any codec and order of memory. */
const arrays = fc
  .record({
    names: fc.constantFrom('zyx', 'xyz', 'yzx', 'czyx', 'zyxc', 'tczyx', 'xtzcy', 'yx'),
    lengths: fc.array(fc.integer({ min: 1, max: 7 }), { minLength: 5, maxLength: 5 }),
    chunkLengths: fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 5, maxLength: 5 }),
    shardLengths: fc.array(fc.integer({ min: 1, max: 3 }), { minLength: 5, maxLength: 5 }),
    type: fc.constantFrom(...TYPES),
    codec: fc.constantFrom(...CODECS),
    bigEndian: fc.boolean(),
    isReversed: fc.boolean(),
    separator: fc.constantFrom('.' as const, '/' as const),
    isSharded: fc.boolean(),
    indexAt: fc.constantFrom('start' as const, 'end' as const),
    checked: fc.boolean(),
    version: fc.constantFrom(2 as const, 3 as const),
    missing: fc.nat(3),
  })
  .map((made) => {
    const count = made.names.length
    const axes = Array.from({ length: count }, (_, axis) => axis)
    const array: MadeArray = {
      shape: made.lengths.slice(0, count),
      chunks: made.chunkLengths.slice(0, count),
      ...{ type: made.type, codec: made.codec, bigEndian: made.bigEndian, separator: made.separator },
      order: made.isReversed ? axes.reverse() : axes,
      indexAt: made.indexAt,
      checked: made.checked,
      valueAt: formula(made.type),
      isMissing: (chunk) => made.missing > 0 && chunk.reduce((a, b) => a + b, made.missing) % 3 === 1,
      ...(made.isSharded ? { shard: made.shardLengths.slice(0, count) } : {}),
    }
    return { array, names: made.names, version: made.version }
  })

const omeAxes = (names: string) =>
  [...names].map((name) => {
    if (name === 't') return { name, type: 'time', unit: 'second' }
    return name === 'c' ? { name, type: 'channel' } : { name, type: 'space', unit: 'nanometer' }
  })

/** An image of one scale. */
async function image(array: MadeArray, names: string, version: 2 | 3): Promise<Files> {
  const scale = [...names].map(() => 1)
  const datasets = [{ path: 's0', coordinateTransformations: [{ type: 'scale', scale }] }]
  const multiscales = [{ axes: omeAxes(names), datasets }]
  if (version === 2) {
    return allFiles(new Map([['.zattrs', jsonBytes({ multiscales })]]), await writeZarrV2(array, 's0/'))
  }
  const group = { zarr_format: 3, node_type: 'group', attributes: { ome: { version: '0.5', multiscales } } }
  return allFiles(new Map([['zarr.json', jsonBytes(group)]]), await writeZarrV3(array, 's0/'))
}

describe('zarr', () => {
  it('[ZR1] any axes, chunks, shards, type, codec and order of memory: every voxel is what was written', async () => {
    await fc.assert(
      fc.asyncProperty(arrays, fc.boolean(), async ({ array, names, version }, unpacks) => {
        const files = await image(array, names, version)
        const stored = unwrap(await openFiles(zarr, files, { kind: 'segmentation' }))
        const others = [...names].flatMap((name, axis) => ('tc'.includes(name) && array.shape[axis]! > 1 ? [axis] : []))
        expect(stored.axes.map(({ name, length }) => [name, length])).toEqual(
          others.map((axis) => [names[axis], array.shape[axis]]),
        )
        const at = others.map((axis) => array.shape[axis]! - 1)
        const placeOf = (voxel: readonly number[]) =>
          [...names].map((name, axis) => {
            const along = 'xyz'.indexOf(name)
            if (along >= 0) return voxel[along]!
            return others.includes(axis) ? array.shape[axis]! - 1 : 0
          })
        let seen = 0
        await readScale(
          stored,
          0,
          unpacks ? unpackingReadingOf(files) : readingOf(files),
          (voxel, value) => {
            seen++
            const place = placeOf(voxel)
            const chunk = place.map((value, axis) => Math.floor(value / array.chunks[axis]!))
            if (array.isMissing?.(chunk)) expect(value).toBeUndefined()
            else expect(value).toBe(BigInt(array.valueAt(place)))
          },
          at,
        )
        const voxels = [...names].reduce(
          (product, name, axis) => ('xyz'.includes(name) ? product * array.shape[axis]! : product),
          1,
        )
        expect(seen).toBe(voxels)
      }),
      { numRuns: 150 },
    )
  })
})
