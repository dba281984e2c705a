import { brotliCompressSync, deflateSync, gzipSync, zstdCompressSync } from 'node:zlib'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { problemOf } from '../../../shared/problem.ts'
import { digest } from '../testing/byte-source-conformance.ts'
import { exactBytes, inflate } from './inflate.ts'
import { TooLong, unzstd } from './unzstd.ts'

describe('inflate', () => {
  it('[BY3] takes gzip off, at any size', async () => {
    for (const length of [0, 1, 4095, 4096, 4097, 300_000]) {
      const bytes = new Uint8Array(length).map((_, i) => i * i)
      expect(digest(await inflate(gzipSync(bytes), { file: 'f' }))).toBe(digest(bytes))
    }
  })

  it('[BY3] a bomb stops at the cap', async () => {
    const bomb = gzipSync(Buffer.alloc(2 ** 24))
    const failure = await inflate(bomb, { file: 'f', maxBytes: 2 ** 20 }).catch(problemOf)
    expect(failure).toMatchObject({ kind: 'too-large', file: 'f' })
  })

  it('[BY3] mutated gzip inflates or is a problem that names the file', async () => {
    const zipped = gzipSync(new Uint8Array(2000).map((_, i) => i ^ (i >> 4)))
    const place = fc.nat(zipped.length - 1)
    await fc.assert(
      fc.asyncProperty(place, fc.nat(255), place, async (at, value, length) => {
        const mutated = new Uint8Array(zipped)
        mutated[at] = value
        for (const bytes of [mutated, mutated.subarray(0, length)]) {
          const outcome = await inflate(bytes, { file: 'f', maxBytes: 2 ** 20 }).catch(problemOf)
          if (!(outcome instanceof Uint8Array)) expect(outcome).toMatchObject({ file: 'f' })
        }
      }),
      { numRuns: 200 },
    )
  })
})

/** How Electron's older Node does it. */
function byFzstd(bytes: Uint8Array, maxBytes: number): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    unzstd(bytes, maxBytes, (error, inflated) => (error === null ? resolve(inflated) : reject(error)), false)
  })
}

describe('other compressions', () => {
  const pack = { br: brotliCompressSync, deflate: deflateSync, zstd: zstdCompressSync }

  it.each(['br', 'deflate', 'zstd'] as const)(
    '[BY9] %s of each size comes out whole, without a bomb, and cut short it is refused',
    async (coding) => {
      for (const length of [0, 1, 4097, 300_000]) {
        const bytes = new Uint8Array(length).map((_, i) => i * i)
        const packed = pack[coding](bytes)
        expect(digest(await inflate(packed, { file: 'f', coding }))).toBe(digest(bytes))
        const cut = packed.subarray(0, packed.length - 1)
        expect(await inflate(cut, { file: 'f', coding }).catch(problemOf)).toMatchObject({ kind: 'bad-chunk' })
      }
      const bomb = pack[coding](Buffer.alloc(2 ** 24))
      const failure = await inflate(bomb, { file: 'f', coding, maxBytes: 2 ** 20 }).catch(problemOf)
      expect(failure).toMatchObject({ kind: 'too-large', file: 'f' })
    },
  )

  it('[BY9] zstd by fzstd gives what zlib gives, and stops at the cap', async () => {
    for (const length of [0, 1, 4097, 300_000]) {
      const bytes = new Uint8Array(length).map((_, i) => i * i)
      const packed = zstdCompressSync(bytes)
      expect(digest(await byFzstd(packed, 2 ** 20))).toBe(digest(bytes))
      await expect(byFzstd(packed.subarray(0, packed.length - 1), 2 ** 20)).rejects.toThrow()
    }
    await expect(byFzstd(zstdCompressSync(Buffer.alloc(2 ** 24)), 2 ** 20)).rejects.toBeInstanceOf(TooLong)
  })

  it('[BY9] a zstd frame that asks for a window of 2 GB is refused before any room is made', async () => {
    const frame = Uint8Array.of(0x28, 0xb5, 0x2f, 0xfd, 0, 0xa8, 1, 0, 0)
    await expect(byFzstd(frame, 2 ** 20)).rejects.toThrow('window')
  })

  it('[BY9] mutated zstd inflates or fails, by fzstd too', async () => {
    const packed = zstdCompressSync(new Uint8Array(2000).map((_, i) => i ^ (i >> 4)))
    const place = fc.nat(packed.length - 1)
    await fc.assert(
      fc.asyncProperty(place, fc.nat(255), async (at, value) => {
        const mutated = new Uint8Array(packed)
        mutated[at] = value
        const byZlib = await inflate(mutated, { file: 'f', coding: 'zstd', maxBytes: 2 ** 20 }).catch(problemOf)
        if (!(byZlib instanceof Uint8Array)) expect(byZlib).toMatchObject({ file: 'f' })
        const other = await byFzstd(mutated, 2 ** 20).catch((error: unknown) => error)
        expect(other instanceof Uint8Array || other instanceof Error).toBe(true)
      }),
      { numRuns: 200 },
    )
  })
})

describe('exactBytes', () => {
  it('[BY7] gives plain arrays in buffers of their own, and copies only where it must', () => {
    const own = new Uint8Array([1, 2, 3])
    expect(exactBytes(own)).toBe(own)
    for (const bytes of [own.subarray(1), Buffer.from([2, 3]), Buffer.from(new Uint8Array([2, 3]).buffer)]) {
      const exact = exactBytes(bytes)
      expect(exact).toEqual(new Uint8Array([2, 3]))
      expect(exact.buffer.byteLength).toBe(2)
    }
  })
})
