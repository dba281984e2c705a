import { defineFunction } from './assemble.ts'
import { build, kindOf, nextBits, refill, type Stream, stopAtEnd, symbolOf, use, wholeValue } from './bit-stream.ts'
import { type Output, repeatBack, stop } from './decoder-code.ts'
import {
  CODE_LENGTHS,
  DISTANCES,
  KIND,
  LENGTHS_AT,
  LENGTHS_MAX,
  LITERALS,
  ORDER_AT,
  READ_AT,
  VALUE_SHIFT,
} from './inflate-tables.ts'
import {
  above,
  add,
  all,
  below,
  type Code,
  copyMemory,
  during,
  equal,
  fillMemory,
  increase,
  int,
  int64,
  isZero,
  load8,
  load16,
  low,
  notEqual,
  or,
  repeat,
  shiftRight,
  shiftRight64,
  store8,
  store32,
  subtract,
  type Variable,
  when,
} from './instructions.ts'

/** A block that is stored as it is (RFC 1951, 3.2.4). */
function storedBlock({ from, end, bits, count }: Stream, { to, limit }: Output, length: Variable): Code {
  return all(
    // Whole bytes that were read ahead are given back.
    from.set(subtract(from.get, low(shiftRight64(count.get, int64(3))))),
    bits.set(int64(0)),
    count.set(int64(0)),
    when(below(subtract(end.get, from.get), int(4)), stop('cutShort')),
    length.set(load16(from.get)),
    when(notEqual(add(length.get, load16(from.get, 2)), int(65535)), stop('damaged')),
    increase(from, int(4)),
    when(above(length.get, subtract(end.get, from.get)), stop('cutShort')),
    when(above(length.get, subtract(limit.get, to.get)), stop('tooMuch')),
    copyMemory(to.get, from.get, length.get),
    increase(from, length.get),
    increase(to, length.get),
  )
}

/** The codes that need not be written (RFC 1951, 3.2.6). */
const FIXED_CODES: Code = all(
  fillMemory(int(LENGTHS_AT), int(8), int(144)),
  fillMemory(int(LENGTHS_AT + 144), int(9), int(112)),
  fillMemory(int(LENGTHS_AT + 256), int(7), int(24)),
  fillMemory(int(LENGTHS_AT + 280), int(8), int(8)),
  build(LITERALS, int(LENGTHS_AT), int(288)),
  fillMemory(int(LENGTHS_AT), int(5), int(32)),
  build(DISTANCES, int(LENGTHS_AT), int(32)),
)

interface Scratch {
  readonly entry: Variable
  readonly value: Variable
  readonly other: Variable
  readonly literals: Variable
  readonly distances: Variable
  readonly place: Variable
}

/** The codes as they are written before a block (RFC 1951, 3.2.7). */
function writtenCodes(stream: Stream, { entry, value, other, literals, distances, place }: Scratch): Code {
  const read = (count: number, into: Variable, plus: number) =>
    all(into.set(add(nextBits(stream, count), int(plus))), use(stream, int(count)))
  const symbols = add(literals.get, distances.get)
  const times = (bits: number, plus: number, byte: Code) =>
    all(
      read(bits, value, plus),
      when(above(add(place.get, value.get), symbols), stop('damaged')),
      fillMemory(add(int(LENGTHS_AT), place.get), byte, value.get),
      increase(place, value.get),
    )
  const lengthOfCode = all(
    refill(stream),
    symbolOf(stream, CODE_LENGTHS, entry),
    other.set(shiftRight(entry.get, int(VALUE_SHIFT))),
    when(
      below(other.get, int(16)),
      all(store8(add(int(LENGTHS_AT), place.get), other.get), increase(place, int(1))),
      when(
        equal(other.get, int(16)),
        all(when(isZero(place.get), stop('damaged')), times(2, 3, load8(add(int(LENGTHS_AT - 1), place.get)))),
        when(equal(other.get, int(17)), times(3, 3, int(0)), times(7, 11, int(0))),
      ),
    ),
    stopAtEnd(stream),
  )
  return all(
    refill(stream),
    read(5, literals, 257),
    read(5, distances, 1),
    read(4, value, 4),
    stopAtEnd(stream),
    when(or(above(literals.get, int(286)), above(distances.get, int(30))), stop('damaged')),
    fillMemory(int(LENGTHS_AT), int(0), int(LENGTHS_MAX)),
    place.set(int(0)),
    during(
      below(place.get, value.get),
      refill(stream),
      store8(add(int(LENGTHS_AT), load8(place.get, ORDER_AT)), nextBits(stream, 3)),
      use(stream, int(3)),
      stopAtEnd(stream),
      increase(place, int(1)),
    ),
    build(CODE_LENGTHS, int(LENGTHS_AT), int(19)),
    place.set(int(0)),
    during(below(place.get, symbols), lengthOfCode),
    // Without a code for the end of the block there would be none.
    when(isZero(load8(int(LENGTHS_AT), 256)), stop('damaged')),
    build(LITERALS, int(LENGTHS_AT), literals.get),
    build(DISTANCES, add(int(LENGTHS_AT), literals.get), distances.get),
  )
}

/**
 * Takes deflate (RFC 1951) off what lies between `from` and `end`; it must fill the room between `to` and `limit`. Gives an
 * `OUTCOME`, and at `READ_AT` the place behind the last byte that was needed.
 */
export const INFLATE = defineFunction('inflate', (v) => {
  const [from, end, to, limit] = [v.parameter(), v.parameter(), v.parameter(), v.parameter()] as const
  const [start, isLast, kind, extra, length] = [v.int(), v.int(), v.int(), v.int(), v.int()] as const
  const stream: Stream = { from, end, bits: v.long(), count: v.long() }
  const output: Output = { start, to, limit }
  const scratch: Scratch = {
    entry: v.int(),
    value: v.int(),
    other: v.int(),
    literals: v.int(),
    distances: v.int(),
    place: v.int(),
  }
  const { entry, value } = scratch
  const match = all(
    wholeValue(stream, entry, length, extra),
    symbolOf(stream, DISTANCES, entry),
    when(notEqual(kindOf(entry), int(KIND.length)), stop('damaged')),
    wholeValue(stream, entry, value, extra),
    stopAtEnd(stream),
    repeatBack(output, value, length, v),
  )
  const literal = all(
    stopAtEnd(stream),
    when(equal(to.get, limit.get), stop('tooMuch')),
    store8(to.get, shiftRight(entry.get, int(VALUE_SHIFT))),
    increase(to, int(1)),
  )
  const symbols = repeat(
    all(
      refill(stream),
      symbolOf(stream, LITERALS, entry),
      kind.set(kindOf(entry)),
      when(
        isZero(kind.get),
        literal,
        when(equal(kind.get, int(KIND.length)), match, when(equal(kind.get, int(KIND.none)), stop('damaged'))),
      ),
    ),
    notEqual(kind.get, int(KIND.end)),
  )
  return all(
    start.set(to.get),
    repeat(
      all(
        refill(stream),
        isLast.set(nextBits(stream, 1)),
        kind.set(shiftRight(nextBits(stream, 3), int(1))),
        use(stream, int(3)),
        stopAtEnd(stream),
        when(
          isZero(kind.get),
          storedBlock(stream, output, length),
          all(
            when(
              equal(kind.get, int(1)),
              FIXED_CODES,
              when(equal(kind.get, int(2)), writtenCodes(stream, scratch), stop('damaged')),
            ),
            symbols,
            stopAtEnd(stream),
          ),
        ),
      ),
      isZero(isLast.get),
    ),
    when(notEqual(to.get, limit.get), stop('tooLittle')),
    store32(int(READ_AT), subtract(from.get, low(shiftRight64(stream.count.get, int64(3))))),
    stop('done'),
  )
})
