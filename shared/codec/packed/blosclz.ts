import { copyBack } from './lz4.ts'

/** Distances up to this one take two bytes (c-blosc, blosclz.c). */
const NEAR = 8191

/**
 * Takes blosclz (c-blosc, blosclz.c; FastLZ level 2) off a stream that must hold exactly the bytes of `out`. Throws an Error
 * that says what is wrong.
 */
export function unblosclzInto(bytes: Uint8Array, out: Uint8Array): void {
  const { length } = out
  const view = new DataView(out.buffer, out.byteOffset, length)
  let from = 0
  let to = 0
  const next = (): number => {
    if (from >= bytes.length) throw new Error('it is cut short')
    return bytes[from++]!
  }
  const room = (count: number): void => {
    if (count > length - to) throw new Error(`it holds more than ${length} bytes`)
  }
  // The first sequence is one of literals; its upper bits say which level of FastLZ it is.
  let control = next() & 31
  for (;;) {
    if (control >= 32) {
      let count = (control >> 5) - 1
      const high = (control & 31) << 8
      if (count === 6) {
        let more = 255
        while (more === 255) {
          more = next()
          count += more
        }
      }
      const low = next()
      let back = high + low + 1
      if (low === 255 && high === 31 << 8) {
        const far = next() << 8
        back = far + next() + NEAR + 1
      }
      count += 3
      room(count)
      if (back > to) throw new Error('it refers to what is not there')
      copyBack(out, view, to, back, count)
      to += count
    } else {
      const count = control + 1
      room(count)
      if (count > bytes.length - from) throw new Error('it is cut short')
      for (let i = 0; i < count; i++) out[to + i] = bytes[from + i]!
      from += count
      to += count
    }
    if (from >= bytes.length) break
    control = next()
  }
  if (to !== length) throw new Error(`it holds ${to} bytes of ${length}`)
}
