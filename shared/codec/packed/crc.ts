/** Bytes that one step takes: as many tables of 256 entries. */
const STEP_BYTES = 8

/** Tables of a reflected polynomial of 32 bits: table `n` moves a byte past `n` further bytes. */
function tablesOf(polynomial: number): Uint32Array {
  const tables = new Uint32Array(STEP_BYTES * 256)
  for (let byte = 0; byte < 256; byte++) {
    let value = byte
    for (let bit = 0; bit < 8; bit++) value = (value >>> 1) ^ (value & 1 ? polynomial : 0)
    tables[byte] = value
  }
  for (let at = 256; at < tables.length; at++) {
    const before = tables[at - 256]!
    tables[at] = (before >>> 8) ^ tables[before & 255]!
  }
  return tables
}

function checkOf(t: Uint32Array, bytes: Uint8Array): number {
  let check = -1
  let at = 0
  for (; at + STEP_BYTES <= bytes.length; at += STEP_BYTES) {
    const low = check ^ (bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24))
    check =
      t[0x700 | (low & 255)]! ^
      t[0x600 | ((low >>> 8) & 255)]! ^
      t[0x500 | ((low >>> 16) & 255)]! ^
      t[0x400 | (low >>> 24)]! ^
      t[0x300 | bytes[at + 4]!]! ^
      t[0x200 | bytes[at + 5]!]! ^
      t[0x100 | bytes[at + 6]!]! ^
      t[bytes[at + 7]!]!
  }
  for (; at < bytes.length; at++) check = (check >>> 8) ^ t[(check ^ bytes[at]!) & 255]!
  return ~check >>> 0
}

const CRC32 = tablesOf(0xedb88320)
const CRC32C = tablesOf(0x82f63b78)

/** CRC-32 of ISO 3309, as gzip has it (RFC 1952, 8). */
export const crc32 = (bytes: Uint8Array): number => checkOf(CRC32, bytes)

/** CRC-32C of RFC 3720, B.4, as Zarr has it. */
export const crc32c = (bytes: Uint8Array): number => checkOf(CRC32C, bytes)
