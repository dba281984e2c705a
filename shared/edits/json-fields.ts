import type { Vec3 } from '../geometry.ts'

/** Thrown by the readers below and caught by whoever parses: the path of a field, and what should have been there. */
export class MalformedField extends Error {
  readonly field: string
  readonly expected: string
  constructor(field: string, expected: string) {
    super(`${field} must be ${expected}`)
    this.name = 'MalformedField'
    this.field = field
    this.expected = expected
  }
}

/** A value out of JSON and its path from the top, such as `sources[2].position`. */
export interface Field {
  readonly path: string
  readonly value: unknown
}

export type Fields = Readonly<Record<string, unknown>>

export function isRecord(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** The record in a field. Every name must be among `names`: a field nobody knows is not dropped in silence. */
export function recordOf({ path, value }: Field, names: readonly string[]): (name: string) => Field {
  if (!isRecord(value)) throw new MalformedField(path, 'an object')
  for (const name of Object.keys(value)) {
    if (!names.includes(name)) throw new MalformedField(join(path, name), 'absent: this version does not know it')
  }
  return fieldsOf(path, value)
}

/** Fields of a record by name; one that is absent has the value undefined. */
export function fieldsOf(path: string, value: Fields): (name: string) => Field {
  return (name) => ({ path: join(path, name), value: Object.hasOwn(value, name) ? value[name] : undefined })
}

function join(path: string, name: string): string {
  return path === '' ? name : `${path}.${name}`
}

export function listOf<T>({ path, value }: Field, most: number, read: (item: Field) => T): T[] {
  if (!Array.isArray(value)) throw new MalformedField(path, 'a list')
  if (value.length > most) throw new MalformedField(path, `a list of at most ${most}`)
  return value.map((item: unknown, at) => read({ path: `${path}[${at}]`, value: item }))
}

export function textOf({ path, value }: Field, most: number, least = 1): string {
  if (typeof value === 'string' && value.length >= least && value.length <= most) return value
  throw new MalformedField(path, `a text of ${least} to ${most} characters`)
}

export function wholeOf({ path, value }: Field, least: number, most = Number.MAX_SAFE_INTEGER): number {
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= least && value <= most) return value
  throw new MalformedField(path, `a whole number from ${least} to ${most}`)
}

export function numberOf({ path, value }: Field): number {
  if (typeof value === 'number' && Number.isFinite(value)) return value
  throw new MalformedField(path, 'a number')
}

const DECIMAL = /^(?:0|[1-9][0-9]{0,19})$/
const ID_MAX = 2n ** 64n - 1n

/** An unsigned 64-bit id, which JSON holds as a decimal string: its numbers are exact only up to 2^53. */
export function idOf({ path, value }: Field, least: bigint): bigint {
  if (typeof value === 'string' && DECIMAL.test(value)) {
    const id = BigInt(value)
    if (id >= least && id <= ID_MAX) return id
  }
  throw new MalformedField(path, `an unsigned 64-bit id of ${least} or more, as a decimal string`)
}

/** Three finite numbers. */
export function vec3Of({ path, value }: Field): Vec3 {
  if (!Array.isArray(value) || value.length !== 3) throw new MalformedField(path, 'a list of three numbers')
  const [x, y, z] = value.map((item: unknown, at) => numberOf({ path: `${path}[${at}]`, value: item }))
  return [x!, y!, z!]
}
