const P1 = 0x9e3779b1
const P2 = 0x85ebca77
const P3 = 0xc2b2ae3d
const P4 = 0x27d4eb2f
const P5 = 0x165667b1

/** xxHash of 32 bits (the specification of the xxHash project). */
export function xxHash32(bytes: Uint8Array, seed: number): number {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  let at = 0
  let hash: number
  if (bytes.length >= 16) {
    let [a, b, c, d] = [seed + P1 + P2, seed + P2, seed, seed - P1].map((lane) => lane | 0) as Lanes
    for (; at + 16 <= bytes.length; at += 16) {
      a = mixed(a, view.getUint32(at, true))
      b = mixed(b, view.getUint32(at + 4, true))
      c = mixed(c, view.getUint32(at + 8, true))
      d = mixed(d, view.getUint32(at + 12, true))
    }
    hash = turned(a, 1) + turned(b, 7) + turned(c, 12) + turned(d, 18)
  } else hash = seed + P5
  hash = (hash + bytes.length) | 0
  for (; at + 4 <= bytes.length; at += 4) {
    hash = Math.imul(turned(hash + Math.imul(view.getUint32(at, true), P3), 17), P4)
  }
  for (; at < bytes.length; at++) hash = Math.imul(turned(hash + Math.imul(bytes[at]!, P5), 11), P1)
  hash = Math.imul(hash ^ (hash >>> 15), P2)
  hash = Math.imul(hash ^ (hash >>> 13), P3)
  return (hash ^ (hash >>> 16)) >>> 0
}

type Lanes = [number, number, number, number]

function mixed(lane: number, word: number): number {
  return Math.imul(turned(lane + Math.imul(word, P2), 13), P1)
}

function turned(value: number, bits: number): number {
  return (value << bits) | (value >>> (32 - bits))
}
