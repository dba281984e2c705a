/**
 * The bytes as 32-bit words, copied only when they do not start on a word. Files are little-endian, as is every machine
 * that Electron runs on. The length must be a multiple of 4.
 */
export function wordsOf(bytes: Uint8Array): Uint32Array {
  const aligned = bytes.byteOffset % 4 === 0 ? bytes : bytes.slice()
  return new Uint32Array(aligned.buffer, aligned.byteOffset, aligned.byteLength / 4)
}
