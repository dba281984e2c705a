import { type Code, int, unsigned, type Variable, variable } from './instructions.ts'

/** A function of a module. It takes and gives i32. */
export interface WasmFunction {
  readonly name: string
  readonly parameters: number
  readonly variables: readonly Variable['type'][]
  readonly body: Code
}

/** What the body of a function is made of. All parameters come before the first other variable. */
export interface Variables {
  parameter(): Variable
  int(): Variable
  long(): Variable
}

/** The body must end with `give`. */
export function defineFunction(name: string, bodyOf: (variables: Variables) => Code): WasmFunction {
  const types: Variable['type'][] = []
  let parameters = 0
  const next = (type: Variable['type']) => variable(types.push(type) - 1, type)
  const body = bodyOf({
    parameter() {
      parameters++
      return next('i32')
    },
    int: () => next('i32'),
    long: () => next('i64'),
  })
  return { name, parameters, variables: types.slice(parameters), body }
}

/** Bytes that stand in the memory of a module from the start. */
export interface WasmData {
  readonly at: number
  readonly bytes: Uint8Array
}

/** Of one page of a module's memory (core specification, 4.2.8). */
export const WASM_PAGE_BYTES = 65536

const TYPES = { i32: 0x7f, i64: 0x7e }

/**
 * The bytes of a module (core specification, 5.5) that exports these functions by their names, and its memory, one page at
 * first, as `memory`.
 */
export function assembleModule(functions: readonly WasmFunction[], data: readonly WasmData[]): Uint8Array {
  const types = functions.map(({ parameters }) => [0x60, ...listOf(Array(parameters).fill([TYPES.i32])), 1, TYPES.i32])
  const exported = functions.map(({ name }, index) => [...nameOf(name), 0, ...unsigned(index)])
  const bodies = functions.map(({ variables, body }) => {
    const locals = listOf(variables.map((type) => [1, TYPES[type]]))
    // The last instruction says that nothing comes here: every way through a body ends with `give`.
    return withLength([...locals, ...body, 0x00, 0x0b])
  })
  const segments = data.map(({ at, bytes }) => [0, ...int(at), 0x0b, ...withLength([...bytes])])
  return Uint8Array.from([
    ...[0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
    ...section(1, types),
    ...section(
      3,
      functions.map((_, index) => unsigned(index)),
    ),
    ...section(5, [[0, 1]]),
    ...section(7, [...exported, [...nameOf('memory'), 2, 0]]),
    ...section(10, bodies),
    ...section(11, segments),
  ])
}

function section(id: number, entries: readonly Code[]): number[] {
  return [id, ...withLength(listOf(entries))]
}

function listOf(entries: readonly Code[]): number[] {
  return [...unsigned(entries.length), ...entries.flat()]
}

function withLength(bytes: readonly number[]): number[] {
  return [...unsigned(bytes.length), ...bytes]
}

function nameOf(name: string): number[] {
  return withLength([...name].map((character) => character.charCodeAt(0)))
}
