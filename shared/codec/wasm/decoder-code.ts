import type { Variables } from './assemble.ts'
import {
  above,
  add,
  all,
  atLeast,
  below,
  type Code,
  copyMemory,
  during,
  give,
  increase,
  int,
  isZero,
  load8,
  load64,
  or,
  store8,
  store64,
  subtract,
  type Variable,
  when,
} from './instructions.ts'

/** What a decoder gives: 0, or why it stopped. */
export const OUTCOME = { done: 0, cutShort: 1, tooMuch: 2, tooLittle: 3, badReference: 4, damaged: 5 } as const

export const stop = (outcome: keyof typeof OUTCOME): Code => give(int(OUTCOME[outcome]))

/** From this many bytes on a match is copied by whole instructions. A call of one costs as much as some 30 steps of 8 bytes. */
const LEAST_WHOLE_BYTES = 256
/** A repetition of fewer bytes is first copied to this many in steps of 8 bytes. */
const LEAST_PERIOD_BYTES = 64

/** The room that a decoder fills: from `start` up to `limit`, and so far up to `to`. */
export interface Output {
  readonly start: Variable
  readonly to: Variable
  readonly limit: Variable
}

/**
 * Repeats `count` bytes from `back` bytes before `to`, where the two may overlap, and moves `to` on. Stops where that refers
 * to what is not there, or is more than there is room for.
 */
export function repeatBack({ start, to, limit }: Output, back: Variable, count: Variable, v: Variables): Code {
  const [from, end, part, at, source] = [v.int(), v.int(), v.int(), v.int(), v.int()] as const
  /** Always a multiple of `back`: what was written repeats itself with it. */
  const distance = subtract(to.get, from.get)
  const byByte = (stopAt: Variable) =>
    during(below(to.get, stopAt.get), store8(to.get, load8(subtract(to.get, back.get))), increase(to, int(1)))
  const step = all(store64(to.get, load64(from.get)), increase(to, int(8)), increase(from, int(8)))
  const inSteps = when(
    below(subtract(limit.get, end.get), int(8)),
    all(during(atLeast(subtract(end.get, to.get), int(8)), step), byByte(end)),
    // The last step writes past the end of the match, over what is written next.
    all(during(below(to.get, end.get), step), to.set(end.get)),
  )
  /** Repetitions of fewer than 8 bytes are written byte by byte until the distance is 8 or more. */
  const firstBytes = all(
    part.set(back.get),
    during(below(part.get, int(8)), increase(part, back.get)),
    part.set(add(from.get, part.get)),
    when(above(part.get, end.get), part.set(end.get)),
    byByte(part),
  )
  /** Each copy doubles what is there of the repetition, and so the next one is twice as long. */
  const inWholes = all(
    during(
      below(distance, int(LEAST_PERIOD_BYTES)),
      at.set(to.get),
      source.set(from.get),
      part.set(add(to.get, distance)),
      during(
        below(at.get, part.get),
        store64(at.get, load64(source.get)),
        increase(at, int(8)),
        increase(source, int(8)),
      ),
      to.set(part.get),
    ),
    during(
      below(to.get, end.get),
      part.set(distance),
      when(above(part.get, subtract(end.get, to.get)), part.set(subtract(end.get, to.get))),
      copyMemory(to.get, from.get, part.get),
      increase(to, part.get),
    ),
  )
  return all(
    when(or(isZero(back.get), above(back.get, subtract(to.get, start.get))), stop('badReference')),
    when(above(count.get, subtract(limit.get, to.get)), stop('tooMuch')),
    from.set(subtract(to.get, back.get)),
    end.set(add(to.get, count.get)),
    when(below(back.get, int(8)), firstBytes),
    when(below(count.get, int(LEAST_WHOLE_BYTES)), inSteps, inWholes),
  )
}
