import { stop } from './decoder-code.ts'
import { type CodeTable, KIND_SHIFT, VALUE_SHIFT } from './inflate-tables.ts'
import {
  all,
  and,
  atLeast,
  below,
  below64,
  type Code,
  call,
  during,
  increase,
  int,
  int64,
  isNegative64,
  isZero,
  load8,
  load32,
  load64,
  long,
  low,
  or64,
  shiftLeft,
  shiftLeft64,
  shiftRight,
  shiftRight64,
  subtract,
  subtract64,
  type Variable,
  when,
} from './instructions.ts'

/** Places in the module, see `module.ts`. */
const BUILD_TABLE_INDEX = 0
const LONG_CODE_INDEX = 1

/** The bits that were read and not yet used: the lowest `count` of `bits`. Above them stand zeros, or the bits that follow. */
export interface Stream {
  readonly from: Variable
  readonly end: Variable
  readonly bits: Variable
  readonly count: Variable
}

/** At least 56 bits, or all that are left. */
export function refill({ from, end, bits, count }: Stream): Code {
  return when(
    atLeast(subtract(end.get, from.get), int(8)),
    all(
      bits.set(or64(bits.get, shiftLeft64(load64(from.get), count.get))),
      increase(from, shiftRight(subtract(int(63), low(count.get)), int(3))),
      count.set(or64(count.get, int64(56))),
    ),
    during(
      and(below(from.get, end.get), below64(count.get, int64(56))),
      bits.set(or64(bits.get, shiftLeft64(long(load8(from.get)), count.get))),
      increase(from, int(1)),
      increase(count, int64(8)),
    ),
  )
}

export const use = ({ bits, count }: Stream, used: Code): Code =>
  all(bits.set(shiftRight64(bits.get, long(used))), count.set(subtract64(count.get, long(used))))

/** Zeros were read past the end. */
export const stopAtEnd = ({ count }: Stream): Code => when(isNegative64(count.get), stop('cutShort'))

export const nextBits = ({ bits }: Stream, count: number): Code => and(low(bits.get), int((1 << count) - 1))

/** The next symbol's entry, whose code is used up. */
export function symbolOf(stream: Stream, table: CodeTable, entry: Variable): Code {
  const { bits, tableAt, countsAt, sortedAt, entriesAt } = table
  const rest = low(stream.bits.get)
  return all(
    entry.set(load32(shiftLeft(nextBits(stream, bits), int(2)), tableAt)),
    when(
      isZero(entry.get),
      all(
        entry.set(call(LONG_CODE_INDEX, rest, int(countsAt), int(sortedAt), int(entriesAt))),
        when(isZero(entry.get), stop('damaged')),
      ),
    ),
    use(stream, and(entry.get, int(15))),
  )
}

/** The entry's value, with its further bits, which are used up. */
export function wholeValue(stream: Stream, entry: Variable, value: Variable, extra: Variable): Code {
  return all(
    extra.set(and(shiftRight(entry.get, int(4)), int(15))),
    value.set(shiftRight(entry.get, int(VALUE_SHIFT))),
    increase(value, and(low(stream.bits.get), subtract(shiftLeft(int(1), extra.get), int(1)))),
    use(stream, extra.get),
  )
}

export const kindOf = (entry: Variable): Code => and(shiftRight(entry.get, int(KIND_SHIFT)), int(255))

export function build(table: CodeTable, lengthsAt: Code, symbols: Code): Code {
  const { entriesAt, tableAt, bits, countsAt, sortedAt } = table
  const places = [entriesAt, tableAt, bits, countsAt, sortedAt].map(int)
  return when(call(BUILD_TABLE_INDEX, lengthsAt, symbols, ...places), stop('damaged'))
}
