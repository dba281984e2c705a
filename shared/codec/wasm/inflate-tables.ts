import type { WasmData } from './assemble.ts'

// The memory below `DATA_AT` holds what the inflater reads its codes by. Places are bytes from the start of the memory.

/** Lengths of the codes of a block, a byte each: those of literals and lengths, then those of distances. */
export const LENGTHS_AT = 0
export const LENGTHS_MAX = 320

/** What belongs to one kind of code. */
export interface CodeTable {
  /** An entry for each symbol, see `entryOf`; 0 where it has none. */
  readonly entriesAt: number
  /** Codes of up to this many bits are looked up by the next bits of the stream; longer ones are found bit by bit. */
  readonly bits: number
  readonly tableAt: number
  /** How many codes there are of each length, as 16 numbers of 32 bits. */
  readonly countsAt: number
  /** The symbols in the order of their codes, as numbers of 16 bits. */
  readonly sortedAt: number
}

export const LITERALS: CodeTable = { entriesAt: 2048, bits: 11, tableAt: 4096, countsAt: 1280, sortedAt: 512 }
export const DISTANCES: CodeTable = { entriesAt: 3264, bits: 10, tableAt: 12288, countsAt: 1344, sortedAt: 1152 }
/** The codes in which the lengths of the others are written. They are done with before there is one of distances. */
export const CODE_LENGTHS: CodeTable = { ...DISTANCES, entriesAt: 3456, bits: 7 }

/** Where the next code of each length goes while a table is made: 16 numbers of 32 bits. */
export const OFFSETS_AT = 1408
/** The order in which the lengths of the codes of `CODE_LENGTHS` are stored, a byte each. */
export const ORDER_AT = 3584
/** How many bytes were read: a number of 32 bits. */
export const READ_AT = 3712
/** What is taken off, and behind it the room for what comes out. */
export const DATA_AT = 16384

export const KIND = { literal: 0, length: 1, end: 2, none: 3 } as const

/**
 * What a symbol means, as one number: the lowest 4 bits are free for the length of its code, then 4 bits say how many further
 * bits are added to its value, then 8 bits its kind, then 16 bits its value.
 */
function entryOf(value: number, kind: number, extraBits: number): number {
  return ((value << 16) | (kind << 8) | (extraBits << 4)) >>> 0
}

export const KIND_SHIFT = 8
export const VALUE_SHIFT = 16

/** RFC 1951, 3.2.5. The symbols 286 and 287 have codes but no meaning. */
function literalEntries(): Uint32Array {
  const entries = new Uint32Array(288).fill(entryOf(0, KIND.none, 0))
  for (let literal = 0; literal < 256; literal++) entries[literal] = entryOf(literal, KIND.literal, 0)
  entries[256] = entryOf(0, KIND.end, 0)
  let length = 3
  for (let symbol = 257; symbol < 285; symbol++) {
    const extraBits = symbol < 265 ? 0 : (symbol - 261) >> 2
    entries[symbol] = entryOf(length, KIND.length, extraBits)
    length += 1 << extraBits
  }
  entries[285] = entryOf(258, KIND.length, 0)
  return entries
}

function distanceEntries(): Uint32Array {
  const entries = new Uint32Array(32).fill(entryOf(0, KIND.none, 0))
  let distance = 1
  for (let symbol = 0; symbol < 30; symbol++) {
    const extraBits = symbol < 4 ? 0 : (symbol - 2) >> 1
    entries[symbol] = entryOf(distance, KIND.length, extraBits)
    distance += 1 << extraBits
  }
  return entries
}

const bytesOf = ({ buffer }: Uint32Array<ArrayBuffer>) => new Uint8Array(buffer)

/** What stands in memory from the start. */
export const INFLATE_DATA: readonly WasmData[] = [
  { at: LITERALS.entriesAt, bytes: bytesOf(Uint32Array.from(literalEntries())) },
  { at: DISTANCES.entriesAt, bytes: bytesOf(Uint32Array.from(distanceEntries())) },
  {
    at: CODE_LENGTHS.entriesAt,
    bytes: bytesOf(Uint32Array.from({ length: 19 }, (_, symbol) => entryOf(symbol, KIND.literal, 0))),
  },
  // RFC 1951, 3.2.7.
  { at: ORDER_AT, bytes: Uint8Array.of(16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15) },
]
