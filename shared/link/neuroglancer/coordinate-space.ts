import type { Vec3 } from '../../geometry.ts'
import { type Field, isRecord, listOf, member, numberOf, objectOf, textOf } from '../../json-field.ts'
import { type LeftOutList, namesInWords } from './left-out.ts'

/** The axes in which a state gives positions. */
export interface CoordinateSpace {
  readonly names: readonly string[]
  /** Where x, y and z stand among them. */
  readonly spatial: Vec3
  /** Nanometres of a voxel along x, y and z; undefined where the axes have another unit or none. */
  readonly voxelNm: Vec3 | undefined
}

/** Axes of one state; Neuroglancer shows three. */
const AXES_MAX = 32

/** Nanometres of a unit of length. */
const UNIT_NM: ReadonlyMap<string, number> = new Map([
  ['m', 1e9],
  ['cm', 1e7],
  ['mm', 1e6],
  ['um', 1e3],
  // The micro sign, and the Greek letter.
  ['µm', 1e3],
  ['μm', 1e3],
  ['nm', 1],
  ['pm', 1e-3],
])

/** Nanometres of a voxel, a kilometre: more is no length of a specimen. */
const LONGEST_NM = 1e12

/** Digits that are kept of a length: 8e-9 m times 1e9 is 8 nm, and not 8.000000000000002. */
const DIGITS = 12

/**
 * The axes of `dimensions`, an object of `name: [length, unit]`. x, y and z are those of that name, else the first three
 * that are displayed. Undefined where there are fewer than three.
 */
export function readSpace(dimensions: Field, displayed: Field, leftOut: LeftOutList): CoordinateSpace | undefined {
  if (dimensions.value === undefined) return undefined
  const names = Object.keys(objectOf(dimensions)).slice(0, AXES_MAX)
  const shown =
    displayed.value === undefined
      ? names.slice(0, 3)
      : (leftOut.attempt(() => listOf(displayed, 3, (item) => textOf(item))) ?? names.slice(0, 3))
  const byName = ['x', 'y', 'z'].map((name) => names.indexOf(name))
  const at = byName.includes(-1) ? shown.map((name) => names.indexOf(name)) : byName
  const [x, y, z] = at
  if (x === undefined || y === undefined || z === undefined || at.includes(-1)) {
    leftOut.add('part', `The axes of the view (${namesInWords(names)}) are not x, y and z; its position is not used`)
    return undefined
  }
  if (!byName.includes(-1) && shown.join() !== 'x,y,z') {
    leftOut.add('part', `The view shows its axes as ${namesInWords(shown)}; Skein shows x, y and z`)
  }
  const along = (index: number) => nmOf(member(dimensions, names[index] ?? ''))
  const [a, b, c] = [along(x), along(y), along(z)]
  return {
    names,
    spatial: [x, y, z],
    voxelNm: a === undefined || b === undefined || c === undefined ? undefined : [a, b, c],
  }
}

/** Nanometres of `[length, unit]`; undefined for another unit, or for named places in its stead. */
function nmOf(field: Field): number | undefined {
  if (isRecord(field.value)) return undefined
  const parts = listOf(field, 2, (item) => item)
  const [length, unit] = parts
  if (length === undefined || unit === undefined) return undefined
  const nm = UNIT_NM.get(textOf(unit))
  if (nm === undefined) return undefined
  const value = numberOf(length) * nm
  return value > 0 && value < LONGEST_NM ? Number(value.toPrecision(DIGITS)) : undefined
}

/** The x, y and z of a list of coordinates; undefined where it is shorter than that. */
export function spatialPart(coordinates: readonly number[], space: CoordinateSpace | undefined): Vec3 | undefined {
  const [i, j, k] = space?.spatial ?? [0, 1, 2]
  const [x, y, z] = [coordinates[i], coordinates[j], coordinates[k]]
  return x === undefined || y === undefined || z === undefined ? undefined : [x, y, z]
}

/** A list of coordinates. */
export function readCoordinates(field: Field): readonly number[] {
  return listOf(field, AXES_MAX, numberOf)
}
