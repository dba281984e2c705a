import type { Vec3 } from '../geometry.ts'
import { ProblemError, type ProblemKind } from '../problem.ts'

/**
 * A value somewhere in a JSON file, with its path for messages. The readers below throw a `ProblemError` that names
 * file and field; whoever parses a whole description catches it once and answers a `Result`.
 */
export interface JsonField {
  readonly file: string
  /** Such as `scales[1].size`; empty for the whole file. */
  readonly path: string
  readonly value: unknown
}

export function refuse(field: JsonField, kind: ProblemKind, what: string): never {
  const name = field.path === '' ? 'the description' : field.path
  const base = { kind, message: `${field.file}: ${name} ${what}`, file: field.file }
  throw new ProblemError(field.path === '' ? base : { ...base, field: field.path })
}

/** The member `key` of an object; its value is undefined when there is none. */
export function member(field: JsonField, key: string): JsonField {
  const path = field.path === '' ? key : `${field.path}.${key}`
  const record = recordOf(field)
  return { file: field.file, path, value: Object.hasOwn(record, key) ? record[key] : undefined }
}

export function recordOf(field: JsonField): Record<string, unknown> {
  if (!isRecord(field.value))
    return refuse(field, 'bad-description', `must be an object, but is ${nameOf(field.value)}`)
  return field.value
}

export function elements(field: JsonField, least: number, most: number): JsonField[] {
  const { file, path, value } = field
  if (!Array.isArray(value)) return refuse(field, 'bad-description', `must be a list, but is ${nameOf(value)}`)
  if (value.length < least)
    return refuse(field, 'bad-description', `has ${value.length} entries, needs at least ${least}`)
  if (value.length > most) return refuse(field, 'too-large', `has ${value.length} entries, at most ${most} are read`)
  return value.map((element: unknown, i) => ({ file, path: `${path}[${i}]`, value: element }))
}

export function textOf(field: JsonField): string {
  if (typeof field.value !== 'string')
    return refuse(field, 'bad-description', `must be a text, but is ${nameOf(field.value)}`)
  return field.value
}

/** One of the given texts. */
export function choiceOf<T extends string>(field: JsonField, choices: readonly T[]): T {
  const text = textOf(field)
  const found = choices.find((choice) => choice === text)
  return found ?? refuse(field, 'bad-description', `must be ${choices.join(' or ')}, but is ${nameOf(text)}`)
}

export function numberOf(field: JsonField): number {
  const { value } = field
  if (typeof value !== 'number' || !Number.isFinite(value)) {
    return refuse(field, 'bad-description', `must be a number, but is ${nameOf(value)}`)
  }
  return value
}

/** A whole number from `least` to `most`; above `most` is 'too-large' for the reason given. */
export function wholeNumberOf(field: JsonField, least: number, most: number, reason: string): number {
  const value = numberOf(field)
  if (!Number.isInteger(value)) return refuse(field, 'bad-description', `must be a whole number, but is ${value}`)
  if (value < least) return refuse(field, 'bad-description', `must be at least ${least}, but is ${value}`)
  if (value > most) return refuse(field, 'too-large', `is ${value}, more than ${most}: ${reason}`)
  return value
}

/** A list of exactly three, each read by `read`. */
export function vectorOf(field: JsonField, read: (element: JsonField) => number): Vec3 {
  const [x, y, z, ...more] = elements(field, 0, Number.MAX_SAFE_INTEGER)
  if (x === undefined || y === undefined || z === undefined || more.length > 0) {
    return refuse(field, 'bad-description', 'must have three entries, for x, y and z')
  }
  return [read(x), read(y), read(z)]
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** The longest value that a message quotes, in characters. */
const LONGEST_QUOTE = 60

/** How a message speaks of a value that does not fit. */
function nameOf(value: unknown): string {
  if (value === undefined) return 'missing'
  if (Array.isArray(value)) return 'a list'
  if (isRecord(value)) return 'an object'
  const text = JSON.stringify(value)
  return text.length > LONGEST_QUOTE ? `${text.slice(0, LONGEST_QUOTE)}...` : text
}
