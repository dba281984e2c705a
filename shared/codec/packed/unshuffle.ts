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
  const whole = wordsOf(block, n)
  const [two, three] = [2 * n, 3 * n]
  let i = 0
  if (whole !== undefined) {
    const row = n / 4
    for (let from = 0; from < row; from++, i += 4) {
      putBytes(whole[from]!, whole[from + row]!, whole[from + 2 * row]!, whole[from + 3 * row]!, out, i, 1)
    }
  }
  for (; i < n; i++) {
    out[i] = block[i]! | (block[n + i]! << 8) | (block[two + i]! << 16) | (block[three + i]! << 24)
  }
}

function unshuffle8(block: Uint8Array, out: Uint32Array): void {
  const n = out.length / 2
  const whole = wordsOf(block, n)
  let i = 0
  if (whole !== undefined) {
    const row = n / 4
    for (let from = 0; from < row; from++, i += 4) {
      putBytes(whole[from]!, whole[from + row]!, whole[from + 2 * row]!, whole[from + 3 * row]!, out, 2 * i, 2)
      const high = from + 4 * row
      putBytes(whole[high]!, whole[high + row]!, whole[high + 2 * row]!, whole[high + 3 * row]!, out, 2 * i + 1, 2)
    }
  }
  const [b, c, d, e, f, g, h] = [n, 2 * n, 3 * n, 4 * n, 5 * n, 6 * n, 7 * n] as const
  for (; i < n; i++) {
    out[2 * i] = block[i]! | (block[b + i]! << 8) | (block[c + i]! << 16) | (block[d + i]! << 24)
    out[2 * i + 1] = block[e + i]! | (block[f + i]! << 8) | (block[g + i]! << 16) | (block[h + i]! << 24)
  }
}

/** The bytes as words, where the bytes of one place fill whole ones; undefined elsewhere. */
function wordsOf(block: Uint8Array, values: number): Uint32Array | undefined {
  if (values % 4 !== 0 || block.byteOffset % 4 !== 0) return undefined
  return new Uint32Array(block.buffer, block.byteOffset, Math.floor(block.length / 4))
}

/**
 * The same for bits: the lowest bits of the first bytes of all values, eight values to a byte, then the next bits, ...
 * (bitshuffle). The number of values must be a multiple of 8; what is left over stands at the end as it is. `scratch` has as
 * many bytes as the block.
 */
export function unshuffleBits(
  block: Uint8Array,
  typeSize: number,
  out: Uint8Array,
  at: number,
  scratch: Uint32Array = new Uint32Array(Math.ceil(block.length / 4)),
): void {
  const whole = Math.floor(block.length / typeSize) * typeSize
  // First the bits come to their bytes, which then are shuffled as bytes are.
  const bytes = scratch.subarray(0, whole / 4)
  const row = whole / typeSize / 8
  if (row % 4 === 0 && block.byteOffset % 4 === 0) {
    const words = new Uint32Array(block.buffer, block.byteOffset, whole / 4)
    for (let byte = 0; byte < typeSize; byte++) turnWords(words, byte * 2 * row, row / 4, bytes)
  } else {
    for (let byte = 0; byte < typeSize; byte++) turnBytes(block, byte * 8 * row, row, bytes)
  }
  const shuffled = new Uint8Array(bytes.buffer, bytes.byteOffset, whole)
  if (typeSize === 1) out.set(shuffled, at)
  else unshuffleBytes(shuffled, typeSize, out, at)
  if (whole < block.length) out.set(block.subarray(whole), at + whole)
}

// Eight bytes, one of each row, are a square of bits, which is turned over its diagonal (Warren, Hacker's Delight, 7-3).

function turnBytes(block: Uint8Array, first: number, row: number, out: Uint32Array): void {
  for (let from = first, to = first / 4; from < first + row; from++) {
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
    out[to++] = (x & 0x0f0f0f0f) | ((y << 4) & 0xf0f0f0f0)
    out[to++] = ((x >>> 4) & 0x0f0f0f0f) | (y & 0xf0f0f0f0)
  }
}

/** The same for four squares at once; `first` and `row` are counted in words. */
function turnWords(words: Uint32Array, first: number, row: number, out: Uint32Array): void {
  for (let from = first, to = first; from < first + row; from++, to += 8) {
    // As signed numbers of 32 bits, which the compiler keeps in registers.
    let a = words[from]! | 0
    let b = words[from + row]! | 0
    let c = words[from + 2 * row]! | 0
    let d = words[from + 3 * row]! | 0
    let e = words[from + 4 * row]! | 0
    let f = words[from + 5 * row]! | 0
    let g = words[from + 6 * row]! | 0
    let h = words[from + 7 * row]! | 0
    let t = ((a >>> 4) ^ e) & 0x0f0f0f0f
    e ^= t
    a ^= t << 4
    t = ((b >>> 4) ^ f) & 0x0f0f0f0f
    f ^= t
    b ^= t << 4
    t = ((c >>> 4) ^ g) & 0x0f0f0f0f
    g ^= t
    c ^= t << 4
    t = ((d >>> 4) ^ h) & 0x0f0f0f0f
    h ^= t
    d ^= t << 4
    t = ((a >>> 2) ^ c) & 0x33333333
    c ^= t
    a ^= t << 2
    t = ((b >>> 2) ^ d) & 0x33333333
    d ^= t
    b ^= t << 2
    t = ((e >>> 2) ^ g) & 0x33333333
    g ^= t
    e ^= t << 2
    t = ((f >>> 2) ^ h) & 0x33333333
    h ^= t
    f ^= t << 2
    t = ((a >>> 1) ^ b) & 0x55555555
    b ^= t
    a ^= t << 1
    t = ((c >>> 1) ^ d) & 0x55555555
    d ^= t
    c ^= t << 1
    t = ((e >>> 1) ^ f) & 0x55555555
    f ^= t
    e ^= t << 1
    t = ((g >>> 1) ^ h) & 0x55555555
    h ^= t
    g ^= t << 1
    putBytes(a, b, c, d, out, to, 2)
    putBytes(e, f, g, h, out, to + 1, 2)
  }
}

/** Writes the first bytes of four words as one word, and the second, third and fourth ones `step` words further each. */
function putBytes(a: number, b: number, c: number, d: number, out: Uint32Array, to: number, step: number): void {
  const evenLow = (a & 0x00ff00ff) | ((b << 8) & 0xff00ff00)
  const oddLow = ((a >>> 8) & 0x00ff00ff) | (b & 0xff00ff00)
  const evenHigh = (c & 0x00ff00ff) | ((d << 8) & 0xff00ff00)
  const oddHigh = ((c >>> 8) & 0x00ff00ff) | (d & 0xff00ff00)
  out[to] = (evenLow & 0xffff) | (evenHigh << 16)
  out[to + step] = (oddLow & 0xffff) | (oddHigh << 16)
  out[to + 2 * step] = (evenLow >>> 16) | (evenHigh & 0xffff0000)
  out[to + 3 * step] = (oddLow >>> 16) | (oddHigh & 0xffff0000)
}
