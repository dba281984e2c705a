import { deflateSync } from 'node:zlib'

/** One page of a TIFF that a test writes. */
export interface TestPage {
  readonly width: number
  readonly height: number
  readonly values: Uint8Array | Uint16Array | Uint32Array | Float32Array
  /** Strips are deflated (Adobe's compression 8). */
  readonly deflated?: boolean
  /** Samples a pixel; 1 where nothing is said. */
  readonly samples?: number
}

const SHORT = 3
const LONG = 4

/** A little-endian TIFF (TIFF 6.0, Adobe 1992): one strip a page. */
export function tiffOf(pages: readonly TestPage[]): Uint8Array {
  const parts: Uint8Array[] = []
  let length = 8
  const add = (bytes: Uint8Array): number => {
    const at = length
    const padded = new Uint8Array(Math.ceil(bytes.length / 4) * 4)
    padded.set(bytes)
    parts.push(padded)
    length += padded.length
    return at
  }
  const packed = pages.map(({ values, deflated = false }) => {
    const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength)
    return deflated ? deflateSync(bytes) : bytes
  })
  const strips = packed.map(add)
  const first = length
  for (const [i, { width, height, values, samples = 1, deflated = false }] of pages.entries()) {
    const bits = 8 * values.BYTES_PER_ELEMENT
    const entries: [tag: number, type: number, value: number][] = [
      [256, LONG, width],
      [257, LONG, height],
      [258, SHORT, bits],
      [259, SHORT, deflated ? 8 : 1],
      [262, SHORT, samples >= 3 ? 2 : 1],
      [273, LONG, strips[i]!],
      [277, SHORT, samples],
      [278, LONG, height],
      [279, LONG, packed[i]!.byteLength],
      [339, SHORT, values instanceof Float32Array ? 3 : 1],
    ]
    const directory = new Uint8Array(2 + 12 * entries.length + 4)
    const view = new DataView(directory.buffer)
    view.setUint16(0, entries.length, true)
    for (const [k, [tag, type, value]] of entries.entries()) {
      view.setUint16(2 + 12 * k, tag, true)
      view.setUint16(4 + 12 * k, type, true)
      view.setUint32(6 + 12 * k, 1, true)
      if (type === SHORT) view.setUint16(10 + 12 * k, value, true)
      else view.setUint32(10 + 12 * k, value, true)
    }
    const next = length + Math.ceil(directory.length / 4) * 4
    view.setUint32(directory.length - 4, i + 1 < pages.length ? next : 0, true)
    add(directory)
  }
  const header = new Uint8Array(8)
  header.set([0x49, 0x49, 42, 0])
  new DataView(header.buffer).setUint32(4, first, true)
  return Uint8Array.from([header, ...parts].flatMap((part) => [...part]))
}
