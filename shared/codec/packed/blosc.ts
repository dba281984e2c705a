import { unzlibSync } from 'fflate'
import { unblosclz } from './blosclz.ts'
import { unlz4Block } from './lz4.ts'
import { unzstd } from './zstd.ts'

/** The header's bytes (c-blosc, README_CHUNK_FORMAT.rst). */
const HEADER_BYTES = 16

/** A block of at least so many values is cut into one stream a byte of a value (c-blosc, blosc.c: MIN_BUFFERSIZE). */
const LEAST_SPLIT_VALUES = 128
/** Values of more bytes are not cut into streams (MAX_SPLITS). */
const MAX_SPLITS = 16

const SHUFFLED = 0x01
const STORED = 0x02
const BIT_SHUFFLED = 0x04
const NOT_SPLIT = 0x10

const COMPRESSORS = ['blosclz', 'lz4', 'snappy', 'zlib', 'zstd'] as const

interface Header {
  readonly flags: number
  readonly typeSize: number
  readonly bytes: number
  readonly blockBytes: number
  readonly compressor: (typeof COMPRESSORS)[number]
}

/**
 * Takes blosc off (c-blosc 1, README_CHUNK_FORMAT.rst): blosclz, lz4, zlib or zstd inside, bytes or bits shuffled or not.
 * Throws an Error that says what is wrong; at most `maxBytes` come out.
 */
export function unblosc(data: Uint8Array, maxBytes: number): Uint8Array {
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength)
  const header = readHeader(view, maxBytes)
  if ((header.flags & STORED) !== 0) {
    if (data.length !== HEADER_BYTES + header.bytes) throw new Error('it is cut short')
    return data.slice(HEADER_BYTES)
  }
  const out = new Uint8Array(header.bytes)
  const blocks = Math.ceil(header.bytes / header.blockBytes)
  if (HEADER_BYTES + 4 * blocks > data.length) throw new Error('it is cut short')
  for (let block = 0; block < blocks; block++) {
    const start = view.getUint32(HEADER_BYTES + 4 * block, true)
    const at = block * header.blockBytes
    const length = Math.min(header.blockBytes, header.bytes - at)
    out.set(unshuffled(readBlock(view, data, header, start, length), header), at)
  }
  return out
}

function readHeader(view: DataView, maxBytes: number): Header {
  if (view.byteLength < HEADER_BYTES) throw new Error('it is shorter than a blosc header')
  const version = view.getUint8(0)
  if (version < 1 || version > 2) throw new Error('it does not begin as blosc does')
  const flags = view.getUint8(2)
  const [bytes, blockBytes, stored] = [4, 8, 12].map((at) => view.getUint32(at, true)) as [number, number, number]
  const compressor = COMPRESSORS[flags >> 5]
  if (compressor === undefined) throw new Error(`its blosc compressor ${flags >> 5} is unknown`)
  if (compressor === 'snappy' && (flags & STORED) === 0)
    throw new Error('its blosc compressor is snappy, which Skein does not read')
  if (stored !== view.byteLength) throw new Error(`it has ${view.byteLength} bytes, but its header says ${stored}`)
  if (bytes > maxBytes) throw new Error(`it holds ${bytes} bytes, more than ${maxBytes}`)
  if (bytes > 0 && blockBytes < 1) throw new Error('its blocks have no bytes')
  return { flags, typeSize: view.getUint8(3), bytes, blockBytes, compressor }
}

function readBlock(view: DataView, data: Uint8Array, header: Header, start: number, length: number): Uint8Array {
  const { flags, typeSize, blockBytes } = header
  const isSplit =
    (flags & NOT_SPLIT) === 0 &&
    length === blockBytes &&
    typeSize > 1 &&
    typeSize <= MAX_SPLITS &&
    blockBytes / typeSize >= LEAST_SPLIT_VALUES
  const streams = isSplit ? typeSize : 1
  const streamBytes = Math.floor(length / streams)
  const block = new Uint8Array(length)
  let at = start
  for (let stream = 0; stream < streams; stream++) {
    if (at + 4 > data.length) throw new Error('it is cut short')
    const stored = view.getUint32(at, true)
    at += 4
    if (stored > data.length - at) throw new Error('it is cut short')
    const part = data.subarray(at, at + stored)
    block.set(stored === streamBytes ? part : decompressed(part, streamBytes, header.compressor), stream * streamBytes)
    at += stored
  }
  return block
}

function decompressed(part: Uint8Array, length: number, compressor: Header['compressor']): Uint8Array {
  switch (compressor) {
    case 'blosclz':
      return unblosclz(part, length)
    case 'lz4':
      return unlz4Block(part, length)
    case 'zlib':
      return unzlib(part, length)
    default:
      return exactly(unzstd(part, length), length)
  }
}

/** fflate does not look at the checksum (RFC 1950, 2.2) that ends the stream. */
function unzlib(part: Uint8Array, length: number): Uint8Array {
  // One byte to spare shows a stream that is too long.
  const bytes = exactly(unzlibSync(part, { out: new Uint8Array(length + 1) }), length)
  const sum = new DataView(part.buffer, part.byteOffset, part.byteLength).getUint32(part.byteLength - 4)
  if (adler32(bytes) !== sum) throw new Error('its checksum is wrong')
  return bytes.slice()
}

function adler32(bytes: Uint8Array): number {
  let [a, b] = [1, 0]
  for (const byte of bytes) {
    a = (a + byte) % 65521
    b = (b + a) % 65521
  }
  return (b * 65536 + a) >>> 0
}

function exactly(bytes: Uint8Array, length: number): Uint8Array {
  if (bytes.length !== length) throw new Error(`a block holds ${bytes.length} bytes of ${length}`)
  return bytes
}

function unshuffled(block: Uint8Array, { flags, typeSize }: Header): Uint8Array {
  if ((flags & SHUFFLED) !== 0 && typeSize > 1) return unshuffledBytes(block, typeSize)
  const values = Math.floor(block.length / typeSize)
  // Blocks that cannot be shuffled by bits whole are left as they are (shuffle.c, bitunshuffle).
  return (flags & BIT_SHUFFLED) !== 0 && values % 8 === 0 ? unshuffledBits(block, typeSize, values) : block
}

/** The first bytes of all values, then the second ones, ...; what is left over stands at the end as it is. */
function unshuffledBytes(block: Uint8Array, typeSize: number): Uint8Array {
  const values = Math.floor(block.length / typeSize)
  const out = block.slice()
  for (let byte = 0, from = 0; byte < typeSize; byte++) {
    for (let value = 0; value < values; value++) out[value * typeSize + byte] = block[from++]!
  }
  return out
}

/** The lowest bits of the first bytes of all values, eight values to a byte, then the next bits, ... */
function unshuffledBits(block: Uint8Array, typeSize: number, values: number): Uint8Array {
  const out = block.slice()
  const rowBytes = values / 8
  for (let byte = 0; byte < typeSize; byte++) {
    const first = byte * 8 * rowBytes
    for (let value = 0; value < values; value++) {
      let bits = 0
      for (let bit = 0; bit < 8; bit++) {
        bits |= ((block[first + bit * rowBytes + (value >> 3)]! >> (value & 7)) & 1) << bit
      }
      out[value * typeSize + byte] = bits
    }
  }
  return out
}
