import { messageOf } from '../../problem.ts'
import { unblosc } from './blosc.ts'
import { crc32c } from './crc.ts'
import { unGzip } from './inflate.ts'
import { unlz4Java, unlz4Sized } from './lz4-frames.ts'
import type { Unpackers } from './unpackers.ts'
import { unshuffleBytes } from './unshuffle.ts'

/** One step that the bytes of a chunk of Zarr or N5 went through as they were written. */
export type PackStep =
  | { readonly kind: 'gzip' | 'zlib' | 'zstd' | 'blosc' }
  /** One block after its length, as numcodecs writes it. */
  | { readonly kind: 'lz4' }
  /** Blocks of lz4-java, as N5 has them. */
  | { readonly kind: 'lz4-java' }
  /** CRC-32C, little-endian, behind the bytes. */
  | { readonly kind: 'crc32c' }
  /** The shuffle of numcodecs. */
  | { readonly kind: 'shuffle'; readonly valueBytes: number }

/** Of a CRC-32C. */
export const CHECK_BYTES = 4

/** Whether a step makes another number of bytes, which depends on the bytes. */
function isCompression({ kind }: PackStep): boolean {
  return kind !== 'crc32c' && kind !== 'shuffle'
}

/** Bytes of `length` bytes after these steps; undefined after a compression. */
function packedBytes(steps: readonly PackStep[], length: number): number | undefined {
  if (steps.some(isCompression)) return undefined
  return length + CHECK_BYTES * steps.filter(({ kind }) => kind === 'crc32c').length
}

/**
 * Takes all steps off, the last one first. `length` is the number of bytes before the first step. Of the steps at most
 * one is a compression. Throws an Error that says what is wrong, also where another number of bytes comes out.
 */
export function unpack(bytes: Uint8Array, steps: readonly PackStep[], length: number, by: Unpackers): Uint8Array {
  let left = bytes
  for (let at = steps.length - 1; at >= 0; at--) {
    const step = steps[at]!
    const before = packedBytes(steps.slice(0, at), length)
    if (before === undefined && step.kind !== 'crc32c') throw new Error('it is compressed more than once')
    left = without(step, left, before ?? left.length - CHECK_BYTES, by)
    if (before !== undefined && left.length !== before) {
      throw new Error(`${step.kind}: ${left.length} bytes came out, not ${before}`)
    }
  }
  if (left.length !== length) throw new Error(`it has ${left.length} bytes, not ${length}`)
  return left
}

function without(step: PackStep, bytes: Uint8Array, length: number, by: Unpackers): Uint8Array {
  try {
    return undone(step, bytes, length, by)
  } catch (error) {
    // Decoders of libraries throw errors of their own kinds.
    const why = messageOf(error)
    throw new Error(`${step.kind}: ${why}`, { cause: error })
  }
}

function undone(step: PackStep, bytes: Uint8Array, length: number, by: Unpackers): Uint8Array {
  switch (step.kind) {
    case 'gzip':
      return unGzip(bytes, length)
    case 'zlib':
      return filled(length, (out) => by.zlib(bytes, out))
    case 'zstd':
      return by.zstd(bytes, length)
    case 'blosc':
      return unblosc(bytes, length, by)
    case 'lz4':
      return unlz4Sized(bytes, length, by.lz4)
    case 'lz4-java':
      return unlz4Java(bytes, length, by.lz4)
    case 'crc32c':
      return withoutCrc32c(bytes)
    case 'shuffle': {
      const out = new Uint8Array(bytes.length)
      unshuffleBytes(bytes, step.valueBytes, out, 0)
      return out
    }
  }
}

function filled(length: number, fill: (out: Uint8Array) => void): Uint8Array {
  const out = new Uint8Array(length)
  fill(out)
  return out
}

/** What stands before a CRC-32C. Throws an Error where that is wrong. */
export function withoutCrc32c(bytes: Uint8Array): Uint8Array {
  const end = bytes.length - CHECK_BYTES
  if (end < 0) throw new Error('it is cut short')
  const contents = bytes.subarray(0, end)
  const check = new DataView(bytes.buffer, bytes.byteOffset + end, CHECK_BYTES).getUint32(0, true)
  if (crc32c(contents) !== check) throw new Error('the checksum is wrong')
  return contents
}
