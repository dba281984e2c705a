/**
 * Instructions of WebAssembly (core specification, 5.4) as expressions: each function gives the bytes that leave its value on
 * the stack, or that do what it says. Numbers are i32 unless a name ends in 64. So a decoder is written here as a function
 * of TypeScript, and neither a compiler nor a binary file is needed.
 */
export type Code = readonly number[]

/** A variable of a function. */
export interface Variable {
  readonly type: 'i32' | 'i64'
  readonly get: Code
  set(value: Code): Code
}

export function variable(index: number, type: Variable['type']): Variable {
  return { type, get: [0x20, index], set: (value) => [...value, 0x21, index] }
}

/** LEB128 without sign, of a whole number below 2^32 (5.2.2). */
export function unsigned(value: number): number[] {
  const bytes: number[] = []
  let left = value
  while (left > 127) {
    bytes.push((left % 128) + 128)
    left = Math.floor(left / 128)
  }
  return [...bytes, left]
}

/** LEB128 with a sign, of a whole number of 32 bits. */
function signed(value: number): number[] {
  const bytes: number[] = []
  let left = value
  while (left < -64 || left > 63) {
    bytes.push((left & 127) | 128)
    left >>= 7
  }
  return [...bytes, left & 127]
}

export const int = (value: number): Code => [0x41, ...signed(value)]
export const int64 = (value: number): Code => [0x42, ...signed(value)]

const one = (opcode: number) => (a: Code) => [...a, opcode]
const two = (opcode: number) => (a: Code, b: Code) => [...a, ...b, opcode]

export const isZero = one(0x45)
export const equal = two(0x46)
export const notEqual = two(0x47)
/** Below, without sign; so are the next three. */
export const below = two(0x49)
export const above = two(0x4b)
export const atMost = two(0x4d)
export const atLeast = two(0x4f)
export const isNegative = (a: Code): Code => [...a, ...int(0), 0x48]
export const isNegative64 = (a: Code): Code => [...a, ...int64(0), 0x53]
export const below64 = two(0x54)

export const add = two(0x6a)
export const subtract = two(0x6b)
export const remainder = two(0x70)
export const and = two(0x71)
export const or = two(0x72)
export const shiftLeft = two(0x74)
/** Zeros come in from above. */
export const shiftRight = two(0x76)

const add64 = two(0x7c)
export const subtract64 = two(0x7d)
export const or64 = two(0x84)
export const shiftLeft64 = two(0x86)
export const shiftRight64 = two(0x88)
/** The lower half. */
export const low = one(0xa7)
/** With zeros above. */
export const long = one(0xad)

// Places need not be aligned: the 0 is a hint that says so. `offset` is added to the place.
const load =
  (opcode: number) =>
  (at: Code, offset = 0) => [...at, opcode, 0, ...unsigned(offset)]
const store = (opcode: number) => (at: Code, value: Code) => [...at, ...value, opcode, 0, 0]

export const load8 = load(0x2d)
export const load16 = load(0x2f)
export const load32 = load(0x28)
export const load64 = load(0x29)
export const store8 = store(0x3a)
export const store16 = store(0x3b)
export const store32 = store(0x36)
export const store64 = store(0x37)

/** As `copyWithin`: the two may overlap. */
export const copyMemory = (to: Code, from: Code, count: Code): Code => [...to, ...from, ...count, 0xfc, 0x0a, 0, 0]
export const fillMemory = (to: Code, byte: Code, count: Code): Code => [...to, ...byte, ...count, 0xfc, 0x0b, 0]

export const all = (...steps: readonly Code[]): Code => steps.flat()

export function when(condition: Code, then: Code, otherwise?: Code): Code {
  const other = otherwise === undefined ? [] : [0x05, ...otherwise]
  return [...condition, 0x04, 0x40, ...then, ...other, 0x0b]
}

/** Repeats the steps as long as the condition holds, which is looked at first. */
export function during(condition: Code, ...steps: readonly Code[]): Code {
  return [0x02, 0x40, 0x03, 0x40, ...isZero(condition), 0x0d, 1, ...all(...steps), 0x0c, 0, 0x0b, 0x0b]
}

/** Does the steps, and again as long as the condition then holds. */
export function repeat(steps: Code, condition: Code): Code {
  return [0x03, 0x40, ...steps, ...condition, 0x0d, 0, 0x0b]
}

/** Ends the function with a value. */
export const give = (value: Code): Code => [...value, 0x0f]

/** The result of the function of this number. */
export const call = (index: number, ...values: readonly Code[]): Code => [...all(...values), 0x10, ...unsigned(index)]

/** The variable becomes larger by a value. */
export const increase = (changed: Variable, by: Code): Code =>
  changed.set(changed.type === 'i32' ? add(changed.get, by) : add64(changed.get, by))
