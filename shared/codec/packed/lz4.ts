/**
 * Takes LZ4 off one block (the LZ4 block format) that must hold exactly `length` bytes. Own code, because lz4js reads
 * and writes past the ends of what is damaged. Throws an Error that says what is wrong.
 */
export function unlz4Block(bytes: Uint8Array, length: number): Uint8Array {
  const out = new Uint8Array(length)
  let from = 0
  let to = 0
  /** A length that goes on in further bytes while they are 255. */
  const longer = (first: number): number => {
    let sum = first
    if (first !== 15) return sum
    for (;;) {
      if (from >= bytes.length) throw new Error('it is cut short')
      const more = bytes[from++]!
      sum += more
      if (more !== 255) return sum
    }
  }
  while (from < bytes.length) {
    const token = bytes[from++]!
    const literals = longer(token >> 4)
    if (literals > bytes.length - from) throw new Error('it is cut short')
    if (literals > length - to) throw new Error(`it holds more than ${length} bytes`)
    out.set(bytes.subarray(from, from + literals), to)
    from += literals
    to += literals
    // The last sequence of a block has no match.
    if (from === bytes.length) break
    if (from + 2 > bytes.length) throw new Error('it is cut short')
    const back = bytes[from]! | (bytes[from + 1]! << 8)
    from += 2
    const match = longer(token & 15) + LEAST_MATCH
    if (back === 0 || back > to) throw new Error('it refers to what is not there')
    if (match > length - to) throw new Error(`it holds more than ${length} bytes`)
    copyBack(out, to, back, match)
    to += match
  }
  if (to !== length) throw new Error(`it holds ${to} bytes of ${length}`)
  return out
}

/** Bytes of the shortest match. */
const LEAST_MATCH = 4

/** Repeats `count` bytes from `back` bytes before `to`; the two may overlap, and then what was just written is repeated. */
export function copyBack(out: Uint8Array, to: number, back: number, count: number): void {
  if (back >= count) out.copyWithin(to, to - back, to - back + count)
  else for (let i = 0; i < count; i++) out[to + i] = out[to + i - back]!
}
