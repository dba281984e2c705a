import { asciiOf } from './ascii.ts'

export type PlyEncoding = 'ascii' | 'binary_little_endian' | 'binary_big_endian'

export interface PlyProperty {
  readonly name: string
  readonly type: PlyType
  /** Of a list: the type of its length. */
  readonly lengthType: PlyType | undefined
}

export interface PlyElement {
  readonly name: string
  readonly count: number
  readonly properties: readonly PlyProperty[]
}

export interface PlyHeader {
  readonly encoding: PlyEncoding
  readonly elements: readonly PlyElement[]
  /** The place of the first byte after it. */
  readonly end: number
}

export type PlyType = keyof typeof TYPE_BYTES

/** Bytes of each type, by both of its names. */
export const TYPE_BYTES = {
  ...{ char: 1, uchar: 1, short: 2, ushort: 2, int: 4, uint: 4, float: 4, double: 8 },
  ...{ int8: 1, uint8: 1, int16: 2, uint16: 2, int32: 4, uint32: 4, float32: 4, float64: 8 },
} as const

/** Bytes of a header: one with a comment for each of thousands of segments is far shorter. */
const HEADER_BYTES_MAX = 1 << 22

/** Reads the header of a PLY file. Returns what is wrong with it as a text. */
export function readPlyHeader(bytes: Uint8Array): PlyHeader | string {
  const text = asciiOf(bytes.subarray(0, HEADER_BYTES_MAX))
  if (!/^ply\r?\n/.test(text)) return 'it does not begin with "ply"'
  const last = /\nend_header\r?\n/.exec(text)
  if (last === null) return 'its header has no end'
  let encoding: PlyEncoding | undefined
  const elements: { name: string; count: number; properties: PlyProperty[] }[] = []
  for (const line of text.slice(0, last.index).split(/\r?\n/).slice(1)) {
    const words = line.trim().split(/\s+/)
    switch (words[0]) {
      case 'format':
        encoding = encodingOf(words[1])
        if (encoding === undefined) return `its format is ${shown(words[1])}`
        break
      case 'element': {
        const count = /^\d{1,15}$/.test(words[2] ?? '') ? Number(words[2]) : undefined
        if (words[1] === undefined || count === undefined) return `its element ${shown(words[1])} has no count`
        elements.push({ name: words[1], count, properties: [] })
        break
      }
      case 'property': {
        const property = propertyOf(words)
        if (property === undefined) return `its header has the line ${shown(line)}`
        const element = elements.at(-1)
        if (element === undefined) return 'it has a property before any element'
        element.properties.push(property)
        break
      }
      default:
    }
  }
  return encoding === undefined ? 'its header has no format' : { encoding, elements, end: last.index + last[0].length }
}

function encodingOf(word: string | undefined): PlyEncoding | undefined {
  return word === 'ascii' || word === 'binary_little_endian' || word === 'binary_big_endian' ? word : undefined
}

function propertyOf([, first, second, third, fourth]: readonly string[]): PlyProperty | undefined {
  const isList = first === 'list'
  const [type, lengthType] = isList ? [third, second] : [first, undefined]
  const name = isList ? fourth : second
  if (!isType(type) || name === undefined || (isList && !isType(lengthType))) return undefined
  return { name, type, lengthType: isType(lengthType) ? lengthType : undefined }
}

function isType(word: string | undefined): word is PlyType {
  return word !== undefined && Object.hasOwn(TYPE_BYTES, word)
}

function shown(word: string | undefined): string {
  return JSON.stringify((word ?? '').slice(0, 40))
}
