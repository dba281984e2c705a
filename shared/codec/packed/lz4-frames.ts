import { UNPACKERS, type UnpackInto } from './unpackers.ts'
import { xxHash32 } from './xx-hash.ts'

/** Takes off the LZ4 of numcodecs: the number of bytes (little-endian, 32 bits), then one block. Throws an Error. */
export function unlz4Sized(bytes: Uint8Array, maxBytes: number, lz4: UnpackInto = UNPACKERS.lz4): Uint8Array {
  if (bytes.length < 4) throw new Error('it is cut short')
  const length = new DataView(bytes.buffer, bytes.byteOffset, 4).getUint32(0, true)
  if (length > maxBytes) throw new Error(`it holds ${length} bytes, more than ${maxBytes}`)
  const out = new Uint8Array(length)
  lz4(bytes.subarray(4), out)
  return out
}

/** `LZ4Block`, with which each block of lz4-java begins (LZ4BlockOutputStream). */
const MAGIC = [0x4c, 0x5a, 0x34, 0x42, 0x6c, 0x6f, 0x63, 0x6b]
/** Bytes of a block's header: the magic, a token, two lengths and a check. */
const HEADER_BYTES = MAGIC.length + 13
const STORED = 0x10
const PACKED = 0x20
/** What lz4-java begins its xxHash32 with, and the bits of it that it keeps. */
const SEED = 0x9747b28c
const CHECK_BITS = 0x0fffffff

/** Takes off the LZ4 of N5: blocks of lz4-java, which must hold exactly `length` bytes. Throws an Error. */
export function unlz4Java(bytes: Uint8Array, length: number, lz4: UnpackInto): Uint8Array {
  const out = new Uint8Array(length)
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  let from = 0
  let to = 0
  while (from < bytes.length) {
    if (bytes.length - from < HEADER_BYTES) throw new Error('it is cut short')
    if (MAGIC.some((byte, i) => bytes[from + i] !== byte)) throw new Error('it does not begin as LZ4 of Java does')
    const [stored, held, check] = [9, 13, 17].map((at) => view.getUint32(from + at, true)) as [number, number, number]
    const method = bytes[from + 8]! & 0xf0
    from += HEADER_BYTES
    // A block of no bytes ends the stream.
    if (held === 0) break
    if (stored > bytes.length - from) throw new Error('it is cut short')
    if (held > length - to) throw new Error(`it holds more than ${length} bytes`)
    const block = out.subarray(to, to + held)
    unpackInto(method, bytes.subarray(from, from + stored), block, lz4)
    if ((xxHash32(block, SEED) & CHECK_BITS) !== check) throw new Error('its checksum is wrong')
    from += stored
    to += held
  }
  if (to !== length) throw new Error(`it holds ${to} bytes of ${length}`)
  return out
}

function unpackInto(method: number, stored: Uint8Array, block: Uint8Array, lz4: UnpackInto): void {
  if (method === PACKED) lz4(stored, block)
  else if (method === STORED && stored.length === block.length) block.set(stored)
  else throw new Error(`a block of ${block.length} bytes is stored as ${stored.length} in a way that is unknown`)
}
