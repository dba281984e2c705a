import { type PlyHeader, type PlyType, TYPE_BYTES } from './ply-header.ts'
import { linesOf, numberOf } from './text-lines.ts'

/** The values of a PLY file after its header, one after the other. */
export interface PlyValues {
  /** Undefined where there is no further value, or none of a number. */
  next(type: PlyType): number | undefined
}

export function createPlyValues(bytes: Uint8Array, { encoding, end }: PlyHeader): PlyValues {
  return encoding === 'ascii'
    ? valuesOfText(bytes.subarray(end))
    : valuesOfBytes(bytes.subarray(end), encoding === 'binary_little_endian')
}

function valuesOfText(bytes: Uint8Array): PlyValues {
  const lines = linesOf(bytes)
  let words: readonly string[] = []
  let at = 0
  return {
    next() {
      while (at === words.length) {
        const line = lines.next()
        if (line.done) return undefined
        words = line.value.text.split(/\s+/).filter((word) => word !== '')
        at = 0
      }
      return numberOf(words[at++])
    },
  }
}

function valuesOfBytes(bytes: Uint8Array, isLittle: boolean): PlyValues {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  let at = 0
  return {
    next(type) {
      const from = at
      if (from + TYPE_BYTES[type] > bytes.length) return undefined
      at += TYPE_BYTES[type]
      return READERS[type](view, from, isLittle)
    },
  }
}

type ReadValue = (view: DataView, at: number, isLittle: boolean) => number

const int8: ReadValue = (view, at) => view.getInt8(at)
const uint8: ReadValue = (view, at) => view.getUint8(at)
const int16: ReadValue = (view, at, isLittle) => view.getInt16(at, isLittle)
const uint16: ReadValue = (view, at, isLittle) => view.getUint16(at, isLittle)
const int32: ReadValue = (view, at, isLittle) => view.getInt32(at, isLittle)
const uint32: ReadValue = (view, at, isLittle) => view.getUint32(at, isLittle)
const float32: ReadValue = (view, at, isLittle) => view.getFloat32(at, isLittle)
const float64: ReadValue = (view, at, isLittle) => view.getFloat64(at, isLittle)

const READERS: Readonly<Record<PlyType, ReadValue>> = {
  ...{ int8, uint8, int16, uint16, int32, uint32, float32, float64 },
  ...{
    char: int8,
    uchar: uint8,
    short: int16,
    ushort: uint16,
    int: int32,
    uint: uint32,
    float: float32,
    double: float64,
  },
}
