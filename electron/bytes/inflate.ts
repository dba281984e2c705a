import { gunzip } from 'node:zlib'
import { ProblemError, type ProblemKind } from '../../shared/problem.ts'
import { MAX_VALUE_BYTES } from './limits.ts'

/** Bounds of zlib's step of output, bytes: one step for most chunks, and no huge buffer on the word of a damaged file. */
const MIN_STEP_BYTES = 4 * 2 ** 10
const MAX_STEP_BYTES = 4 * 2 ** 20

export interface InflateOptions {
  /** The file or URL, for the message. */
  readonly file: string
  /** The problem of gzip that is damaged or cut short. */
  readonly kind?: ProblemKind
  /** The most bytes that may come out; beyond it, 'too-large'. */
  readonly maxBytes?: number
}

/** Takes gzip off, on zlib's own threads. */
export function inflate(bytes: Uint8Array, options: InflateOptions): Promise<Uint8Array> {
  const { file, kind = 'bad-chunk', maxBytes = MAX_VALUE_BYTES } = options
  return new Promise((resolve, reject) => {
    const settings = { maxOutputLength: maxBytes, chunkSize: stepFor(bytes) }
    gunzip(bytes, settings, (error, inflated) => {
      if (error === null) return resolve(inflated)
      const tooLarge = 'code' in error && error.code === 'ERR_BUFFER_TOO_LARGE'
      const problem = tooLarge
        ? { kind: 'too-large' as const, message: `${file} inflates to more than ${maxBytes} bytes`, file }
        : { kind, message: `The gzip of ${file} is damaged: ${error.message}`, file }
      reject(new ProblemError(problem, { cause: error }))
    })
  })
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
