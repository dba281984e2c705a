import type { Vec3 } from '../../../shared/geometry.ts'
import { ProblemError } from '../../../shared/problem.ts'

/** The top byte of every id: layer 1, the one of supervoxels, as in ids of PyChunkedGraph. */
const LAYER = 1n
const LAYER_BITS = 8

/** Bits for each of x, y and z of a block: as in the sample, or more where a volume has more blocks. */
const USUAL_PLACE_BITS = 8

/** Bits that the numbers of a block need: a block has at most 2^23 voxels, and number 0 is background. */
const NUMBER_BITS = 24

/** The bits for each of x, y and z, if `last` is the last block. Throws a `ProblemError` if they are too many. */
export function placeBits(last: Vec3): number {
  const bits = Math.max(USUAL_PLACE_BITS, ...last.map((place) => 32 - Math.clz32(place)))
  if (LAYER_BITS + 3 * bits + NUMBER_BITS <= 64) return bits
  const message = `${last.map((place) => place + 1).join(' x ')} blocks are more than the ids of supervoxels can name; import parts of the volume`
  throw new ProblemError({ kind: 'too-large', message })
}

/** The id of number 0 of a block: the ids of its supervoxels follow. Ids ascend by x, y, z of the block, then by number. */
export function blockId([x, y, z]: Vec3, bits: number): bigint {
  const place = (((LAYER << BigInt(bits)) | BigInt(x)) << BigInt(bits)) | BigInt(y)
  return ((place << BigInt(bits)) | BigInt(z)) << BigInt(64 - LAYER_BITS - 3 * bits)
}

/** The halves of the ids of a block by number; number 0 is the id 0. */
export function blockIds(place: Vec3, bits: number, count: number): { low: Uint32Array; high: Uint32Array } {
  const first = blockId(place, bits)
  const low = new Uint32Array(count + 1)
  const high = new Uint32Array(count + 1)
  // Fewer than 2^24 numbers are added to a low half that ends in at least 24 zeros.
  const firstLow = Number(first & 0xffffffffn)
  const highHalf = Number(first >> 32n)
  for (let number = 1; number <= count; number += 1) {
    low[number] = firstLow + number
    high[number] = highHalf
  }
  return { low, high }
}
