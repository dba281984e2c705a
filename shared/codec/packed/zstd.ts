import { Decompress } from 'fzstd'

/**
 * Takes zstd off; at most `maxBytes` come out. Throws an Error that says what is wrong. The decode workers have one in wasm,
 * which is faster than `unzstd`.
 */
export type Unzstd = (bytes: Uint8Array, maxBytes: number) => Uint8Array

/** More came out than was allowed. */
export class TooLong extends Error {}

/**
 * Bytes of the window that a frame may ask for: 128 MiB, the most that the zstd program takes without a flag. fzstd
 * makes room for the window before it reads on, so a damaged header must not name any size.
 */
const MAX_WINDOW_BYTES = 2 ** 27

/** The first bytes of a frame (RFC 8878, 3.1.1), little-endian. */
const FRAME_MAGIC = 0xfd2fb528

/**
 * Takes zstd off (RFC 8878), at some 40 MB/s; a frame's checksum is not looked at. Throws an Error that says what is wrong,
 * or `TooLong` when more than `maxBytes` would come out.
 */
export function unzstd(bytes: Uint8Array, maxBytes: number): Uint8Array {
  if (windowBytes(bytes) > MAX_WINDOW_BYTES) throw new Error(`its window is larger than ${MAX_WINDOW_BYTES} bytes`)
  const pieces: Uint8Array[] = []
  let length = 0
  const stream = new Decompress((piece) => {
    length += piece.byteLength
    if (length > maxBytes) throw new TooLong(`it holds more than ${maxBytes} bytes`)
    pieces.push(piece)
  })
  stream.push(bytes, true)
  const whole = new Uint8Array(length)
  let at = 0
  for (const piece of pieces) {
    whole.set(piece, at)
    at += piece.byteLength
  }
  return whole
}

/** The window of the first frame (RFC 8878, 3.1.1.1.2); where the whole frame is one segment, its contents' size. */
function windowBytes(bytes: Uint8Array): number {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (view.byteLength < 6 || view.getUint32(0, true) !== FRAME_MAGIC) throw new Error('it does not begin as zstd does')
  const descriptor = view.getUint8(4)
  if ((descriptor & 0x20) === 0) {
    const window = view.getUint8(5)
    return 2 ** (10 + (window >> 3)) * (1 + (window & 7) / 8)
  }
  const at = 5 + [0, 1, 2, 4][descriptor & 3]!
  const sizeBytes = [1, 2, 4, 8][descriptor >> 6]!
  if (view.byteLength < at + sizeBytes) throw new Error('it is cut short')
  if (sizeBytes === 8) return Number(view.getBigUint64(at, true))
  if (sizeBytes === 4) return view.getUint32(at, true)
  return sizeBytes === 2 ? view.getUint16(at, true) + 256 : view.getUint8(at)
}
