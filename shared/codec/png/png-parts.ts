/** What Skein needs of a PNG file: its header and its compressed data (ISO/IEC 15948, chapters 5 and 11). */
export interface PngParts {
  readonly width: number
  readonly height: number
  readonly bitDepth: number
  readonly colourType: number
  readonly interlaced: boolean
  /** The zlib stream of all data parts joined. */
  readonly data: Uint8Array
}

const SIGNATURE = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]
/** Length and type before a part's data, checksum after it. */
const PART_HEAD_BYTES = 8
const PART_CHECK_BYTES = 4
const HEADER_BYTES = 13

/** Walks over the parts of a PNG file and checks each one's checksum. Returns a text where something is wrong. */
export function readPngParts(bytes: Uint8Array): PngParts | string {
  if (SIGNATURE.some((byte, i) => bytes[i] !== byte)) return 'it is no PNG'
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  let header: Omit<PngParts, 'data'> | undefined
  const data: Uint8Array[] = []
  let at = SIGNATURE.length
  for (;;) {
    if (at + PART_HEAD_BYTES + PART_CHECK_BYTES > bytes.byteLength) return 'its PNG is cut short'
    const length = view.getUint32(at)
    const type = String.fromCharCode(...bytes.subarray(at + 4, at + PART_HEAD_BYTES))
    const from = at + PART_HEAD_BYTES
    const to = from + length
    if (to + PART_CHECK_BYTES > bytes.byteLength) return `the part ${JSON.stringify(type)} of its PNG points outside`
    if (view.getUint32(to) !== checksum(bytes, at + 4, to)) {
      return `the part ${JSON.stringify(type)} of its PNG does not match its checksum`
    }
    if (type === 'IHDR' && length === HEADER_BYTES) header = readHeader(view, from)
    else if (type === 'IDAT') data.push(bytes.subarray(from, to))
    else if (type === 'IEND') break
    at = to + PART_CHECK_BYTES
  }
  return header === undefined ? 'its PNG has no header' : { ...header, data: join(data) }
}

function readHeader(view: DataView, at: number): Omit<PngParts, 'data'> {
  return {
    width: view.getUint32(at),
    height: view.getUint32(at + 4),
    bitDepth: view.getUint8(at + 8),
    colourType: view.getUint8(at + 9),
    interlaced: view.getUint8(at + 12) !== 0,
  }
}

function join(parts: readonly Uint8Array[]): Uint8Array {
  const [only] = parts
  if (parts.length === 1 && only !== undefined) return only
  const joined = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0))
  let at = 0
  for (const part of parts) {
    joined.set(part, at)
    at += part.length
  }
  return joined
}

/** CRC-32 of ISO 3309, as PNG uses it. */
const CRC_POLYNOMIAL = 0xedb88320
const CRC_TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let value = byte
  for (let bit = 0; bit < 8; bit++) value = (value >>> 1) ^ (value & 1 ? CRC_POLYNOMIAL : 0)
  return value >>> 0
})

function checksum(bytes: Uint8Array, from: number, to: number): number {
  let value = 0xffffffff
  for (let i = from; i < to; i++) value = (value >>> 8) ^ CRC_TABLE[(value ^ bytes[i]!) & 0xff]!
  return (value ^ 0xffffffff) >>> 0
}
