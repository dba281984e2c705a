import type { Box3 } from '../../geometry.ts'

/** Units of lengths in files of shapes. */
export type LengthUnit = keyof typeof UNIT_NM

/** Nanometres. */
export const UNIT_NM = { nm: 1, µm: 1_000, mm: 1_000_000 } as const

export const LENGTH_UNITS: readonly LengthUnit[] = ['nm', 'µm', 'mm']

/** Files of shapes do not say their unit. Surfaces of connectomes are mostly in nanometres, SWC in micrometres. */
const TRIED = { surface: ['nm', 'µm', 'mm'], skeleton: ['µm', 'nm', 'mm'] } as const

/**
 * The unit that the lengths of a file are taken as: the most common one for its kind with which it reaches into the volume,
 * else the most common one.
 * @param box in the file's own unit
 * @param volume nanometres
 */
export function guessedUnit(kind: keyof typeof TRIED, box: Box3, volume: Box3): LengthUnit {
  return TRIED[kind].find((unit) => meets(boxIn(box, unit), volume)) ?? TRIED[kind][0]
}

/** In nanometres. */
export function boxIn({ min, max }: Box3, unit: LengthUnit): Box3 {
  const nm = UNIT_NM[unit]
  return { min: [min[0] * nm, min[1] * nm, min[2] * nm], max: [max[0] * nm, max[1] * nm, max[2] * nm] }
}

function meets(a: Box3, b: Box3): boolean {
  return [0, 1, 2].every((axis) => a.min[axis]! <= b.max[axis]! && a.max[axis]! >= b.min[axis]!)
}
