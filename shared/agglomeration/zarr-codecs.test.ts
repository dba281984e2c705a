import { gzipSync } from 'node:zlib'
import Blosc from 'numcodecs/blosc'
import Lz4 from 'numcodecs/lz4'
import Zstd from 'numcodecs/zstd'
import { describe, expect, it } from 'vitest'
import { writeZarrV3 } from '../../fixtures/array-writer.ts'
import { byteSource } from '../formats/testing/open-files.ts'
import { problemOf } from '../problem.ts'
import { createZarrGroup } from './zarr-rows.ts'

const IDS = BigUint64Array.from({ length: 300 }, (_, i) => (1n << 60n) + BigInt(i * i))
const BYTES = new Uint8Array(IDS.buffer)

type Json = Record<string, unknown>

function description(...codecs: Json[]): Uint8Array {
  const regular = { name: 'regular', configuration: { chunk_shape: [300] } }
  const json = {
    ...{ zarr_format: 3, node_type: 'array', shape: [300], data_type: 'uint64', fill_value: 0 },
    chunk_grid: regular,
    chunk_key_encoding: { name: 'default', configuration: { separator: '/' } },
    codecs: [{ name: 'bytes', configuration: { endian: 'little' } }, ...codecs],
    attributes: { about: 'größer' },
  }
  return new TextEncoder().encode(JSON.stringify(json))
}

/** A group with one array `ids` of one chunk. */
function group(codec: Json, chunk: Uint8Array) {
  const files = new Map([
    ['ids/zarr.json', description(codec)],
    ['ids/c/0', chunk],
  ])
  return createZarrGroup(files, '/data/agg')
}

const PACKED: readonly (readonly [string, Json, () => Promise<Uint8Array>])[] = [
  [
    'zstd',
    { name: 'zstd', configuration: { level: 3, checksum: false } },
    async () => Zstd.fromConfig({ id: 'zstd', level: 3 }).encode(BYTES),
  ],
  [
    'blosc',
    { name: 'blosc', configuration: { cname: 'zstd', clevel: 5, shuffle: 'shuffle', typesize: 8, blocksize: 0 } },
    async () => Blosc.fromConfig({ id: 'blosc', cname: 'zstd', clevel: 5, shuffle: 1, blocksize: 0 }).encode(BYTES),
  ],
  [
    'lz4',
    { name: 'numcodecs.lz4', configuration: { acceleration: 1 } },
    async () => Lz4.fromConfig({ id: 'lz4', acceleration: 1 }).encode(BYTES),
  ],
  ['gzip', { name: 'gzip', configuration: { level: 5 } }, async () => new Uint8Array(gzipSync(BYTES))],
]

describe('compressed arrays', () => {
  it.each(PACKED)(
    '[AG10] %s: the numbers come out, and any damage is a problem that names the array',
    async (name, codec, pack) => {
      const packed = await pack()
      const rows = await group(codec, packed).open('ids', 'uint64', 1)
      expect(await rows.chunk(0)).toEqual(IDS)
      const damages = [
        packed.slice(0, -1),
        packed.slice(0, 7),
        new Uint8Array(0),
        new TextEncoder().encode('no such bytes at all'),
      ]
      for (const damaged of damages) {
        const broken = await group(codec, damaged).open('ids', 'uint64', 1)
        const problem = await broken.chunk(0).then(() => undefined, problemOf)
        expect(problem).toMatchObject({ kind: 'bad-chunk', file: '/data/agg/ids' })
        expect(problem?.message).toMatch(new RegExp(`^Chunk 0 of /data/agg/ids cannot be decoded: .*${name}`))
      }
    },
  )

  it('[AG10] a chunk of another length than its array says is a problem that names the array', async () => {
    for (const length of [0, 8, 2392, 2408]) {
      const packed = await Zstd.fromConfig({ id: 'zstd', level: 3 }).encode(new Uint8Array(length))
      const rows = await group({ name: 'zstd', configuration: {} }, packed).open('ids', 'uint64', 1)
      expect(await rows.chunk(0).then(() => undefined, problemOf)).toMatchObject({
        kind: 'bad-chunk',
        file: '/data/agg/ids',
      })
    }
  })

  it('[AG14] of a sharded array, any changed byte of the index, and of a chunk with a checksum, is found', async () => {
    const array = {
      ...({ shape: [300], chunks: [100], shard: [3], type: 'uint64', codec: 'zstd', checked: true } as const),
      valueAt: ([row = 0]: readonly number[]) => IDS[row]!,
    }
    const files = await writeZarrV3(array, 'ids/')
    const open = async (shard: Uint8Array) => {
      const store = byteSource(new Map([...files, ['ids/c/0', shard]]))
      const rows = await createZarrGroup(store, '/data/agg').open('ids', 'uint64', 1)
      return Promise.all([0, 1, 2].map((index) => rows.chunk(index)))
    }
    const whole = files.get('ids/c/0')!
    expect(await open(whole)).toEqual([IDS.slice(0, 100), IDS.slice(100, 200), IDS.slice(200)])
    for (let at = 0; at < whole.length; at += 7) {
      const damaged = whole.slice()
      damaged[at]! ^= 0x10
      const problem = await open(damaged).then(() => undefined, problemOf)
      expect(problem, `byte ${at}`).toMatchObject({ kind: 'bad-chunk', file: '/data/agg/ids' })
    }
  })

  it('[AG7] a codec that is not known is named when the array is opened', async () => {
    const pcodec = { name: 'numcodecs.pcodec', configuration: {} }
    const opening = group(pcodec, BYTES).open('ids', 'uint64', 1)
    const problem = await opening.then(() => undefined, problemOf)
    expect(problem).toMatchObject({ kind: 'unsupported', file: '/data/agg/ids', field: 'codecs' })
    expect(problem?.message).toBe(
      '/data/agg/ids is compressed by "numcodecs.pcodec", which Skein does not read; it reads gzip, zlib, zstd, blosc and lz4',
    )
  })
})
