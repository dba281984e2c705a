import { deflateSync, gzipSync, zstdCompressSync } from 'node:zlib'
import fc from 'fast-check'
import Blosc from 'numcodecs/blosc'
import Lz4 from 'numcodecs/lz4'
import { describe, expect, it } from 'vitest'
import { crc32, crc32c } from './crc.ts'
import { type PackStep, unpack } from './unpack.ts'
import { UNPACKERS } from './unpackers.ts'
import { unshuffleBits, unshuffleBytes } from './unshuffle.ts'
import { xxHash32 } from './xx-hash.ts'

const text = (words: string) => new TextEncoder().encode(words)
const joined = (...parts: Uint8Array[]) => new Uint8Array(Buffer.concat(parts))
const word = (value: number) => new Uint8Array(Uint32Array.of(value).buffer)

/** Bytes in which a compressor finds something. */
const contents = fc
  .record({ length: fc.integer({ min: 1, max: 5000 }), step: fc.integer({ min: 1, max: 90 }), seed: fc.nat() })
  .map(({ length, step, seed }) =>
    Uint8Array.from({ length }, (_, i) => Math.imul(Math.floor(i / step) + seed, 0x9e3779b1) >>> 24),
  )

/** As lz4-java does: blocks of at most `size` bytes, stored or packed. */
async function javaBlocks(bytes: Uint8Array, size: number): Promise<Uint8Array> {
  const parts: Uint8Array[] = []
  for (let at = 0; at < bytes.length; at += size) {
    const block = bytes.slice(at, at + size)
    const packed = (await Lz4.fromConfig({ id: 'lz4', acceleration: 1 }).encode(block)).subarray(4)
    const [token, body] = packed.length < block.length ? [0x26, packed] : [0x16, block]
    const check = word(xxHash32(block, 0x9747b28c) & 0x0fffffff)
    parts.push(text('LZ4Block'), Uint8Array.of(token), word(body.length), word(block.length), check, body)
  }
  return joined(...parts, text('LZ4Block'), Uint8Array.of(0x16), word(0), word(0), word(0))
}

const PACKERS: readonly (readonly [PackStep['kind'], (bytes: Uint8Array) => Uint8Array | Promise<Uint8Array>])[] = [
  ['gzip', (bytes) => new Uint8Array(gzipSync(bytes))],
  ['zlib', (bytes) => new Uint8Array(deflateSync(bytes))],
  ['zstd', (bytes) => new Uint8Array(zstdCompressSync(bytes))],
  [
    'blosc',
    (bytes) => Blosc.fromConfig({ id: 'blosc', cname: 'lz4', clevel: 5, shuffle: 1, blocksize: 0 }).encode(bytes),
  ],
  ['lz4', (bytes) => Lz4.fromConfig({ id: 'lz4', acceleration: 1 }).encode(bytes)],
  ['lz4-java', (bytes) => javaBlocks(bytes, 700)],
  ['crc32c', (bytes) => joined(bytes, word(crc32c(bytes)))],
]

const stepOf = (kind: PackStep['kind']): PackStep => (kind === 'shuffle' ? { kind, valueBytes: 4 } : { kind })

describe('checksums', () => {
  it('[CD10] are those that their specifications print', () => {
    expect(crc32(text('123456789'))).toBe(0xcbf43926)
    expect(crc32c(text('123456789'))).toBe(0xe3069283)
    // RFC 3720, B.4: 32 bytes of 0, of 255, and 0 to 31.
    expect(crc32c(new Uint8Array(32))).toBe(0x8a9136aa)
    expect(crc32c(new Uint8Array(32).fill(255))).toBe(0x62a8ab43)
    expect(crc32c(Uint8Array.from({ length: 32 }, (_, i) => i))).toBe(0x46dd794e)
    expect(xxHash32(text(''), 0)).toBe(0x02cc5d05)
    expect(xxHash32(text('abc'), 0)).toBe(0x32d153ff)
    expect(xxHash32(text('Nobody inspects the spammish repetition'), 0)).toBe(0xe2293b2f)
  })
})

describe('shuffles', () => {
  const blocks = fc.record({
    bytes: fc.uint8Array({ maxLength: 900, size: 'max' }),
    typeSize: fc.constantFrom(1, 2, 3, 4, 8, 16),
    at: fc.nat(9),
  })

  it('[CD10] bytes come to their values, whatever their size and place', () => {
    fc.assert(
      fc.property(blocks, ({ bytes, typeSize, at }) => {
        const values = Math.floor(bytes.length / typeSize)
        const shuffled = bytes.slice()
        for (let v = 0; v < values; v++)
          for (let b = 0; b < typeSize; b++) shuffled[b * values + v] = bytes[v * typeSize + b]!
        const out = new Uint8Array(at + bytes.length)
        unshuffleBytes(shuffled, typeSize, out, at)
        expect(out.slice(at)).toEqual(bytes)
      }),
    )
  })

  it('[CD10] bits come to their values', () => {
    fc.assert(
      fc.property(blocks, ({ bytes, typeSize, at }) => {
        const values = 8 * Math.floor(bytes.length / typeSize / 8)
        const whole = bytes.slice(0, values * typeSize)
        const shuffled = new Uint8Array(whole.length)
        for (let v = 0; v < values; v++)
          for (let bit = 0; bit < 8 * typeSize; bit++) {
            const isSet = (whole[v * typeSize + (bit >> 3)]! >> (bit & 7)) & 1
            shuffled[bit * (values / 8) + (v >> 3)]! |= isSet << (v & 7)
          }
        const out = new Uint8Array(at + whole.length)
        unshuffleBits(shuffled, typeSize, out, at)
        expect(out.slice(at)).toEqual(whole)
      }),
    )
  })
})

describe('unpack', () => {
  it.each(PACKERS)(
    '[CD10] %s: what is packed comes out, of the length that is said and no other',
    async (kind, pack) => {
      await fc.assert(
        fc.asyncProperty(contents, async (bytes) => {
          const packed = await pack(bytes)
          expect(Buffer.compare(unpack(packed, [stepOf(kind)], bytes.length, UNPACKERS), bytes)).toBe(0)
          for (const length of [bytes.length - 1, bytes.length + 1])
            expect(() => unpack(packed, [stepOf(kind)], length, UNPACKERS)).toThrow(Error)
        }),
        { numRuns: 40 },
      )
    },
  )

  it.each(PACKERS)('[CD11] %s: cut short it is refused, also to nothing', async (kind, pack) => {
    const bytes = Uint8Array.from({ length: 3000 }, (_, i) => (i >> 4) ^ (i % 5))
    const packed = await pack(bytes)
    // The mark at the end of lz4-java holds nothing.
    const end = kind === 'lz4-java' ? packed.length - 21 : packed.length
    for (let cut = 0; cut < end; cut += Math.max(1, Math.floor(end / 60)))
      expect(() => unpack(packed.slice(0, cut), [stepOf(kind)], bytes.length, UNPACKERS), `${cut}`).toThrow(kind)
  })

  it.each(PACKERS)(
    '[CD11] %s: damaged anywhere, it is refused or gives as many bytes as it should',
    async (kind, pack) => {
      const bytes = Uint8Array.from({ length: 3000 }, (_, i) => (i >> 4) ^ (i % 5))
      const packed = await pack(bytes)
      const checked = kind === 'gzip' || kind === 'zlib' || kind === 'crc32c' || kind === 'lz4-java'
      fc.assert(
        fc.property(fc.nat(packed.length - 1), fc.integer({ min: 1, max: 255 }), (at, change) => {
          const damaged = packed.slice()
          damaged[at]! ^= change
          let out: Uint8Array
          try {
            out = unpack(damaged, [stepOf(kind)], bytes.length, UNPACKERS)
          } catch (error) {
            expect(error).toBeInstanceOf(Error)
            return
          }
          expect(out.length).toBe(bytes.length)
          if (checked) expect(Buffer.compare(out, bytes)).toBe(0)
        }),
        { numRuns: 300 },
      )
    },
  )

  it('[CD10] several steps come off, the last one first, around one compression', async () => {
    const bytes = Uint8Array.from({ length: 3000 }, (_, i) => i >> 4)
    const inner = joined(bytes, word(crc32c(bytes)))
    const packed = new Uint8Array(zstdCompressSync(inner))
    const outer = joined(packed, word(crc32c(packed)))
    const steps: PackStep[] = [{ kind: 'crc32c' }, { kind: 'zstd' }, { kind: 'crc32c' }]
    expect(unpack(outer, steps, bytes.length, UNPACKERS)).toEqual(bytes)
    expect(unpack(bytes, [], bytes.length, UNPACKERS)).toEqual(bytes)
    expect(() => unpack(bytes, [], bytes.length + 1, UNPACKERS)).toThrow('3000 bytes, not 3001')
    expect(() => unpack(outer, [{ kind: 'zstd' }, { kind: 'gzip' }], 3000, UNPACKERS)).toThrow('more than once')
  })

  it('[CD11] bytes of nothing in particular are an Error, by every step', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 200 }),
        fc.constantFrom(...PACKERS),
        fc.nat(1000),
        (bytes, [kind], length) => {
          try {
            expect(unpack(bytes, [stepOf(kind)], length, UNPACKERS).length).toBe(length)
          } catch (error) {
            expect(error).toBeInstanceOf(Error)
          }
        },
      ),
      { numRuns: 500 },
    )
  })
})
