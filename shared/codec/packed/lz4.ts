/**
 * Takes LZ4 off one block (the LZ4 block format) that must hold exactly `length` bytes. Own code, because lz4js reads
 * and writes past the ends of what is damaged. Throws an Error that says what is wrong.
 */
export function unlz4Block(bytes: Uint8Array, length: number): Uint8Array {
  const out = new Uint8Array(length)
  unlz4Into(bytes, out)
  return out
}

/** Bytes of the shortest match. */
const LEAST_MATCH = 4

/** Fewer bytes are copied one by one: a call costs more. */
const LEAST_CALL_BYTES = 32

/** As `unlz4Block`; the block must hold exactly the bytes of `out`. */
export function unlz4Into(bytes: Uint8Array, out: Uint8Array): void {
  const end = bytes.length
  const length = out.length
  let from = 0
  let to = 0
  while (from < end) {
    const token = bytes[from++]!
    let literals = token >> 4
    if (literals === 15) {
      let more = 255
      while (more === 255) {
        if (from >= end) throw new Error('it is cut short')
        more = bytes[from++]!
        literals += more
      }
    }
    if (literals > end - from) throw new Error('it is cut short')
    if (literals > length - to) throw new Error(`it holds more than ${length} bytes`)
    if (literals >= LEAST_CALL_BYTES) out.set(bytes.subarray(from, from + literals), to)
    else for (let i = 0; i < literals; i++) out[to + i] = bytes[from + i]!
    from += literals
    to += literals
    // The last sequence of a block has no match.
    if (from === end) break
    if (from + 2 > end) throw new Error('it is cut short')
    const back = bytes[from]! | (bytes[from + 1]! << 8)
    from += 2
    let match = (token & 15) + LEAST_MATCH
    if (match === 15 + LEAST_MATCH) {
      let more = 255
      while (more === 255) {
        if (from >= end) throw new Error('it is cut short')
        more = bytes[from++]!
        match += more
      }
    }
    if (back === 0 || back > to) throw new Error('it refers to what is not there')
    if (match > length - to) throw new Error(`it holds more than ${length} bytes`)
    copyBack(out, to, back, match)
    to += match
  }
  if (to !== length) throw new Error(`it holds ${to} bytes of ${length}`)
}

/** Repeats `count` bytes from `back` bytes before `to`; the two may overlap, and then what was just written is repeated. */
export function copyBack(out: Uint8Array, to: number, back: number, count: number): void {
  if (count < LEAST_CALL_BYTES) {
    for (let i = 0; i < count; i++) out[to + i] = out[to + i - back]!
  } else if (back >= count) out.copyWithin(to, to - back, to - back + count)
  else if (back === 1) out.fill(out[to - 1]!, to, to + count)
  else {
    // What is written is a repetition of `back` bytes, so that each copy may be twice as long as the one before.
    let done = back
    out.copyWithin(to, to - back, to)
    while (done < count) {
      const step = Math.min(done, count - done)
      out.copyWithin(to + done, to, to + step)
      done += step
    }
  }
}
