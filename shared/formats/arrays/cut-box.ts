import type { Vec3 } from '../../geometry.ts'

/** How to find values of a decoded chunk: distances between neighbours, counted in values. */
export interface BoxLayout {
  /** The first value of the box. */
  readonly offset: number
  /** The distance to the next value along x, y and z. */
  readonly strides: Vec3
}

type Words = Uint8Array | Uint16Array | Uint32Array

/**
 * Copies a box of values out of a chunk, x fastest, into a buffer that holds nothing else. `values` are the bytes of
 * whole values of `valueBytes` bytes each.
 */
export function cutBox(values: Uint8Array, valueBytes: number, { offset, strides }: BoxLayout, size: Vec3): Uint8Array {
  const count = size[0] * size[1] * size[2]
  // Along an axis of one value there is no next one.
  const follows = (axis: number, distance: number) => size[axis] === 1 || strides[axis] === distance
  if (follows(0, 1) && follows(1, size[0]) && follows(2, size[0] * size[1])) {
    const [start, end] = [offset * valueBytes, (offset + count) * valueBytes]
    const isOwn = start === 0 && end === values.buffer.byteLength
    return isOwn ? values : values.slice(start, end)
  }
  const out = new Uint8Array(count * valueBytes)
  if (strides[0] === 1) copyRows(values, valueBytes, { offset, strides }, size, out)
  else copyValues(values, valueBytes, { offset, strides }, size, out)
  return out
}

function copyRows(from: Uint8Array, bytes: number, { offset, strides }: BoxLayout, size: Vec3, out: Uint8Array): void {
  const row = size[0] * bytes
  let to = 0
  for (let z = 0; z < size[2]; z++) {
    for (let y = 0; y < size[1]; y++, to += row) {
      const at = (offset + z * strides[2] + y * strides[1]) * bytes
      out.set(from.subarray(at, at + row), to)
    }
  }
}

function copyValues(values: Uint8Array, bytes: number, layout: BoxLayout, size: Vec3, out: Uint8Array): void {
  // Values of 64 bits are copied as two halves: 64-bit numbers of JavaScript are slow.
  const step = bytes === 8 ? 2 : 1
  const [from, to] = [wordsOf(values, bytes), wordsOf(out, bytes)]
  const [sx, sy, sz] = layout.strides
  let at = 0
  for (let z = 0; z < size[2]; z++) {
    for (let y = 0; y < size[1]; y++) {
      let place = (layout.offset + z * sz + y * sy) * step
      for (let x = 0; x < size[0]; x++, place += sx * step) {
        to[at++] = from[place]!
        if (step === 2) to[at++] = from[place + 1]!
      }
    }
  }
}

function wordsOf(bytes: Uint8Array, valueBytes: number): Words {
  if (valueBytes === 1) return bytes
  const { buffer, byteOffset, byteLength } = byteOffsetFits(bytes, Math.min(valueBytes, 4))
  if (valueBytes === 2) return new Uint16Array(buffer, byteOffset, byteLength / 2)
  return new Uint32Array(buffer, byteOffset, byteLength / 4)
}

function byteOffsetFits(bytes: Uint8Array, wordBytes: number): Uint8Array {
  return bytes.byteOffset % wordBytes === 0 ? bytes : bytes.slice()
}

/** Turns the bytes of each value around. `bytes` lie in a buffer that holds nothing else; it may be changed. */
export function swapped(bytes: Uint8Array, valueBytes: number): Uint8Array {
  const words = valueBytes === 1 ? bytes : wordsOf(bytes, valueBytes)
  switch (valueBytes) {
    case 2:
      for (let at = 0; at < words.length; at++) words[at] = (words[at]! << 8) | (words[at]! >> 8)
      break
    case 4:
      for (let at = 0; at < words.length; at++) words[at] = turned(words[at]!)
      break
    case 8:
      for (let at = 0; at < words.length; at += 2) {
        const low = words[at]!
        words[at] = turned(words[at + 1]!)
        words[at + 1] = turned(low)
      }
  }
  return valueBytes === 1 ? bytes : new Uint8Array(words.buffer, words.byteOffset, words.byteLength)
}

/** The four bytes of a word the other way around. */
function turned(word: number): number {
  return (word << 24) | ((word & 0xff00) << 8) | ((word >>> 8) & 0xff00) | (word >>> 24)
}
