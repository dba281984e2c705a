import { gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { problemOf } from '../../shared/problem.ts'
import { digest } from './byte-store-contract.ts'
import { exactBytes, inflate } from './inflate.ts'

describe('[BY3] inflate', () => {
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

describe('[BY7] exactBytes', () => {
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
