import { readFile, realpath } from 'node:fs/promises'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { fixture } from '../../../fixtures/fixture.ts'
import { rangeWithin } from '../../../shared/bytes/byte-range.ts'
import { chunkFileName } from '../../../shared/formats/precomputed/chunk-file-name.ts'
import { mortonKey } from '../../../shared/formats/precomputed/morton.ts'
import { parseInfoText } from '../../../shared/formats/precomputed/precomputed-info.ts'
import type { Sharding } from '../../../shared/formats/precomputed/sharding.ts'
import type { Vec3 } from '../../../shared/geometry.ts'
import { problemOf } from '../../../shared/problem.ts'
import { gridOf } from '../../../shared/volume/chunk-grid.ts'
import type { Scale } from '../../../shared/volume/volume.ts'
import { createLimiter } from '../limiter.ts'
import type { OriginSource } from '../origin-source.ts'
import { createFileSource } from '../sources/file/file-source.ts'
import { digest, memorySource } from '../testing/byte-source-conformance.ts'
import { withInflating } from './with-inflating.ts'
import { withJoinedRanges } from './with-joined-ranges.ts'
import { withShards } from './with-shards.ts'

/** A sharded source whose reads are recorded, and joined once everything under way has asked. */
function shardedOn(source: OriginSource) {
  const reads: string[] = []
  const recorded: OriginSource = {
    ...source,
    get: (key, options) => {
      const { start, end } = rangeWithin(options?.range, Number.POSITIVE_INFINITY)
      reads.push(`${key} ${start}-${end}`)
      return source.get(key, options)
    },
  }
  const joined = withJoinedRanges(recorded, {
    limits: { gapBytes: 1024, maxBytes: 2 ** 20 },
    // Longer than reads of one batch are apart on a busy machine (ms): what is joined is counted below.
    later: (flush) => setTimeout(flush, 100),
  })
  return { sharded: withShards(recorded, joined), reads }
}

async function openFib25(name: string) {
  const root = await realpath(fixture(`fib25/${name}`))
  const source = withInflating(
    createFileSource({ root, realRoot: root, folder: [], realFolder: root, limiter: createLimiter(16) }),
  )
  const info = parseInfoText(await readFile(join(root, 'info'), 'utf8'), 'info')
  if (!info.ok) throw new Error(info.problem.message)
  return { source, scales: info.value.scales }
}

function cellsOf(scale: Scale): Vec3[] {
  const [nx, ny, nz] = gridOf(scale)
  return Array.from({ length: nx * ny * nz }, (_, i) => [i % nx, Math.floor(i / nx) % ny, Math.floor(i / (nx * ny))])
}

describe('fib25, sharded', () => {
  it('[BY5] gives the same bytes as unsharded, for every chunk, with one index read a shard file', async () => {
    const plain = await openFib25('seg-watershed')
    const { source, scales } = await openFib25('seg-watershed-sharded')
    const { sharded, reads } = shardedOn(source)
    let transferred = 0
    let compared = 0
    for (const [i, { key: folder, sharding, ...scale }] of scales.entries()) {
      if (sharding === undefined) throw new Error(`scale ${folder} is not sharded`)
      const grid = gridOf(plain.scales[i]!)
      await Promise.all(
        cellsOf(plain.scales[i]!).map(async (cell) => {
          const onTransferred = (bytes: number) => (transferred += bytes)
          const got = await sharded.get(folder, { entry: { sharding, chunkKey: mortonKey(cell, grid) }, onTransferred })
          const expected = await plain.source.get(chunkFileName(plain.scales[i]!, cell))
          expect(expected?.byteLength).toBeGreaterThan(0)
          expect(digest(got), `${folder} ${cell}`).toBe(digest(expected))
          compared++
        }),
      )
      expect(scale.size).toEqual(plain.scales[i]!.size)
    }
    expect(compared).toBe(64 + 8 + 1)
    const indexReads = reads.filter((read) => read.includes(' 0-'))
    expect(indexReads.length).toBe(new Set(reads.map((read) => read.split(' ')[0])).size)
    expect(indexReads.length).toBe(4 + 1 + 1)
    // 4 shards of 4 minishards, and 64 chunks: without joining it would be 16 + 64 reads at the finest scale alone.
    expect(reads.length).toBeLessThan(40)
    const asked = reads.map((read) => /(\d+)-(\d+)$/.exec(read)!).map(([, start, end]) => Number(end) - Number(start))
    expect(transferred).toBe(asked.reduce((a, b) => a + b, 0))
  })

  it('[BY5] a key beyond the grid is missing, and so is a shard file that is not there', async () => {
    const { source, scales } = await openFib25('seg-watershed-sharded')
    const { sharded } = shardedOn(source)
    const { key: folder, sharding } = scales[0]
    if (sharding === undefined) throw new Error('not sharded')
    expect(await sharded.get(folder, { entry: { sharding, chunkKey: 2n ** 60n } })).toBeUndefined()
    expect(await sharded.get('no_such_scale', { entry: { sharding, chunkKey: 0n } })).toBeUndefined()
  })
})

const RAW: Sharding = {
  preshiftBits: 0,
  hash: 'identity',
  minishardBits: 1,
  shardBits: 1,
  minishardIndexEncoding: 'raw',
  dataEncoding: 'raw',
}

/** A shard of two minishards that holds key 0 -> `value` in the first; the second is empty. */
function shardOf(value: Uint8Array, index: (entries: BigUint64Array) => Uint8Array = bytesOf): Uint8Array {
  const minishard = index(new BigUint64Array([0n, 0n, BigInt(value.length)]))
  const start = BigInt(value.length)
  const head = new BigUint64Array([start, start + BigInt(minishard.length), 0n, 0n])
  return new Uint8Array(Buffer.concat([bytesOf(head), value, minishard]))
}

function bytesOf(numbers: BigUint64Array): Uint8Array {
  return new Uint8Array(numbers.buffer)
}

const VALUE = new TextEncoder().encode('a chunk of a volume')

async function readFrom(shard: Uint8Array, sharding = RAW, chunkKey = 0n) {
  const { sharded } = shardedOn(memorySource(new Map([['s/0.shard', shard]])))
  return sharded.get('s', { entry: { sharding, chunkKey } })
}

const problemFrom = (shard: Uint8Array, sharding = RAW) => readFrom(shard, sharding).then(() => undefined, problemOf)

describe('shards that were made for it', () => {
  it('[BY5] raw and gzip, in all four ways', async () => {
    const zippedIndex = (entries: BigUint64Array) => gzipSync(bytesOf(entries))
    expect(await readFrom(shardOf(VALUE))).toEqual(VALUE)
    const index = { ...RAW, minishardIndexEncoding: 'gzip' } as const
    expect(await readFrom(shardOf(VALUE, zippedIndex), index)).toEqual(VALUE)
    const data = { ...RAW, dataEncoding: 'gzip' } as const
    expect(digest(await readFrom(shardOf(gzipSync(VALUE)), data))).toBe(digest(VALUE))
    const both = { ...index, dataEncoding: 'gzip' } as const
    expect(digest(await readFrom(shardOf(gzipSync(VALUE), zippedIndex), both))).toBe(digest(VALUE))
  })

  it('[BY5] an empty minishard and an absent key are missing', async () => {
    expect(await readFrom(shardOf(VALUE), RAW, 1n)).toBeUndefined()
    expect(await readFrom(shardOf(VALUE), RAW, 4n)).toBeUndefined()
  })

  it('[BY5] cut short anywhere, a shard is bad and named', async () => {
    const shard = shardOf(VALUE)
    for (let length = 0; length < shard.length; length++) {
      expect(await problemFrom(shard.slice(0, length)), `${length} bytes`).toMatchObject({
        kind: 'bad-shard',
        file: 'memory/s/0.shard',
      })
    }
  })

  it('[BY5] an index that points outside, wrong gzip in index and data', async () => {
    const outside = shardOf(VALUE, () => bytesOf(new BigUint64Array([0n, 5n, BigInt(10_000)])))
    expect(await problemFrom(outside)).toMatchObject({ kind: 'bad-shard', file: 'memory/s/0.shard' })
    const zipped = { ...RAW, minishardIndexEncoding: 'gzip' } as const
    expect(await problemFrom(shardOf(VALUE), zipped)).toMatchObject({ kind: 'bad-shard' })
    const data = { ...RAW, dataEncoding: 'gzip' } as const
    expect(await problemFrom(shardOf(VALUE), data)).toMatchObject({
      kind: 'bad-chunk',
      file: expect.stringContaining('s/0.shard'),
    })
  })

  it('[BY5] absurd sizes are refused before anything is read', async () => {
    const source = memorySource(new Map([['s/0.shard', shardOf(VALUE)]]))
    const { sharded, reads } = shardedOn(source)
    const absurd = sharded.get('s', { entry: { sharding: { ...RAW, minishardBits: 40 }, chunkKey: 0n } })
    await expect(absurd).rejects.toMatchObject({ problem: { kind: 'too-large' } })
    expect(reads).toEqual([])
    const huge = shardOf(VALUE, () => bytesOf(new BigUint64Array([0n, 0n, 2n ** 30n])))
    expect(await problemFrom(huge)).toMatchObject({ kind: 'too-large' })
  })

  it('[BY5] a shard that goes away after its index was read is no background', async () => {
    const contents = new Map([['s/0.shard', shardOf(VALUE)]])
    const { sharded } = shardedOn(memorySource(contents))
    const entry = { sharding: RAW, chunkKey: 0n }
    expect(await sharded.get('s', { entry })).toEqual(VALUE)
    contents.clear()
    await expect(sharded.get('s', { entry })).rejects.toMatchObject({ problem: { kind: 'bad-shard' } })
  })
})

describe('bytes in front of an entry', () => {
  const sharding: Sharding = {
    ...{ preshiftBits: 0, hash: 'identity', minishardBits: 0, shardBits: 0 },
    ...{ minishardIndexEncoding: 'raw', dataEncoding: 'gzip' },
  }
  /** A shard with an index, six bytes that no entry has, entry 5 in gzip, and its minishard index. */
  function shard(): Uint8Array {
    const entry = gzipSync('manifest')
    const words = (...values: number[]) => new Uint8Array(BigUint64Array.from(values, BigInt).buffer)
    const at = 6 + entry.length
    return Uint8Array.of(...words(at, at + 24), 1, 2, 3, 4, 5, 6, ...entry, ...words(5, 6, entry.length))
  }
  const source = memorySource(new Map([['0.shard', shard()]]))
  const inFront = (from: number, bytes: number) =>
    shardedOn(source).sharded.get('', { entry: { sharding, chunkKey: 5n, before: { from, bytes } } })

  it('[ME9] are read as they are stored, and the entry itself inflated', async () => {
    expect(await inFront(6, 6)).toEqual(Uint8Array.of(1, 2, 3, 4, 5, 6))
    expect(await inFront(4, 3)).toEqual(Uint8Array.of(3, 4, 5))
    const entry = await shardedOn(source).sharded.get('', { entry: { sharding, chunkKey: 5n } })
    expect(new TextDecoder().decode(entry)).toBe('manifest')
    const none = { sharding, chunkKey: 6n, before: { from: 1, bytes: 1 } }
    expect(await shardedOn(source).sharded.get('', { entry: none })).toBeUndefined()
  })

  it('[ME9] that would lie in the index are damage', async () => {
    expect(problemOf(await inFront(7, 1).catch((error) => error))).toMatchObject({ kind: 'bad-shard' })
  })
})
