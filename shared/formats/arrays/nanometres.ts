import { type Field, refuse, textOf } from '../../json-field.ts'

/** Nanometres of a unit: the names of UDUNITS-2, as OME-Zarr has them, and the usual short ones. */
const NANOMETRES: readonly (readonly [nm: number, ...names: string[]])[] = [
  [1e-9, 'attometer', 'am'],
  [1e-6, 'femtometer', 'fm'],
  [1e-3, 'picometer', 'pm'],
  [0.1, 'angstrom', 'Å'],
  [1, 'nanometer', 'nanometre', 'nanometers', 'nanometres', 'nm'],
  [1e3, 'micrometer', 'micrometre', 'micrometers', 'micrometres', 'micron', 'microns', 'um', 'µm', 'μm'],
  [1e6, 'millimeter', 'millimetre', 'millimeters', 'millimetres', 'mm'],
  [1e7, 'centimeter', 'centimetre', 'cm'],
  [1e8, 'decimeter', 'dm'],
  [1e9, 'meter', 'metre', 'meters', 'metres', 'm'],
  [1e12, 'kilometer', 'km'],
  [2.54e7, 'inch', 'in'],
  [3.048e8, 'foot', 'ft'],
  [9.144e8, 'yard', 'yd'],
]

const BY_NAME: ReadonlyMap<string, number> = new Map(
  NANOMETRES.flatMap(([nm, ...names]) => names.map((name) => [name.toLowerCase(), nm] as const)),
)

/** Words that say that there is no unit. */
const NO_UNIT = ['', 'pixel', 'pixels', 'px', 'voxel', 'voxels', 'none', 'dimensionless']

/** Nanometres of the unit of an axis of space. A missing unit, and `pixel`, count as one nanometre. */
export function nanometresOf(field: Field): number {
  if (field.value === undefined || field.value === null) return 1
  const unit = textOf(field).trim()
  if (NO_UNIT.includes(unit.toLowerCase())) return 1
  // `Mm` is not read: it would be taken for `mm`.
  const nm = unit === 'Mm' ? undefined : BY_NAME.get(unit.toLowerCase())
  return nm ?? refuse(field, `is ${JSON.stringify(unit)}, which is no unit of length that Skein reads`, 'unsupported')
}
