import { unblosclzInto } from './blosclz.ts'
import { UNPACKERS, type Unpackers } from './unpackers.ts'
import { unshuffleBits, unshuffleBytes } from './unshuffle.ts'

/** The header's bytes (c-blosc, README_CHUNK_FORMAT.rst). */
const HEADER_BYTES = 16

/** A block of at least this many values is cut into one stream a byte of a value (c-blosc, blosc.c: MIN_BUFFERSIZE). */
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
 * Throws an Error that says what is wrong; at most `maxBytes` come out. `by` takes off what is inside.
 */
export function unblosc(data: Uint8Array, maxBytes: number, by: Unpackers = UNPACKERS): Uint8Array {
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength)
  const header = readHeader(view, maxBytes)
  if ((header.flags & STORED) !== 0) {
    if (data.length !== HEADER_BYTES + header.bytes) throw new Error('it is cut short')
    return data.slice(HEADER_BYTES)
  }
  const out = new Uint8Array(header.bytes)
  const blocks = Math.ceil(header.bytes / header.blockBytes)
  if (HEADER_BYTES + 4 * blocks > data.length) throw new Error('it is cut short')
  const shuffled = new Uint8Array(isShuffled(header) ? Math.min(header.blockBytes, header.bytes) : 0)
  const scratch = new Uint32Array((header.flags & BIT_SHUFFLED) === 0 ? 0 : Math.ceil(shuffled.length / 4))
  for (let block = 0; block < blocks; block++) {
    const start = view.getUint32(HEADER_BYTES + 4 * block, true)
    const at = block * header.blockBytes
    const length = Math.min(header.blockBytes, header.bytes - at)
    if (shuffled.length === 0) readBlock(view, data, header, start, out.subarray(at, at + length), by)
    else {
      const room = shuffled.subarray(0, length)
      readBlock(view, data, header, start, room, by)
      unshuffle(room, header, out, at, scratch)
    }
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

function readBlock(
  view: DataView,
  data: Uint8Array,
  { flags, typeSize, blockBytes, compressor }: Header,
  start: number,
  block: Uint8Array,
  by: Unpackers,
): void {
  const isSplit =
    (flags & NOT_SPLIT) === 0 &&
    block.length === blockBytes &&
    typeSize > 1 &&
    typeSize <= MAX_SPLITS &&
    blockBytes / typeSize >= LEAST_SPLIT_VALUES
  const streams = isSplit ? typeSize : 1
  const streamBytes = Math.floor(block.length / streams)
  let at = start
  for (let stream = 0; stream < streams; stream++) {
    if (at + 4 > data.length) throw new Error('it is cut short')
    const stored = view.getUint32(at, true)
    at += 4
    if (stored > data.length - at) throw new Error('it is cut short')
    const part = data.subarray(at, at + stored)
    const room = block.subarray(stream * streamBytes, (stream + 1) * streamBytes)
    if (stored === streamBytes) room.set(part)
    else decompressInto(part, room, compressor, by)
    at += stored
  }
}

function decompressInto(part: Uint8Array, room: Uint8Array, compressor: Header['compressor'], by: Unpackers): void {
  switch (compressor) {
    case 'blosclz':
      unblosclzInto(part, room)
      return
    case 'lz4':
      by.lz4(part, room)
      return
    case 'zlib':
      by.zlib(part, room)
      return
    case 'zstd': {
      const bytes = by.zstd(part, room.length)
      if (bytes.length !== room.length) throw new Error(`a block holds ${bytes.length} bytes of ${room.length}`)
      room.set(bytes)
      return
    }
    case 'snappy':
      throw new Error('its blosc compressor is snappy, which Skein does not read')
  }
}

function isShuffled({ flags, typeSize }: Header): boolean {
  return (flags & (SHUFFLED | BIT_SHUFFLED)) !== 0 && (typeSize > 1 || (flags & BIT_SHUFFLED) !== 0)
}

function unshuffle(
  block: Uint8Array,
  { flags, typeSize }: Header,
  out: Uint8Array,
  at: number,
  scratch: Uint32Array,
): void {
  const values = Math.floor(block.length / typeSize)
  if ((flags & SHUFFLED) !== 0 && typeSize > 1) unshuffleBytes(block, typeSize, out, at)
  // Blocks that cannot be shuffled by bits whole are left as they are (shuffle.c, bitunshuffle).
  else if ((flags & BIT_SHUFFLED) !== 0 && values % 8 === 0) unshuffleBits(block, typeSize, out, at, scratch)
  else out.set(block, at)
}
