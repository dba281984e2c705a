import { gzipSync } from 'node:zlib'

/** The byte of a gzip header that names the operating system, and its value for "unknown" (RFC 1952). */
const OS_BYTE = 9
const OS_UNKNOWN = 255

/** Gzip without the time and the system of its making, so that equal bytes give equal files. */
export function gzip(bytes: Uint8Array): Uint8Array {
  const zipped = gzipSync(bytes, { level: 6 })
  zipped[OS_BYTE] = OS_UNKNOWN
  return zipped
}
