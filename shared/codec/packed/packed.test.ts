import { gzipSync, zstdCompressSync } from 'node:zlib'
import fc from 'fast-check'
import Blosc from 'numcodecs/blosc'
import Lz4 from 'numcodecs/lz4'
import Zstd from 'numcodecs/zstd'
import { describe, expect, it } from 'vitest'
import { unblosc } from './blosc.ts'
import { unlz4Block } from './lz4.ts'
import { TooLong, unzstd } from './zstd.ts'

const MAX = 2 ** 24
const COMPRESSORS = ['blosclz', 'lz4', 'lz4hc', 'zlib', 'zstd'] as const

/** Bytes that a compressor finds something in, and noise. */
const contents = fc.oneof(
  fc.uint8Array({ maxLength: 3000 }),
  fc
    .record({
      seed: fc.integer({ min: 1 }),
      length: fc.integer({ min: 0, max: 300_000 }),
      step: fc.integer({ min: 1, max: 900 }),
    })
    .map(({ seed, length, step }) =>
      Uint8Array.from(
        { length },
        (_, i) => (Math.imul(Math.floor(i / step) + seed, 0x9e3779b1) >>> 21) & (i % 3 === 0 ? 0xff : 3),
      ),
    ),
)

/** c-blosc itself; numcodecs calls everything values of 4 bytes. */
async function blosc(bytes: Uint8Array, cname: string, shuffle: 0 | 1 | 2, blocksize: number): Promise<Uint8Array> {
  const codec = Blosc.fromConfig({ id: 'blosc', cname, clevel: 5, shuffle, blocksize })
  return codec.encode(bytes)
}

describe('compressions of Zarr', () => {
  it('[CD8] blosc: what c-blosc packs comes out, by every compressor and shuffle', async () => {
    const ways = fc.record({
      bytes: contents,
      cname: fc.constantFrom(...COMPRESSORS),
      shuffle: fc.constantFrom(0 as const, 1 as const, 2 as const),
      blocksize: fc.constantFrom(0, 512, 4096),
    })
    await fc.assert(
      fc.asyncProperty(ways, async ({ bytes, cname, shuffle, blocksize }) => {
        const packed = await blosc(bytes, cname, shuffle, blocksize)
        expect(Buffer.compare(unblosc(packed, MAX), bytes)).toBe(0)
      }),
    )
  })

  it('[CD8] zstd and lz4: what is packed comes out', async () => {
    const zstd = Zstd.fromConfig({ id: 'zstd', level: 3 })
    const lz4 = Lz4.fromConfig({ id: 'lz4', acceleration: 1 })
    await fc.assert(
      fc.asyncProperty(contents, async (bytes) => {
        expect(Buffer.compare(unzstd(await zstd.encode(bytes), MAX), bytes)).toBe(0)
        const packed = await lz4.encode(bytes)
        expect(Buffer.compare(unlz4Block(packed.subarray(4), bytes.length), bytes)).toBe(0)
      }),
    )
  })

  it('[CD9] cut short, they are refused; otherwise damaged, they are refused or come out at the length they say', async () => {
    const bytes = Uint8Array.from({ length: 5000 }, (_, i) => (i >> 3) & 0x0f)
    const lz4 = (await Lz4.fromConfig({ id: 'lz4', acceleration: 1 }).encode(bytes)).slice(4)
    const zstd = await Zstd.fromConfig({ id: 'zstd', level: 3 }).encode(bytes)
    const packs: { packed: Uint8Array; unpack: (packed: Uint8Array) => Uint8Array }[] = [
      { packed: lz4, unpack: (packed) => unlz4Block(packed, bytes.length) },
      { packed: zstd, unpack: (packed) => unzstd(packed, MAX) },
    ]
    for (const cname of COMPRESSORS)
      packs.push({ packed: await blosc(bytes, cname, 1, 0), unpack: (packed) => unblosc(packed, MAX) })
    const damages = fc.record({
      pack: fc.constantFrom(...packs),
      at: fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
      value: fc.nat(255),
    })
    fc.assert(
      fc.property(damages, ({ pack: { packed, unpack }, at, value }) => {
        const place = Math.floor(at * packed.length)
        expect(() => unpack(packed.slice(0, place))).toThrow(Error)
        const damaged = packed.slice()
        damaged[place] = value
        try {
          expect(unpack(damaged).length).toBeLessThanOrEqual(MAX)
        } catch (error) {
          expect(error).toBeInstanceOf(Error)
        }
      }),
      { numRuns: 1000 },
    )
  })

  it('[CD9] more bytes than are allowed are not made room for, and what is no blosc or is snappy inside is said so', async () => {
    const bytes = new Uint8Array(100_000)
    expect(() => unzstd(zstdCompressSync(bytes), 1000)).toThrow(TooLong)
    const packed = await blosc(bytes, 'lz4', 1, 0)
    expect(() => unblosc(packed, 1000)).toThrow('100000 bytes, more than 1000')
    expect(() => unblosc(gzipSync(bytes), MAX)).toThrow('does not begin as blosc does')
    const snappy = await blosc(
      Uint8Array.from(bytes, (_, i) => i >> 9),
      'snappy',
      1,
      0,
    )
    expect(() => unblosc(snappy, MAX)).toThrow('snappy')
    expect(unblosc(await blosc(Uint8Array.of(3, 1, 4), 'lz4', 1, 0), MAX)).toEqual(Uint8Array.of(3, 1, 4))
  })
})
