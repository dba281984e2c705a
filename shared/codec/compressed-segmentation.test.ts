import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Vec3 } from '../geometry.ts'
import { decodeCompressedSegmentation } from './compressed-segmentation.ts'
import { encodeCompressedSegmentation } from './encode-compressed-segmentation.ts'

/**
 * The format read voxel by voxel, as Neuroglancer's description (sliceview/compressed_segmentation/README.md) tells it:
 * the slow and plain other side of the test.
 */
function labelAt(words: Uint32Array, size: Vec3, block: Vec3, wide: boolean, at: Vec3): bigint {
  const grid = size.map((extent, axis) => Math.ceil(extent / block[axis]!))
  const cell = at.map((value, axis) => Math.floor(value / block[axis]!))
  const channel = words.subarray(words[0])
  const header = 2 * (cell[0]! + grid[0]! * (cell[1]! + grid[1]! * cell[2]!))
  const bits = channel[header]! >>> 24
  const [x, y, z] = at.map((value, axis) => value % block[axis]!)
  const position = bits * (x! + block[0] * (y! + block[1] * z!))
  const word = bits === 0 ? 0n : BigInt(channel[channel[header + 1]! + Math.floor(position / 32)]!)
  const entry = Number((word >> BigInt(position % 32)) & ((1n << BigInt(bits)) - 1n))
  const table = (channel[header]! & 0xffffff) + entry * (wide ? 2 : 1)
  return BigInt(channel[table]!) + (wide ? BigInt(channel[table + 1]!) << 32n : 0n)
}

const side = fc.integer({ min: 1, max: 11 })
const volumes = fc.record({
  size: fc.tuple(side, side, side),
  block: fc.tuple(side, side, side),
  palette: fc.array(fc.bigInt(0n, 2n ** 64n - 1n), { minLength: 1, maxLength: 300 }),
  seed: fc.nat(),
  wide: fc.boolean(),
})

describe('compressed_segmentation', () => {
  it('[CD2] decodes what was encoded, and a plain reader agrees voxel by voxel', () => {
    fc.assert(
      fc.property(volumes, ({ size, block, palette, seed, wide }) => {
        const count = size[0] * size[1] * size[2]
        const labels = BigUint64Array.from({ length: count }, (_, i) => {
          const label = palette[((Math.imul(i, 0x9e3779b1) ^ seed) >>> 7) % palette.length]!
          return wide ? label : label & 0xffffffffn
        })
        const type = wide ? 'uint64' : 'uint32'
        const bytes = encodeCompressedSegmentation(labels, size, block, type)
        const decoded = decodeCompressedSegmentation(bytes, type, size, block, 'f')
        if (!decoded.ok) throw new Error(decoded.problem.message)
        const { labels: distinct, indices } = decoded.value
        expect(BigUint64Array.from(indices, (place) => distinct[place]!)).toEqual(labels)
        expect(new Set(distinct).size).toBe(distinct.length)
        const words = new Uint32Array(bytes.buffer)
        const last: Vec3 = [size[0] - 1, size[1] - 1, size[2] - 1]
        expect(labelAt(words, size, block, wide, last)).toBe(labels[count - 1])
        expect(labelAt(words, size, block, wide, [0, 0, 0])).toBe(labels[0])
      }),
      { numRuns: 200 },
    )
  })

  it('[CD2] reads every width of value: 0, 1, 2, 4, 8, 16 bits', () => {
    for (const distinct of [1, 2, 4, 16, 256, 300]) {
      const labels = BigUint64Array.from({ length: 512 }, (_, i) => BigInt(i % distinct) * 0x1_0000_0001n)
      const bytes = encodeCompressedSegmentation(labels, [8, 8, 8], [8, 8, 8], 'uint64')
      const bits = new Uint32Array(bytes.buffer)[1]! >>> 24
      expect(2 ** bits).toBeGreaterThanOrEqual(distinct)
      const decoded = decodeCompressedSegmentation(bytes, 'uint64', [8, 8, 8], [8, 8, 8], 'f')
      if (!decoded.ok) throw new Error(decoded.problem.message)
      expect(BigUint64Array.from(decoded.value.indices, (place) => decoded.value.labels[place]!)).toEqual(labels)
      expect(decoded.value.indices.BYTES_PER_ELEMENT).toBe(distinct > 256 ? 2 : 1)
    }
  })

  it('[CD2] reads values of 32 bits and bytes that do not start on a word', () => {
    // Two voxels in one block: channel at word 1, table at 2, values at 4, all counted from the channel.
    const words = Uint32Array.from([1, (32 << 24) | 2, 4, 77, 88, 1, 0])
    const shifted = new Uint8Array(29)
    shifted.set(new Uint8Array(words.buffer), 1)
    const decoded = decodeCompressedSegmentation(shifted.subarray(1), 'uint32', [2, 1, 1], [2, 1, 1], 'f')
    expect(decoded.ok && [[...decoded.value.labels], [...decoded.value.indices]]).toEqual([
      [88n, 77n],
      [0, 1],
    ])
  })

  it('[CD2] shares equal tables between blocks', () => {
    const labels = BigUint64Array.from({ length: 4096 }, (_, i) => BigInt(i % 2))
    const once = encodeCompressedSegmentation(labels.slice(0, 512), [8, 8, 8], [8, 8, 8], 'uint64')
    const eight = encodeCompressedSegmentation(labels, [16, 16, 16], [8, 8, 8], 'uint64')
    const tableBytes = 16
    expect(eight.length - 4 - tableBytes).toBe(8 * (once.length - 4 - tableBytes))
  })

  const good = Uint32Array.from([1, (1 << 24) | 2, 6, 77, 0, 88, 0, 2])
  const cases: [string, (words: Uint32Array) => Uint8Array | Uint32Array, RegExp][] = [
    ['nothing at all', () => new Uint8Array(0), /empty/],
    ['half a word', (words) => new Uint8Array(words.buffer).subarray(0, 30), /30 bytes/],
    ['a channel outside', (words) => words.fill(99, 0, 1), /word 99/],
    ['a channel of zero', (words) => words.fill(0, 0, 1), /header/],
    ['3 bits a voxel', (words) => words.fill((3 << 24) | 2, 1, 2), /block \(0, 0, 0\) uses 3 bits/],
    ['64 bits a voxel', (words) => words.fill((64 << 24) | 2, 1, 2), /block \(0, 0, 0\) uses 64 bits/],
    ['values outside', (words) => words.fill(7, 2, 3), /block \(0, 0, 0\) points outside/],
    ['a table outside', (words) => words.fill((1 << 24) | 4, 1, 2), /block \(0, 0, 0\) points outside/],
    ['one label outside', (words) => words.fill(0x7, 1, 2), /block \(0, 0, 0\) points outside/],
  ]
  it.each(cases)('[CD2] refuses %s and says where', (_, damage, message) => {
    const damaged = damage(good.slice())
    const bytes = damaged instanceof Uint8Array ? damaged : new Uint8Array(damaged.buffer)
    const result = decodeCompressedSegmentation(bytes, 'uint64', [2, 1, 1], [2, 1, 1], 'here')
    expect(!result.ok && result.problem).toMatchObject({ kind: 'bad-chunk', file: 'here' })
    expect(!result.ok && result.problem.message).toMatch(message)
    expect(decodeCompressedSegmentation(new Uint8Array(good.buffer), 'uint64', [2, 1, 1], [2, 1, 1], 'f').ok).toBe(true)
  })

  it('[CD2] refuses more than 65,536 labels in a chunk', () => {
    const labels = BigUint64Array.from({ length: 64 * 64 * 17 }, (_, i) => BigInt(i))
    const size: Vec3 = [64, 64, 17]
    const bytes = encodeCompressedSegmentation(labels, size, [8, 8, 8], 'uint64')
    const result = decodeCompressedSegmentation(bytes, 'uint64', size, [8, 8, 8], 'here')
    expect(!result.ok && result.problem.kind).toBe('unsupported')
  })
})
