const C1 = 0x239b961b
const C2 = 0xab0e9789
const C3 = 0x38b34ae5
const KEY_BYTES = 8

function rotateLeft(value: number, bits: number): number {
  return (value << bits) | (value >>> (32 - bits))
}

/** The closing avalanche of MurmurHash3 on 32 bits. */
function mixFinal(value: number): number {
  let h = value ^ (value >>> 16)
  h = Math.imul(h, 0x85ebca6b)
  h ^= h >>> 13
  h = Math.imul(h, 0xc2b2ae35)
  return h ^ (h >>> 16)
}

/**
 * MurmurHash3_x86_128 with seed 0 of the 8 bytes (little-endian) of an unsigned 64-bit key: the low 64 bits
 * of the digest, as the sharded format of precomputed volumes uses it (neuroglancer,
 * datasource/precomputed/sharded.md).
 *
 * Eight bytes are shorter than one 16-byte block, so only the tail and the finish of the algorithm remain, and
 * the third and fourth lanes stay zero until the length is mixed in.
 */
export function murmurHash64(low: number, high: number): { readonly low: number; readonly high: number } {
  const first = Math.imul(rotateLeft(Math.imul(low, C1), 15), C2)
  const second = Math.imul(rotateLeft(Math.imul(high, C2), 16), C3)
  let h1 = first ^ KEY_BYTES
  let h2 = second ^ KEY_BYTES
  const lane = KEY_BYTES
  h1 = (h1 + h2 + lane + lane) | 0
  h2 = (h2 + h1) | 0
  const h34 = (lane + h1) | 0
  h1 = mixFinal(h1)
  h2 = mixFinal(h2)
  const h3 = mixFinal(h34)
  h1 = (h1 + h2 + h3 + h3) | 0
  h2 = (h2 + h1) | 0
  return { low: h1 >>> 0, high: h2 >>> 0 }
}
