// The byte order of typed arrays is that of every machine that Electron runs on: little-endian.

/**
 * Puts together values whose first bytes stand first, then their second bytes, ... (the shuffle of HDF5, blosc and
 * numcodecs), and writes them to `out` from `at` on. What is left over stands at the end as it is.
 */
export function unshuffleBytes(block: Uint8Array, typeSize: number, out: Uint8Array, at: number): void {
  const values = Math.floor(block.length / typeSize)
  const begins = out.byteOffset + at
  if (typeSize === 2 && begins % 2 === 0) unshuffle2(block, new Uint16Array(out.buffer, begins, values))
  else if (typeSize === 4 && begins % 4 === 0) unshuffle4(block, new Uint32Array(out.buffer, begins, values))
  else if (typeSize === 8 && begins % 4 === 0) unshuffle8(block, new Uint32Array(out.buffer, begins, 2 * values))
  else {
    for (let byte = 0, from = 0; byte < typeSize; byte++) {
      for (let value = 0, to = at + byte; value < values; value++, to += typeSize) out[to] = block[from++]!
    }
  }
  const whole = values * typeSize
  if (whole < block.length) out.set(block.subarray(whole), at + whole)
}

function unshuffle2(block: Uint8Array, out: Uint16Array): void {
  const n = out.length
  for (let i = 0; i < n; i++) out[i] = block[i]! | (block[n + i]! << 8)
}

function unshuffle4(block: Uint8Array, out: Uint32Array): void {
  const n = out.length
  const [two, three] = [2 * n, 3 * n]
  for (let i = 0; i < n; i++) {
    out[i] = block[i]! | (block[n + i]! << 8) | (block[two + i]! << 16) | (block[three + i]! << 24)
  }
}

function unshuffle8(block: Uint8Array, out: Uint32Array): void {
  const n = out.length / 2
  const [b, c, d, e, f, g, h] = [n, 2 * n, 3 * n, 4 * n, 5 * n, 6 * n, 7 * n] as const
  for (let i = 0, to = 0; i < n; i++, to += 2) {
    out[to] = block[i]! | (block[b + i]! << 8) | (block[c + i]! << 16) | (block[d + i]! << 24)
    out[to + 1] = block[e + i]! | (block[f + i]! << 8) | (block[g + i]! << 16) | (block[h + i]! << 24)
  }
}

/**
 * The same for bits: the lowest bits of the first bytes of all values, eight values to a byte, then the next bits, ...
 * (bitshuffle). The number of values must be a multiple of 8; what is left over stands at the end as it is.
 */
export function unshuffleBits(block: Uint8Array, typeSize: number, out: Uint8Array, at: number): void {
  const values = Math.floor(block.length / typeSize)
  const whole = values * typeSize
  // First the bits come to their bytes, which then are shuffled as bytes are.
  const bytes = new Uint32Array(whole / 4)
  const row = values / 8
  for (let byte = 0, to = 0; byte < typeSize; byte++) {
    const first = byte * 8 * row
    for (let from = first; from < first + row; from++) {
      // Eight bytes are a square of bits, which is turned over its diagonal (Warren, Hacker's Delight, 7-3).
      let x = block[from]! | (block[from + row]! << 8) | (block[from + 2 * row]! << 16) | (block[from + 3 * row]! << 24)
      let y =
        block[from + 4 * row]! |
        (block[from + 5 * row]! << 8) |
        (block[from + 6 * row]! << 16) |
        (block[from + 7 * row]! << 24)
      let t = (x ^ (x >>> 7)) & 0x00aa00aa
      x ^= t ^ (t << 7)
      t = (y ^ (y >>> 7)) & 0x00aa00aa
      y ^= t ^ (t << 7)
      t = (x ^ (x >>> 14)) & 0x0000cccc
      x ^= t ^ (t << 14)
      t = (y ^ (y >>> 14)) & 0x0000cccc
      y ^= t ^ (t << 14)
      bytes[to++] = (x & 0x0f0f0f0f) | ((y << 4) & 0xf0f0f0f0)
      bytes[to++] = ((x >>> 4) & 0x0f0f0f0f) | (y & 0xf0f0f0f0)
    }
  }
  const shuffled = new Uint8Array(bytes.buffer)
  if (typeSize === 1) out.set(shuffled, at)
  else unshuffleBytes(shuffled, typeSize, out, at)
  if (whole < block.length) out.set(block.subarray(whole), at + whole)
}
