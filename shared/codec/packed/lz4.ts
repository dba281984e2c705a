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

/** Fewer bytes are copied in steps: a call of a typed array costs more. */
const LEAST_CALL_BYTES = 128
const LEAST_FILL_BYTES = 48
/** Bytes of one step. */
const STEP_BYTES = 4
/** A multiple of 1, 2 and 3, and no less than a step. */
const SHORT_REPEAT_BYTES = 12

/** As `unlz4Block`; the block must hold exactly the bytes of `out`. */
export function unlz4Into(bytes: Uint8Array, out: Uint8Array): void {
  const end = bytes.length
  const length = out.length
  const source = new DataView(bytes.buffer, bytes.byteOffset, end)
  const view = new DataView(out.buffer, out.byteOffset, length)
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
    else {
      let i = 0
      for (; i + STEP_BYTES <= literals; i += STEP_BYTES) view.setUint32(to + i, source.getUint32(from + i, true), true)
      for (; i < literals; i++) out[to + i] = bytes[from + i]!
    }
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
    copyBack(out, view, to, back, match)
    to += match
  }
  if (to !== length) throw new Error(`it holds ${to} bytes of ${length}`)
}

/**
 * Repeats `count` bytes from `back` bytes before `to`; the two may overlap, and then what was just written is repeated.
 * `view` is a view of `out`: four bytes in one step take a quarter of the time, and a call of a typed array costs as much
 * as some hundred bytes.
 */
export function copyBack(out: Uint8Array, view: DataView, to: number, back: number, count: number): void {
  if (back >= count && count >= LEAST_CALL_BYTES) {
    out.copyWithin(to, to - back, to - back + count)
    return
  }
  if (back === 1 && count >= LEAST_FILL_BYTES) {
    out.fill(out[to - 1]!, to, to + count)
    return
  }
  let done = 0
  let distance = back
  if (back < STEP_BYTES) {
    // A repetition of one, two or three bytes is also one of twelve.
    done = Math.min(count, SHORT_REPEAT_BYTES)
    for (let i = 0; i < done; i++) out[to + i] = out[to + i - back]!
    distance = SHORT_REPEAT_BYTES
  }
  const stepped = Math.min(count, LEAST_CALL_BYTES)
  for (; done + STEP_BYTES <= stepped; done += STEP_BYTES) {
    view.setUint32(to + done, view.getUint32(to + done - distance, true), true)
  }
  // What was written is a repetition of `distance` bytes, so that each copy may be twice as long as the one before.
  while (count - done >= STEP_BYTES) {
    const period = done - (done % distance) + (back < STEP_BYTES ? 0 : distance)
    const from = to + done - period
    const step = Math.min(period, count - done)
    out.copyWithin(to + done, from, from + step)
    done += step
  }
  for (; done < count; done++) out[to + done] = out[to + done - distance]!
}
