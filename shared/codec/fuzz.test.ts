import fc from 'fast-check'
import { encode } from 'fast-png'
import { describe, expect, it } from 'vitest'
import { readFixture } from '../../fixtures/fixture.ts'
import { decodeChunk, type PlainEncoding } from '../formats/precomputed/decode-chunk.ts'
import type { Vec3 } from '../geometry.ts'
import type { Volume, VoxelType } from '../volume/volume.ts'

/**
 * Ways in which real files go bad: flipped bits, a cut, bytes overwritten by others of the same file, a word changed.
 */
type Damage =
  | { readonly kind: 'flip'; readonly at: number; readonly bit: number }
  | { readonly kind: 'cut'; readonly at: number }
  | { readonly kind: 'splice'; readonly at: number; readonly from: number; readonly length: number }
  | { readonly kind: 'word'; readonly at: number; readonly value: number }
  | { readonly kind: 'insert'; readonly at: number; readonly length: number }

const position = fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true })
/** Headers lie at the start, so damage there is likelier than its share of bytes. */
const place = fc.oneof(
  position,
  position.map((at) => at / 50),
  position.map((at) => at / 1500),
)
const damage: fc.Arbitrary<Damage> = fc.oneof(
  fc.record({ kind: fc.constant('flip' as const), at: place, bit: fc.nat(7) }),
  fc.record({ kind: fc.constant('cut' as const), at: place }),
  fc.record({ kind: fc.constant('splice' as const), at: place, from: position, length: fc.nat(200) }),
  fc.record({ kind: fc.constant('word' as const), at: place, value: fc.nat(0xffffffff) }),
  fc.record({ kind: fc.constant('insert' as const), at: place, length: fc.integer({ min: 1, max: 9 }) }),
)

function apply(bytes: Uint8Array, damages: readonly Damage[]): Uint8Array {
  let result = bytes.slice()
  for (const one of damages) {
    const at = Math.floor(one.at * result.length)
    if (one.kind === 'flip' && result.length > 0) result[at]! ^= 1 << one.bit
    else if (one.kind === 'cut') result = result.slice(0, at)
    else if (one.kind === 'splice') {
      const from = Math.floor(one.from * result.length)
      result.copyWithin(at, from, from + one.length)
    } else if (one.kind === 'word' && at + 4 <= result.length) {
      new DataView(result.buffer).setUint32(at, one.value, true)
    } else if (one.kind === 'insert') {
      result = Uint8Array.from([...result.subarray(0, at), ...new Uint8Array(one.length), ...result.subarray(at)])
    }
  }
  return result
}

/** Decodes and checks all that can be said of any result. Tells whether it was decoded. */
function probe(bytes: Uint8Array, kind: Volume['kind'], type: VoxelType, encoding: PlainEncoding, size: Vec3): boolean {
  const result = decodeChunk(bytes, { kind, voxelType: type }, encoding, size, 'here')
  const voxels = size[0] * size[1] * size[2]
  if (!result.ok) {
    expect(['bad-chunk', 'unsupported']).toContain(result.problem.kind)
    expect(result.problem.file).toBe('here')
    return false
  }
  if (result.value.kind === 'grey') {
    expect(result.value.voxels.length).toBe(voxels)
    return true
  }
  const { labels, indices } = result.value
  expect(indices.length).toBe(voxels)
  expect(indices.BYTES_PER_ELEMENT).toBe(labels.length > 256 ? 2 : 1)
  let most = 0
  for (const index of indices) most = Math.max(most, index)
  expect(most).toBeLessThan(labels.length)
  return true
}

const damages = fc.array(damage, { minLength: 1, maxLength: 4 })

describe('damaged chunks', () => {
  const blocks: PlainEncoding = { kind: 'compressed_segmentation', blockSize: [8, 8, 8] }
  it.each<[string, VoxelType, Vec3]>([
    ['10_10_10/0-64_0-64_0-64', 'uint64', [64, 64, 64]],
    ['10_10_10/192-250_192-250_192-250', 'uint64', [58, 58, 58]],
    ['10_10_10/0-64_0-64_0-64', 'uint32', [64, 64, 64]],
    ['40_40_40/0-63_0-63_0-63', 'uint64', [63, 63, 63]],
  ])(
    '[CD6] compressed_segmentation %s as %s: a result, whatever the damage',
    (file, type, size) => {
      const real = readFixture(`fib25/seg-watershed/${file}`)
      let refused = 0
      fc.assert(
        fc.property(damages, (list) => {
          if (!probe(apply(real, list), 'segmentation', type, blocks, size)) refused++
        }),
        { numRuns: 150 },
      )
      expect(refused).toBeGreaterThan(0)
    },
    30_000,
  )

  it('[CD6] compresso: a result, whatever the damage, and hardly ever a decoded one', () => {
    const real = readFixture('pinky40/seg-compresso/8_8_40/512-768_512-768_0-64')
    const size: Vec3 = [256, 256, 64]
    expect(probe(real, 'segmentation', 'uint32', { kind: 'compresso' }, size)).toBe(true)
    let refused = 0
    fc.assert(
      fc.property(damages, (list) => {
        if (!probe(apply(real, list), 'segmentation', 'uint32', { kind: 'compresso' }, size)) refused++
      }),
      { numRuns: 80 },
    )
    expect(refused).toBeGreaterThan(20)
  }, 60_000)

  it('[CD6] png: a result, whatever the damage', () => {
    const data = readFixture('fib25/em-raw/10_10_10/0-64_0-64_0-64').slice(0, 64 * 64 * 4)
    const real = encode({ width: 64, height: 256, data, depth: 8, channels: 1 })
    const size: Vec3 = [64, 64, 4]
    expect(probe(real, 'image', 'uint8', { kind: 'png' }, size)).toBe(true)
    fc.assert(
      fc.property(damages, fc.constantFrom('image' as const, 'segmentation' as const), (list, kind) => {
        probe(apply(real, list), kind, 'uint8', { kind: 'png' }, size)
      }),
      { numRuns: 200 },
    )
  })

  it('[CD6] raw: only the exact length is decoded', () => {
    const real = readFixture('fib25/em-raw/40_40_40/0-63_0-63_0-39')
    const size: Vec3 = [63, 63, 39]
    fc.assert(
      fc.property(damages, (list) => {
        const bytes = apply(real, list)
        expect(probe(bytes, 'image', 'uint8', { kind: 'raw' }, size)).toBe(bytes.length === real.length)
      }),
      { numRuns: 100 },
    )
  })

  it.each<PlainEncoding>([{ kind: 'raw' }, { kind: 'png' }, { kind: 'compresso' }, blocks])(
    '[CD6] $kind: bytes of nothing in particular',
    (encoding) => {
      const type = encoding.kind === 'png' ? 'uint16' : 'uint64'
      fc.assert(
        fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => {
          probe(bytes, 'segmentation', type, encoding, [9, 5, 3])
        }),
        { numRuns: 500 },
      )
    },
  )
})
