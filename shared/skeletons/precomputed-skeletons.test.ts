import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { ReadOptions } from '../bytes/byte-source.ts'
import { byteSource } from '../formats/testing/open-files.ts'
import { type Result, unwrap } from '../problem.ts'
import { precomputedSkeletons } from './precomputed-skeletons.ts'
import type { Skeleton, SkeletonReader } from './skeleton.ts'

const INFO = {
  '@type': 'neuroglancer_skeletons',
  transform: [2, 0, 0, 10, 0, 1, 0, 0, 0, 0, 1, 0],
  vertex_attributes: [
    { id: 'radius', data_type: 'float32', num_components: 1 },
    { id: 'kind', data_type: 'uint8', num_components: 2 },
  ],
}
const readerOf = (changes: object = {}): SkeletonReader => {
  return unwrap(precomputedSkeletons({ ...INFO, ...changes }, '/d/skeletons'))
}

/** A skeleton by hand, with the attributes of `INFO`. */
function stored(positions: readonly number[], edges: readonly number[], radii: readonly number[]): Uint8Array {
  const bytes = (array: Float32Array | Uint32Array) => new Uint8Array(array.buffer)
  const vertices = positions.length / 3
  return Uint8Array.of(
    ...bytes(Uint32Array.of(vertices, edges.length / 2)),
    ...bytes(Float32Array.from(positions)),
    ...bytes(Uint32Array.from(edges)),
    ...bytes(Float32Array.from(radii)),
    ...Array.from({ length: 2 * vertices }, (_, i) => i),
  )
}

async function read(bytes: Uint8Array, reader = readerOf()): Promise<Result<Skeleton>> {
  const skeleton = await reader.skeleton(7n, { bytes: byteSource(new Map([['7', bytes]])), signal: undefined })
  if (skeleton === undefined) throw new Error('there is no skeleton')
  return skeleton
}

const POINTS = [0, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9]

describe('precomputed skeletons', () => {
  it('[SK1] have places in nanometres, edges, radii and what else is said of the vertices', async () => {
    const { positions, edges, radii, attributes, problems } = unwrap(
      await read(stored(POINTS, [0, 1, 1, 2, 1, 3], [1, 2, 3, 4])),
    )
    expect([...positions]).toEqual([10, 0, 0, 12, 2, 3, 18, 5, 6, 24, 8, 9])
    expect([...edges]).toEqual([0, 1, 1, 2, 1, 3])
    expect([...(radii ?? [])]).toEqual([1, 2, 3, 4])
    expect(attributes).toEqual([{ name: 'kind', components: 2, values: Float32Array.of(0, 1, 2, 3, 4, 5, 6, 7) }])
    expect(problems).toEqual([])
  })

  it('[SK1] lie in shards too', async () => {
    const sharding = {
      '@type': 'neuroglancer_uint64_sharded_v1',
      ...{ preshift_bits: 0, hash: 'identity', minishard_bits: 1, shard_bits: 0 },
    }
    const asked: unknown[] = []
    const get = async (key: string, { entry }: ReadOptions = {}) => {
      asked.push([key, entry?.chunkKey])
      return stored(POINTS, [], [1, 2, 3, 4])
    }
    unwrap((await readerOf({ sharding }).skeleton(9n, { bytes: { get }, signal: undefined }))!)
    expect(asked).toEqual([['', 9n]])
    const none = await readerOf().skeleton(9n, { bytes: byteSource(new Map()), signal: undefined })
    expect(none).toBeUndefined()
  })

  it('[SK2] edges that close a cycle, name no vertex or end nowhere are told, and the rest is drawn', async () => {
    const edges = [0, 1, 1, 2, 2, 0, 1, 1, 2, 3, 3, 9, 0, 4]
    const points = [...POINTS, 1, Number.NaN, 1]
    const { positions, edges: kept, problems } = unwrap(await read(stored(points, edges, [1, 2, 3, 4, 5])))
    expect([...kept]).toEqual([0, 1, 1, 2, 2, 3])
    expect([...positions.slice(12)]).toEqual([0, 0, 0])
    expect(problems).toEqual([
      '/d/skeletons/7: 2 of 7 edges close a cycle, the first is edge 2; the others are drawn',
      '/d/skeletons/7: 1 of 7 edges name a vertex that is not there, the first is edge 5; the others are drawn',
      '/d/skeletons/7: 1 of 7 edges end at a vertex that is nowhere, the first is edge 6; the others are drawn',
    ])
  })

  it.each<[string, Uint8Array]>([
    ['is empty', new Uint8Array(0)],
    ['is cut', stored(POINTS, [0, 1], [1, 2, 3, 4]).subarray(0, -1)],
    ['is too long', Uint8Array.of(...stored(POINTS, [0, 1], [1, 2, 3, 4]), 0)],
    ['announces a billion vertices', stored(POINTS, [0, 1], [1, 2, 3, 4]).fill(0x40, 0, 4)],
    ['announces a billion edges', stored(POINTS, [0, 1], [1, 2, 3, 4]).fill(0x40, 4, 8)],
  ])('[SK2] one that %s is refused by name', async (_, bytes) => {
    expect(await read(bytes)).toMatchObject({ ok: false, problem: { kind: 'bad-mesh', file: '/d/skeletons/7' } })
  })

  it.each([
    [{ '@type': 'neuroglancer_legacy_mesh' }, '@type'],
    [{ transform: [1] }, 'transform'],
    [{ vertex_attributes: [{ id: 'a', data_type: 'float64', num_components: 1 }] }, 'vertex_attributes[0].data_type'],
    [
      { vertex_attributes: [{ id: 'a', data_type: 'int8', num_components: 1e9 }] },
      'vertex_attributes[0].num_components',
    ],
  ])('[SK1] an info with %o is refused by its field', (changes, field) => {
    const problem = { file: '/d/skeletons/info', field }
    expect(precomputedSkeletons({ ...INFO, ...changes }, '/d/skeletons')).toMatchObject({ ok: false, problem })
  })

  it('[SK3] fuzzed: whatever bytes come, it is trees of finite places or a problem by name', async () => {
    const good = stored(POINTS, [0, 1, 1, 2, 2, 3], [1, 2, 3, 4])
    const damaged = fc.array(fc.tuple(fc.nat(good.length - 1), fc.nat(255)), { maxLength: 4 }).map((changes) => {
      const bytes = good.slice()
      for (const [at, byte] of changes) bytes[at] = byte
      return bytes
    })
    const reader = readerOf()
    await fc.assert(
      fc.asyncProperty(fc.oneof(damaged, fc.uint8Array({ maxLength: 100 })), async (bytes) => {
        const skeleton = await read(bytes, reader)
        if (!skeleton.ok) expect(skeleton.problem.file).toBe('/d/skeletons/7')
        else {
          const { positions, edges } = skeleton.value
          expect(positions.every(Number.isFinite)).toBe(true)
          expect(edges.every((vertex) => 3 * vertex < positions.length)).toBe(true)
          expect(edges.length / 2).toBeLessThan(Math.max(1, positions.length / 3))
        }
      }),
    )
  })
})
