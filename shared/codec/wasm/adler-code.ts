import { defineFunction } from './assemble.ts'
import {
  above,
  add,
  all,
  below,
  during,
  give,
  increase,
  int,
  load8,
  or,
  remainder,
  shiftLeft,
  subtract,
  when,
} from './instructions.ts'

/** The most bytes whose sums stay exact in 32 bits (zlib, adler32.c: NMAX); a multiple of the bytes of a step. */
const SUM_BYTES = 5552
const STEP_BYTES = 16
const BASE = 65521

/** Adler-32 (RFC 1950, 8.2) of what lies between `from` and `end`. */
export const ADLER32 = defineFunction('adler32', (v) => {
  const [from, end] = [v.parameter(), v.parameter()] as const
  const [a, b, stopAt] = [v.int(), v.int(), v.int()] as const
  const byte = (offset: number) => all(increase(a, load8(from.get, offset)), increase(b, a.get))
  return all(
    a.set(int(1)),
    during(
      below(from.get, end.get),
      stopAt.set(end.get),
      when(above(subtract(end.get, from.get), int(SUM_BYTES)), stopAt.set(add(from.get, int(SUM_BYTES)))),
      during(
        above(subtract(stopAt.get, from.get), int(STEP_BYTES - 1)),
        ...Array.from({ length: STEP_BYTES }, (_, offset) => byte(offset)),
        increase(from, int(STEP_BYTES)),
      ),
      during(below(from.get, stopAt.get), byte(0), increase(from, int(1))),
      a.set(remainder(a.get, int(BASE))),
      b.set(remainder(b.get, int(BASE))),
    ),
    give(or(shiftLeft(b.get, int(16)), a.get)),
  )
})
