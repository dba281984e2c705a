import type { Vec3 } from '../../geometry.ts'
import type { Problem, Result } from '../../problem.ts'

/** Groups of three digits are set apart by this: narrow, and no line breaks there. */
const THIN_SPACE = '\u202f'

/** A position for a person to read: `1 250, 1 250.5, −300 nm` with thin spaces in the numbers, to a tenth of a nanometre. */
export function formatPosition(position: Vec3): string {
  return `${position.map((nm) => grouped(Math.round(nm * 10) / 10)).join(', ')} nm`
}

/** A voxel for a person to read: `125, 125, 30`. */
export function formatVoxel(voxel: Vec3): string {
  return voxel.map(grouped).join(', ')
}

/** A position for another program to read: `1250, 1250.5, -300 nm`, plain ASCII, to a thousandth of a nanometre. */
export function plainPosition(position: Vec3): string {
  return `${position.map((nm) => String(Math.round(nm * 1000) / 1000 + 0)).join(', ')} nm`
}

/** The voxel that holds a position; both count from the origin of the volume's space, not from its first voxel. */
export function voxelAt(position: Vec3, voxelSize: Vec3): Vec3 {
  const along = (axis: 0 | 1 | 2): number => Math.floor(position[axis] / voxelSize[axis]) + 0
  return [along(0), along(1), along(2)]
}

function grouped(value: number): string {
  const [whole, fraction] = String(Math.abs(value)).split('.')
  const digits = whole!.includes('e') ? whole! : whole!.replace(/\B(?=(\d{3})+$)/g, THIN_SPACE)
  return (value < 0 ? '\u2212' : '') + digits + (fraction === undefined ? '' : `.${fraction}`)
}

/** Nanometres per unit. */
const UNITS: ReadonlyMap<string, number> = new Map([
  ['nm', 1],
  ['um', 1e3],
  ['µm', 1e3],
  ['μm', 1e3],
  ['mm', 1e6],
])

/** Text longer than this is no position (a pasted page, say). */
const MAX_TEXT = 200

/**
 * Reads a pasted position, nanometres out. With a unit (nm, µm, mm; one at the end or one at each number) it is a
 * length; without one, or with `vx` or `voxels`, it is voxels of `voxelSize` (nanometres, the finest scale): whole
 * numbers mean the middle of that voxel. Brackets, commas, semicolons, `x=` labels and thin or comma-grouped digits
 * are understood.
 */
export function parsePosition(text: string, voxelSize: Vec3): Result<Vec3> {
  if (text.length > MAX_TEXT) return refused(text, 'is too long')
  const parts = splitNumbers(text)
  if (parts.length !== 3) return refused(text, `has ${parts.length === 1 ? '1 part' : `${parts.length} parts`}`)
  const read = parts.map(readPart)
  const units = read.map((part) => part?.unit ?? '').filter((unit) => unit !== '')
  if (read.some((part) => part === undefined)) return refused(text, 'holds something that is no number')
  if (units.length !== 0 && units.length !== 3 && !(units.length === 1 && read[2]?.unit)) {
    return refused(text, 'has a unit at some of its numbers')
  }
  const lastUnit = units.at(-1) ?? 'vx'
  const nm = read.map((part, axis) => toNanometres(part!.value, part!.unit || lastUnit, voxelSize[axis]!))
  if (nm.some((each) => each === undefined || !Number.isFinite(each))) return refused(text, 'has an unknown unit')
  return { ok: true, value: [nm[0]!, nm[1]!, nm[2]!] }
}

/** Splits at `, ` where that alone gives three parts, so that `1,250, 1,250, 300` works; else at every separator. */
function splitNumbers(text: string): string[] {
  const plain = text
    .replace(/(?<=\d)[\u2009\u202f\u00a0](?=\d{3}(?!\d))/g, '')
    .replace(/\u2212/g, '-')
    .replace(/[[\](){}]/g, ' ')
    .replace(/\b[xyz]\s*[:=]/gi, ' ')
    // A unit belongs to the number before it.
    .replace(/(\d)\s+(?=[a-zµμ])/gi, '$1')
    .trim()
  const spaced = plain.split(/\s*[,;]\s+/)
  if (spaced.length === 3) return spaced.map((part) => part.replace(/(?<=\d),(?=\d{3}(?!\d))/g, ''))
  return plain.split(/[\s,;]+/).filter((part) => part !== '')
}

function readPart(part: string): { value: number; unit: string } | undefined {
  const match = /^([+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?)([a-zµμ]*)$/i.exec(part)
  return match === null ? undefined : { value: Number(match[1]), unit: match[2]!.toLowerCase() }
}

function toNanometres(value: number, unit: string, voxelSize: number): number | undefined {
  if (unit === 'vx' || unit === 'voxel' || unit === 'voxels') {
    return (Number.isInteger(value) ? value + 0.5 : value) * voxelSize
  }
  const factor = UNITS.get(unit)
  return factor === undefined ? undefined : value * factor
}

function refused(text: string, why: string): { ok: false; problem: Problem } {
  const shown = text.length > 40 ? `${text.slice(0, 40)}…` : text
  const message = `“${shown}” ${why}; a position is three numbers, as in “1250, 1250, 300 nm” or “125 125 30” (voxels)`
  return { ok: false, problem: { kind: 'bad-description', message } }
}
