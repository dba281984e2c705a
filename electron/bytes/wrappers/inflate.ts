import * as zlib from 'node:zlib'
import { ProblemError, type ProblemKind } from '../../../shared/problem.ts'
import { MAX_VALUE_BYTES } from '../limits.ts'
import { TooLong, unzstd } from './unzstd.ts'

/** The compressions that Skein takes off. */
export type Coding = 'gzip' | 'deflate' | 'br' | 'zstd'

/** Bounds of zlib's step of output, bytes: one step for most chunks, and no huge buffer on the word of a damaged file. */
const MIN_STEP_BYTES = 4 * 2 ** 10
const MAX_STEP_BYTES = 4 * 2 ** 20

export interface InflateOptions {
  /** The file or URL, for the message. */
  readonly file: string
  /** What is taken off; gzip where nothing is said. */
  readonly coding?: Coding
  /** The problem of bytes that are damaged or cut short. */
  readonly kind?: ProblemKind
  /** The most bytes that may come out; beyond it, 'too-large'. */
  readonly maxBytes?: number
}

/** Takes one compression off, on zlib's own threads (but see `unzstd`). */
export function inflate(bytes: Uint8Array, options: InflateOptions): Promise<Uint8Array> {
  const { file, coding = 'gzip', kind = 'bad-chunk', maxBytes = MAX_VALUE_BYTES } = options
  return new Promise((resolve, reject) => {
    run(bytes, coding, maxBytes, (error, inflated) => {
      if (error === null) return resolve(inflated)
      const tooLarge = error instanceof TooLong || ('code' in error && error.code === 'ERR_BUFFER_TOO_LARGE')
      const problem = tooLarge
        ? { kind: 'too-large' as const, message: `${file} inflates to more than ${maxBytes} bytes`, file }
        : { kind, message: `The ${coding} of ${file} is damaged: ${error.message}`, file }
      reject(new ProblemError(problem, { cause: error }))
    })
  })
}

type Done = (error: Error | null, inflated: Uint8Array) => void

function run(bytes: Uint8Array, coding: Coding, maxBytes: number, done: Done): void {
  const chunkSize = coding === 'gzip' ? stepFor(bytes) : MIN_STEP_BYTES * 16
  const settings = { maxOutputLength: maxBytes, chunkSize }
  switch (coding) {
    case 'gzip':
      zlib.gunzip(bytes, settings, done)
      return
    case 'deflate':
      // HTTP means zlib's format by it (RFC 9110, 8.4.1.2), but some servers send it bare.
      if (hasZlibHeader(bytes)) zlib.inflate(bytes, settings, done)
      else zlib.inflateRaw(bytes, settings, done)
      return
    case 'br':
      zlib.brotliDecompress(bytes, settings, done)
      return
    case 'zstd':
      unzstd(bytes, maxBytes, done)
  }
}

/** RFC 1950, 2.2: method 8, and a multiple of 31. */
function hasZlibHeader(bytes: Uint8Array): boolean {
  const [first = 0, second = 0] = bytes
  return (first & 15) === 8 && (first * 256 + second) % 31 === 0
}

/** The last four bytes of gzip say how long the contents are (modulo 2^32): a hint for the buffer, never trusted. */
function stepFor(bytes: Uint8Array): number {
  if (bytes.byteLength < 4) return MIN_STEP_BYTES
  const said = new DataView(bytes.buffer, bytes.byteOffset + bytes.byteLength - 4, 4).getUint32(0, true)
  return Math.min(MAX_STEP_BYTES, Math.max(MIN_STEP_BYTES, said + 1))
}

/** The same bytes in a buffer of their own, copied only where the buffer holds more; never a Node `Buffer`. */
export function exactBytes(bytes: Uint8Array): Uint8Array {
  const exact = bytes.byteLength === bytes.buffer.byteLength
  if (!exact) return new Uint8Array(bytes)
  return Buffer.isBuffer(bytes) ? new Uint8Array(bytes.buffer) : bytes
}
