import { defineFunction } from './assemble.ts'
import { type Output, repeatBack, stop } from './decoder-code.ts'
import {
  above,
  add,
  all,
  and,
  atLeast,
  below,
  type Code,
  copyMemory,
  during,
  equal,
  increase,
  int,
  load8,
  load16,
  load64,
  notEqual,
  repeat,
  shiftRight,
  store64,
  subtract,
  type Variable,
  when,
} from './instructions.ts'

/** Fewer literals are copied as two steps of 8 bytes, where there is room. */
const LITERAL_STEP_BYTES = 16

/**
 * Takes LZ4 off one block (the LZ4 block format), which lies between `from` and `end`; it must fill the room between `to` and
 * `limit`. Gives an `OUTCOME`. As `unlz4Into`, which is the same in JavaScript.
 */
export const LZ4 = defineFunction('lz4', (v) => {
  const [from, end, to, limit] = [v.parameter(), v.parameter(), v.parameter(), v.parameter()] as const
  const [start, token, count, back, more] = [v.int(), v.int(), v.int(), v.int(), v.int()] as const
  const output: Output = { start, to, limit }
  const left = subtract(end.get, from.get)
  const room = subtract(limit.get, to.get)

  const literals = when(
    atLeast(left, int(LITERAL_STEP_BYTES)),
    when(
      below(room, int(LITERAL_STEP_BYTES)),
      copyMemory(to.get, from.get, count.get),
      when(
        above(count.get, int(LITERAL_STEP_BYTES)),
        copyMemory(to.get, from.get, count.get),
        all(store64(to.get, load64(from.get)), store64(add(to.get, int(8)), load64(from.get, 8))),
      ),
    ),
    copyMemory(to.get, from.get, count.get),
  )
  return all(
    start.set(to.get),
    during(
      below(from.get, end.get),
      token.set(load8(from.get)),
      increase(from, int(1)),
      count.set(shiftRight(token.get, int(4))),
      when(equal(count.get, int(15)), longCount(from, end, count, more, room)),
      when(above(count.get, left), stop('cutShort')),
      when(above(count.get, room), stop('tooMuch')),
      literals,
      increase(from, count.get),
      increase(to, count.get),
      // The last sequence of a block has no match.
      when(
        notEqual(from.get, end.get),
        all(
          when(below(left, int(2)), stop('cutShort')),
          back.set(load16(from.get)),
          increase(from, int(2)),
          count.set(and(token.get, int(15))),
          when(equal(count.get, int(15)), longCount(from, end, count, more, room)),
          increase(count, int(4)),
          repeatBack(output, back, count, v),
        ),
      ),
    ),
    when(notEqual(to.get, limit.get), stop('tooLittle')),
    stop('done'),
  )
})

/** Adds the bytes that follow to a count, up to the first one that is not 255. The count stays small: there is little room. */
function longCount(from: Variable, end: Variable, count: Variable, more: Variable, room: Code): Code {
  return repeat(
    all(
      when(atLeast(from.get, end.get), stop('cutShort')),
      more.set(load8(from.get)),
      increase(from, int(1)),
      increase(count, more.get),
      when(above(count.get, room), stop('tooMuch')),
    ),
    equal(more.get, int(255)),
  )
}
