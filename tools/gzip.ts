import { gzipSync } from 'node:zlib'

/** Place of the byte of a gzip header that names the operating system, and its value for "unknown" (RFC 1952). */
const OS_BYTE = 9
const OS_UNKNOWN = 255

/** Gzip without a trace of when or on which system it was made. */
export function gzip(bytes: Uint8Array): Uint8Array {
  const zipped = gzipSync(bytes, { level: 6 })
  zipped[OS_BYTE] = OS_UNKNOWN
  return zipped
}
