import type { LayoutKind } from './contracts/host-api.ts'
import type { Quaternion, Vec3 } from './geometry.ts'
import type { Problem, Result } from './problem.ts'
import { normalised } from './view/vectors.ts'

// What says which view to start with, as texts: values of flags, and of links. `name` is what a refusal calls the value.

const LAYOUTS: readonly LayoutKind[] = ['4panel', 'xy', 'xz', 'yz', '3d']

/** Largest distance from the origin, nm: a kilometre, beyond any specimen and still exact in float64. */
const POSITION_NM_MAX = 1e12
/** nm per pixel: a millimetre per pixel shows a whole brain in a few pixels. */
const NM_PER_PIXEL_MAX = 1e6
/** nm per pixel: a thousandth of a nanometre makes one voxel larger than any screen. */
const NM_PER_PIXEL_MIN = 1e-3

/** Nanometres. */
export function parsePosition(name: string, text: string): Result<Vec3> {
  const [x, y, z, ...rest] = text.split(',').map(parseDecimal)
  if (x !== undefined && y !== undefined && z !== undefined && rest.length === 0) {
    if ([x, y, z].every((part) => Math.abs(part) <= POSITION_NM_MAX)) return { ok: true, value: [x, y, z] }
  }
  return refusedValue(name, text, `three numbers of nanometres within ±${POSITION_NM_MAX}, as 1250,1250,300`)
}

/** Nanometres per pixel. */
export function parseScale(name: string, text: string): Result<number> {
  const value = parseDecimal(text)
  if (value !== undefined && value >= NM_PER_PIXEL_MIN && value <= NM_PER_PIXEL_MAX) return { ok: true, value }
  return refusedValue(name, text, `nanometres per pixel from ${NM_PER_PIXEL_MIN} to ${NM_PER_PIXEL_MAX}, as 8`)
}

/** A turn as x, y, z, w. It comes back at length 1. */
export function parseTurn(name: string, text: string): Result<Quaternion> {
  const [x, y, z, w, ...rest] = text.split(',').map(parseDecimal)
  if (x !== undefined && y !== undefined && z !== undefined && w !== undefined && rest.length === 0) {
    const length = Math.hypot(x, y, z, w)
    if (length > 1e-6 && length < 1e6) return { ok: true, value: normalised([x, y, z, w]) }
  }
  return refusedValue(name, text, 'a turn as four numbers x,y,z,w, as 0,0,0,1')
}

export function parseLayout(name: string, text: string): Result<LayoutKind> {
  const value = LAYOUTS.find((layout) => layout === text)
  return value === undefined ? refusedValue(name, text, `one of ${LAYOUTS.join(', ')}`) : { ok: true, value }
}

/** A plain decimal number; `Number` alone would take '', '0x10' and 'Infinity' too. */
export function parseDecimal(text: string): number | undefined {
  const trimmed = text.trim()
  if (!/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d{1,3})?$/i.test(trimmed)) return undefined
  const value = Number(trimmed)
  return Number.isFinite(value) ? value : undefined
}

/** A refusal that names the flag or parameter in `field`. */
export function refused(field: string, message: string): { readonly ok: false; readonly problem: Problem } {
  return { ok: false, problem: { kind: 'bad-description', message, field } }
}

/** A refusal of a value, with what is expected in its place. */
export function refusedValue(name: string, text: string, expected: string) {
  return refused(name, `${name} expects ${expected}, not "${text}"`)
}

/** What `parse` makes of a text that may be absent. */
export function optional<T>(text: string | undefined, parse: (text: string) => Result<T>): Result<T | undefined> {
  return text === undefined ? { ok: true, value: undefined } : parse(text)
}
