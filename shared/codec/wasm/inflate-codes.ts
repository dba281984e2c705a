import { defineFunction } from './assemble.ts'
import { stop } from './decoder-code.ts'
import { OFFSETS_AT } from './inflate-tables.ts'
import {
  add,
  all,
  and,
  atMost,
  below,
  type Code,
  during,
  fillMemory,
  give,
  increase,
  int,
  isNegative,
  load8,
  load16,
  load32,
  or,
  shiftLeft,
  shiftRight,
  store16,
  store32,
  subtract,
  type Variable,
  when,
} from './instructions.ts'

/** Bits of the longest code (RFC 1951, 3.2.7). */
const LONGEST_CODE = 15
const BYTES_OF_COUNTS = 64

interface Making {
  readonly lengthsAt: Variable
  readonly symbols: Variable
  readonly entriesAt: Variable
  readonly tableAt: Variable
  readonly bits: Variable
  readonly countsAt: Variable
  readonly sortedAt: Variable
  readonly symbol: Variable
  readonly length: Variable
  /** The place in `sortedAt`. */
  readonly place: Variable
  readonly at: Variable
}

const wordAt = (list: Code, index: Code) => add(list, shiftLeft(index, int(2)))
const halfAt = (list: Code, index: Code) => add(list, shiftLeft(index, int(1)))
const countOf = ({ countsAt, length }: Making) => load32(wordAt(countsAt.get, length.get))
const offsetAt = ({ length }: Making) => wordAt(int(OFFSETS_AT), length.get)

/** How many codes there are of each length. */
function countCodes({ lengthsAt, symbols, countsAt, symbol, at }: Making): Code {
  return all(
    fillMemory(countsAt.get, int(0), int(BYTES_OF_COUNTS)),
    symbol.set(int(0)),
    during(
      below(symbol.get, symbols.get),
      at.set(wordAt(countsAt.get, load8(add(lengthsAt.get, symbol.get)))),
      store32(at.get, add(load32(at.get), int(1))),
      increase(symbol, int(1)),
    ),
    store32(countsAt.get, int(0)),
  )
}

/** Where the codes of each length begin. Stops where there are more than there can be, or bits are left over. */
function placeCodes(making: Making, left: Variable, longest: Variable): Code {
  const { length, place } = making
  return all(
    left.set(int(1)),
    place.set(int(0)),
    length.set(int(1)),
    during(
      atMost(length.get, int(LONGEST_CODE)),
      store32(offsetAt(making), place.get),
      increase(place, countOf(making)),
      left.set(subtract(shiftLeft(left.get, int(1)), countOf(making))),
      when(isNegative(left.get), stop('damaged')),
      when(countOf(making), longest.set(length.get)),
      increase(length, int(1)),
    ),
    when(left.get, when(below(int(1), longest.get), stop('damaged'))),
  )
}

function sortSymbols(making: Making): Code {
  const { lengthsAt, symbols, sortedAt, symbol, length, place } = making
  return all(
    symbol.set(int(0)),
    during(
      below(symbol.get, symbols.get),
      length.set(load8(add(lengthsAt.get, symbol.get))),
      when(
        length.get,
        all(
          place.set(load32(offsetAt(making))),
          store16(halfAt(sortedAt.get, place.get), symbol.get),
          store32(offsetAt(making), add(place.get, int(1))),
        ),
      ),
      increase(symbol, int(1)),
    ),
  )
}

/** Writes the entry of each code of up to `bits` bits wherever the next bits begin with it. */
function fillTable(making: Making, code: Variable, entry: Variable, bit: Variable): Code {
  const { entriesAt, tableAt, bits, sortedAt, symbol, length, place, at } = making
  const tableBytes = shiftLeft(int(4), bits.get)
  /** The next code of the same length. Its first bit is the lowest one, as it comes in the stream. */
  const nextCode = all(
    bit.set(shiftLeft(int(1), subtract(length.get, int(1)))),
    during(and(code.get, bit.get), bit.set(shiftRight(bit.get, int(1)))),
    when(bit.get, code.set(add(and(code.get, subtract(bit.get, int(1))), bit.get)), code.set(int(0))),
  )
  return all(
    fillMemory(tableAt.get, int(0), tableBytes),
    place.set(int(0)),
    code.set(int(0)),
    length.set(int(1)),
    during(
      atMost(length.get, bits.get),
      // As many symbols as have a code of this length.
      symbol.set(countOf(making)),
      during(
        symbol.get,
        entry.set(load16(halfAt(sortedAt.get, place.get))),
        entry.set(or(load32(wordAt(entriesAt.get, entry.get)), length.get)),
        at.set(shiftLeft(code.get, int(2))),
        during(
          below(at.get, tableBytes),
          store32(add(tableAt.get, at.get), entry.get),
          increase(at, shiftLeft(int(4), length.get)),
        ),
        nextCode,
        increase(place, int(1)),
        symbol.set(subtract(symbol.get, int(1))),
      ),
      increase(length, int(1)),
    ),
  )
}

/**
 * Makes the table of a code from the lengths of its codes (RFC 1951, 3.2.2): for all values of the next bits of the stream
 * the entry of the symbol whose code they begin with, and in its lowest 4 bits the length of that code. 0 stands where the
 * code is longer than the bits, or there is none. A code in which bits are left over is damage, unless it has one symbol of
 * one bit, or none.
 */
export const BUILD_TABLE = defineFunction('buildTable', (v) => {
  const making: Making = {
    lengthsAt: v.parameter(),
    symbols: v.parameter(),
    entriesAt: v.parameter(),
    tableAt: v.parameter(),
    bits: v.parameter(),
    countsAt: v.parameter(),
    sortedAt: v.parameter(),
    symbol: v.int(),
    length: v.int(),
    place: v.int(),
    at: v.int(),
  }
  return all(
    countCodes(making),
    placeCodes(making, v.int(), v.int()),
    sortSymbols(making),
    fillTable(making, v.int(), v.int(), v.int()),
    stop('done'),
  )
})

/** The entry of the code that the bits begin with, found bit by bit, with its length; 0 where there is none. */
export const LONG_CODE = defineFunction('longCode', (v) => {
  const [bits, countsAt, sortedAt, entriesAt] = [v.parameter(), v.parameter(), v.parameter(), v.parameter()] as const
  const [code, first, place, length, count, symbol] = [v.int(), v.int(), v.int(), v.int(), v.int(), v.int()] as const
  return all(
    length.set(int(1)),
    during(
      atMost(length.get, int(LONGEST_CODE)),
      code.set(or(code.get, and(bits.get, int(1)))),
      bits.set(shiftRight(bits.get, int(1))),
      count.set(load32(add(countsAt.get, shiftLeft(length.get, int(2))))),
      when(
        below(subtract(code.get, first.get), count.get),
        all(
          symbol.set(add(place.get, subtract(code.get, first.get))),
          symbol.set(load16(add(sortedAt.get, shiftLeft(symbol.get, int(1))))),
          give(or(load32(add(entriesAt.get, shiftLeft(symbol.get, int(2)))), length.get)),
        ),
      ),
      increase(place, count.get),
      first.set(shiftLeft(add(first.get, count.get), int(1))),
      code.set(shiftLeft(code.get, int(1))),
      increase(length, int(1)),
    ),
    give(int(0)),
  )
})
