import { gunzipSync, unzlibSync } from 'fflate'
import { crc32 } from './crc.ts'

/** Bytes of the check and the length that end gzip (RFC 1952, 2.3.1). */
const GZIP_TRAILER_BYTES = 8

/** Bytes of the check that ends zlib (RFC 1950, 2.2). */
const ZLIB_TRAILER_BYTES = 4

/**
 * Takes gzip (RFC 1952) off one member that must hold exactly `length` bytes. Throws an Error that says what is wrong: fflate
 * itself looks neither at the check nor at what is left over.
 */
export function unGzip(bytes: Uint8Array, length: number): Uint8Array {
  const out = inflated(bytes, length, GZIP_TRAILER_BYTES, gunzipSync)
  if (trailer(bytes, 8).getUint32(0, true) !== crc32(out)) throw new Error('its checksum is wrong')
  return out
}

/** Takes zlib (RFC 1950) off bytes that must fill `out` exactly, as `unGzip`. */
export function unZlibInto(bytes: Uint8Array, out: Uint8Array): void {
  const whole = inflated(bytes, out.length, ZLIB_TRAILER_BYTES, unzlibSync)
  if (trailer(bytes, 4).getUint32(0, false) !== adler32(whole)) throw new Error('its checksum is wrong')
  out.set(whole)
}

function inflated(
  bytes: Uint8Array,
  length: number,
  trailerBytes: number,
  run: (bytes: Uint8Array, options: { out: Uint8Array }) => Uint8Array,
): Uint8Array {
  if (bytes.length < trailerBytes) throw new Error('it is cut short')
  // One byte to spare shows a stream that is too long.
  const out = run(bytes, { out: new Uint8Array(length + 1) })
  if (out.length !== length)
    throw new Error(`it holds ${out.length > length ? 'more than' : out.length} bytes of ${length}`)
  return out.slice()
}

function trailer(bytes: Uint8Array, count: number): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset + bytes.byteLength - count, count)
}

/** The most bytes whose sums stay exact in 32 bits (zlib, adler32.c: NMAX). */
const ADLER_STEP_BYTES = 5552
const ADLER_BASE = 65521

function adler32(bytes: Uint8Array): number {
  let [a, b] = [1, 0]
  for (let start = 0; start < bytes.length; start += ADLER_STEP_BYTES) {
    const end = Math.min(bytes.length, start + ADLER_STEP_BYTES)
    for (let at = start; at < end; at++) {
      a += bytes[at]!
      b += a
    }
    a %= ADLER_BASE
    b %= ADLER_BASE
  }
  return b * 65536 + a
}
