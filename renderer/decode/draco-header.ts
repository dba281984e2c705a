/** What a Draco file announces, before anything of it is decoded. */
export interface DracoHeader {
  readonly vertices: number
  readonly triangles: number
}

/** `DRACO`, two bytes of the version, the kind of geometry, the method, and two bytes of flags. */
const HEADER_BYTES = 11
const MAGIC = [0x44, 0x52, 0x41, 0x43, 0x4f]
const MESH = 1
const SEQUENTIAL = 0
const EDGEBREAKER = 1
const HAS_METADATA = 0x8000
/** Levels of metadata inside metadata that are read. */
const MAX_DEPTH = 16

/**
 * Reads the header of a Draco file up to the numbers of its vertices and triangles (google.github.io/draco/spec, 4 to 6;
 * before 2.2 as google/draco reads it). A string says what is wrong.
 */
export function readDracoHeader(bytes: Uint8Array): DracoHeader | string {
  if (bytes.length < HEADER_BYTES || MAGIC.some((byte, i) => bytes[i] !== byte)) return 'it is no Draco file'
  const version = bytes[5]! * 10 + bytes[6]!
  if (bytes[7] !== MESH) return 'it has points and no triangles'
  const method = bytes[8]!
  const flags = bytes[9]! + 256 * bytes[10]!
  const reader = createReader(bytes, HEADER_BYTES)
  if (version >= 13 && (flags & HAS_METADATA) !== 0) skipMetadata(reader)
  const count = () => (version >= 22 ? reader.varint() : reader.uint32())
  const read = method === EDGEBREAKER ? edgebreaker(reader, version) : sequential(count)
  if (method !== EDGEBREAKER && method !== SEQUENTIAL) return `its method of encoding is ${method}`
  return reader.isShort() ? 'its header is cut short' : read
}

function edgebreaker(reader: Reader, version: number): DracoHeader {
  const count = () => (version >= 20 ? reader.varint() : reader.uint32())
  // How the surface was walked.
  reader.skip(1)
  // Vertices that were added on the way.
  if (version < 22) count()
  return { vertices: count(), triangles: count() }
}

function sequential(count: () => number): DracoHeader {
  const triangles = count()
  return { triangles, vertices: count() }
}

function skipMetadata(reader: Reader): void {
  for (let left = reader.varint(); left > 0 && !reader.isShort(); left--) {
    // The number of the attribute.
    reader.varint()
    skipElement(reader, 0)
  }
  skipElement(reader, 0)
}

function skipElement(reader: Reader, depth: number): void {
  if (depth > MAX_DEPTH) reader.skip(Number.POSITIVE_INFINITY)
  for (let left = reader.varint(); left > 0 && !reader.isShort(); left--) {
    reader.skip(reader.uint8())
    reader.skip(reader.varint())
  }
  for (let left = reader.varint(); left > 0 && !reader.isShort(); left--) {
    reader.skip(reader.uint8())
    skipElement(reader, depth + 1)
  }
}

/** Reads on, and gives 0 behind the end. */
interface Reader {
  uint8(): number
  uint32(): number
  /** LEB128 of at most 5 bytes. */
  varint(): number
  skip(bytes: number): void
  isShort(): boolean
}

function createReader(bytes: Uint8Array, start: number): Reader {
  let at = start
  const uint8 = () => bytes[at++] ?? 0
  return {
    uint8,
    uint32: () => uint8() + 2 ** 8 * uint8() + 2 ** 16 * uint8() + 2 ** 24 * uint8(),
    varint: () => {
      let value = 0
      for (let place = 0; place < 5; place++) {
        const byte = uint8()
        value += (byte & 0x7f) * 2 ** (7 * place)
        if (byte < 0x80) break
      }
      return value
    },
    skip: (count) => {
      at += count
    },
    isShort: () => at > bytes.length,
  }
}
