import * as zlib from 'node:zlib'
import { unzstd as unzstdHere } from '../../../shared/codec/packed/zstd.ts'

export { TooLong } from '../../../shared/codec/packed/zstd.ts'

/** Takes zstd off: by zlib where Node has it (22.15 and newer), on its threads; else on this thread, more slowly. */
export function unzstd(
  bytes: Uint8Array,
  maxBytes: number,
  done: (error: Error | null, inflated: Uint8Array) => void,
  byZlib = 'zstdDecompress' in zlib,
): void {
  if (byZlib) {
    zlib.zstdDecompress(bytes, { maxOutputLength: maxBytes }, done)
    return
  }
  try {
    done(null, unzstdHere(bytes, maxBytes))
  } catch (error) {
    done(error instanceof Error ? error : new Error(String(error)), new Uint8Array(0))
  }
}
