import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type MadeArray, type MadeCodec, type MadeType, writeN5 } from '../../../fixtures/array-writer.ts'
import { unwrap } from '../../problem.ts'
import { openFiles, readingOf, readScale, unpackingReadingOf } from '../testing/open-files.ts'
import { n5 } from './n5.ts'

const CODECS: readonly MadeCodec[] = ['raw', 'gzip', 'zlib', 'zstd', 'blosc', 'blosc-zstd']
const TYPES: readonly MadeType[] = ['uint8', 'uint16', 'uint32', 'uint64', 'int32', 'int64']

const arrays = fc
  .record({
    shape: fc.array(fc.integer({ min: 1, max: 7 }), { minLength: 2, maxLength: 5 }),
    chunks: fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 5, maxLength: 5 }),
    type: fc.constantFrom(...TYPES),
    codec: fc.constantFrom(...CODECS),
    missing: fc.nat(3),
  })
  .map(({ shape, chunks, type, codec, missing }): MadeArray => {
    return {
      ...{ shape, type, codec },
      chunks: shape.map((_, axis) => chunks[axis]!),
      valueAt: (place) => (place.reduce((sum, value) => sum * 13 + value, 1) % (type === 'uint8' ? 120 : 30_000)) + 1,
      isMissing: (block) => missing > 0 && block.reduce((a, b) => a + b, missing) % 3 === 1,
    }
  })

describe('n5', () => {
  it('[NF1] any shape, blocks, type and compression: every voxel is what was written', async () => {
    await fc.assert(
      fc.asyncProperty(arrays, fc.boolean(), async (array, unpacks) => {
        const files = await writeN5(array)
        const stored = unwrap(await openFiles(n5, files, { kind: 'segmentation' }))
        const others = array.shape.flatMap((length, axis) => (axis >= 3 && length > 1 ? [axis] : []))
        expect(stored.axes.map(({ length }) => length)).toEqual(others.map((axis) => array.shape[axis]))
        const at = others.map((axis) => array.shape[axis]! - 1)
        let seen = 0
        await readScale(
          stored,
          0,
          unpacks ? unpackingReadingOf(files) : readingOf(files),
          (voxel, value) => {
            seen++
            const place = array.shape.map((length, axis) => (axis < 3 ? voxel[axis]! : length - 1))
            const block = place.map((value, axis) => Math.floor(value / array.chunks[axis]!))
            expect(value).toBe(array.isMissing?.(block) ? undefined : BigInt(array.valueAt(place)))
          },
          at,
        )
        expect(seen).toBe(array.shape.slice(0, 3).reduce((a, b) => a * b, 1))
      }),
      { numRuns: 100 },
    )
  })
})
