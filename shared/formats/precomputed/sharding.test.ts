import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Vec3 } from '../../geometry.ts'
import { mortonBits, mortonKey } from './morton.ts'
import { murmurHash64 } from './murmur3.ts'
import { findChunk, minishardRange, parseMinishardIndex } from './shard-index.ts'
import { type Sharding, shardIndexBytes, shardLocation } from './sharding.ts'

const SHARDING: Sharding = {
  preshiftBits: 0,
  hash: 'identity',
  minishardBits: 2,
  shardBits: 10,
  minishardIndexEncoding: 'raw',
  dataEncoding: 'raw',
}

function words(values: bigint[]): Uint8Array {
  return new Uint8Array(BigUint64Array.from(values).buffer)
}

describe('sharding', () => {
  it.each([
    [0n, 0x4772b084e028ae41n],
    [1n, 0xe8bd67d616d4ce9an],
    [2n, 0xd62f9cd21b013f5an],
    [0xffffffffn, 0x007260ffc08751ben],
    [0x100000000n, 0xbbb12d133b78fd64n],
    [864691135939395893n, 0x99301c16971fd3a8n],
    [2n ** 64n - 1n, 0x574f66bd212b5d1an],
  ])('[FM3] hashes %d as MurmurHash3_x86_128 does', (key, expected) => {
    const { low, high } = murmurHash64(Number(key & 0xffffffffn), Number(key >> 32n))
    expect((BigInt(high) << 32n) | BigInt(low)).toBe(expected)
  })

  const GRID: Vec3 = [5, 3, 9]
  it.each<[Vec3, bigint]>([
    [[1, 0, 0], 1n],
    [[0, 1, 0], 2n],
    [[0, 0, 1], 4n],
    [[3, 1, 5], 143n],
    [[4, 2, 8], 336n],
  ])('[FM3] interleaves %j as the published description of the format does', (cell, key) => {
    expect(mortonKey(cell, GRID)).toBe(key)
  })

  it('[FM3] gives every cell a key of its own, below two to the number of bits', () => {
    const keys = new Set<bigint>()
    for (let x = 0; x < 5; x++)
      for (let y = 0; y < 3; y++) for (let z = 0; z < 9; z++) keys.add(mortonKey([x, y, z], GRID))
    expect(keys.size).toBe(135)
    expect(Math.max(...[...keys].map(Number))).toBeLessThan(2 ** mortonBits(GRID))
  })

  it('[FM3] names shards in hex with leading zeros, and cuts hash into minishard and shard', () => {
    expect(shardLocation(SHARDING, 0b1010_1011_01n)).toEqual({ file: '0ab.shard', minishard: 1 })
    expect(shardLocation({ ...SHARDING, preshiftBits: 3 }, 0b1010_1011_01_111n)).toEqual({
      file: '0ab.shard',
      minishard: 1,
    })
    expect(shardLocation({ ...SHARDING, shardBits: 0, minishardBits: 0 }, 77n)).toEqual({
      file: '0.shard',
      minishard: 0,
    })
    const hashed = shardLocation({ ...SHARDING, hash: 'murmurhash3_x86_128', preshiftBits: 1 }, 5n)
    // Of 0xd62f9cd21b013f5a, the hash of 5 >> 1, the lowest 2 bits are 2 and the next 10 are 0x3d6.
    expect(hashed).toEqual({ file: '3d6.shard', minishard: 2 })
  })

  it('[FM3] finds the index of a minishard, counted from the end of the shard index', () => {
    const index = words([0n, 24n, 24n, 24n, 24n, 96n, 9n, 5n])
    expect(shardIndexBytes(SHARDING)).toBe(64)
    expect(minishardRange(index, 0, SHARDING, 'f')).toEqual({ ok: true, value: { start: 64, end: 88 } })
    expect(minishardRange(index, 1, SHARDING, 'f')).toEqual({ ok: true, value: undefined })
    expect(minishardRange(index, 2, SHARDING, 'f')).toEqual({ ok: true, value: { start: 88, end: 160 } })
    for (const bytes of [index, index.subarray(0, 63)]) {
      const result = minishardRange(bytes, 3, SHARDING, 'folder/0.shard')
      expect(!result.ok && result.problem).toMatchObject({ kind: 'bad-shard', file: 'folder/0.shard' })
    }
  })

  it.each([2n ** 53n, 2n ** 63n, 2n ** 64n - 1n, 2n ** 32n])(
    '[FM3] refuses a minishard index that ends at %d',
    (end) => {
      expect(minishardRange(words([0n, end, 0n, 0n, 0n, 0n, 0n, 0n]), 0, SHARDING, 'f').ok).toBe(false)
    },
  )

  it('[FM3] finds every chunk that a minishard lists, in whatever order it lists them', () => {
    const chunk = fc.record({ key: fc.bigInt(0n, 2n ** 64n - 1n), gap: fc.nat(1000), size: fc.nat(100_000) })
    const list = fc.uniqueArray(chunk, { selector: ({ key }) => key, maxLength: 50 })
    fc.assert(
      fc.property(list, fc.bigInt(0n, 2n ** 64n - 1n), (chunks, other) => {
        const keys = chunks.map(({ key }, i) => BigInt.asUintN(64, key - (chunks[i - 1]?.key ?? 0n)))
        const gaps = chunks.map(({ gap }) => BigInt(gap))
        const sizes = chunks.map(({ size }) => BigInt(size))
        const parsed = parseMinishardIndex(words([...keys, ...gaps, ...sizes]), SHARDING, 'f')
        if (!parsed.ok) throw new Error(parsed.problem.message)
        let at = shardIndexBytes(SHARDING)
        for (const { key, gap, size } of chunks) {
          expect(findChunk(parsed.value, key)).toEqual({ start: at + gap, end: at + gap + size })
          at += gap + size
        }
        if (!chunks.some(({ key }) => key === other)) expect(findChunk(parsed.value, other)).toBeUndefined()
      }),
    )
  })

  it.each<[string, Uint8Array]>([
    ['a length that is no multiple of 24', new Uint8Array(25)],
    ['an offset beyond 2^53', words([1n, 2n ** 53n, 8n])],
    ['a size beyond 2^53', words([1n, 0n, 2n ** 60n])],
    ['a size beyond what is read at once', words([1n, 0n, 2n ** 31n])],
    ['a key listed twice', words([5n, 0n, 0n, 0n, 8n, 8n])],
    ['offsets that turn below zero', words([1n, 2n ** 64n - 8n, 8n])],
  ])('[FM3] refuses a minishard index with %s', (_, bytes) => {
    const result = parseMinishardIndex(bytes, SHARDING, 'folder/0.shard')
    expect(!result.ok && result.problem).toMatchObject({ kind: 'bad-shard', file: 'folder/0.shard' })
  })

  it('[FM3] answers anything with a result', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 240 }), fc.nat(3), (bytes, minishard) => {
        expect(minishardRange(bytes, minishard, SHARDING, 'f')).toHaveProperty('ok')
        const parsed = parseMinishardIndex(bytes, SHARDING, 'f')
        if (!parsed.ok) return
        for (const end of parsed.value.end) expect(Number.isSafeInteger(end)).toBe(true)
      }),
    )
  })
})
