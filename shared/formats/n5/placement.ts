import { type Field, isRecord, listOf, member, numberOf, refuse, textOf } from '../../json-field.ts'
import { MAX_AXES } from '../arrays/array-limits.ts'
import type { ArrayAxis } from '../arrays/array-volume.ts'
import { nanometresOf } from '../arrays/nanometres.ts'

/** Where the voxels of a dataset lie, in nanometres along each axis of N5 (x first). */
export interface Placement {
  readonly resolution: readonly number[]
  /** `centre` of the first voxel, or its lower corner. */
  readonly first: 'centre' | 'corner'
  readonly at: readonly number[]
}

/** COSEM's `transform` of a dataset: scale and translation along named axes, usually z first. */
export function readCosem(transform: Field, axes: readonly ArrayAxis[]): Placement {
  const names = listOf(member(transform, 'axes'), MAX_AXES, (name) => textOf(name).toLowerCase(), 1)
  const places = axes.map(({ name }) => {
    const at = names.indexOf(name.toLowerCase())
    return at >= 0 ? at : refuse(member(transform, 'axes'), `does not name the axis ${name}`)
  })
  const units = member(transform, 'units')
  const nm = places.map((at, axis) => (isSpace(axes[axis]!) ? nanometresOf(itemOf(units, at)) : 1))
  const along = (name: string, without?: number) =>
    places.map((at, axis) => numberAt(member(transform, name), at, without) * nm[axis]!)
  return { resolution: along('scale'), first: 'centre', at: along('translate', 0) }
}

/**
 * The `spatialTransform` of N5's canonical metadata: a scale, a translation, or an affine map that only scales and
 * translates. Any other is refused by its name.
 */
export function readCanonical(spatial: Field, axes: readonly ArrayAxis[]): Placement {
  const nm = nanometresOf(member(spatial, 'unit'))
  const { scale, translation } = readMap(member(spatial, 'transform'), axes.length)
  const inNm = (value: number, axis: number) => (isSpace(axes[axis]!) ? value * nm : value)
  return { resolution: scale.map(inNm), first: 'centre', at: translation.map(inNm) }
}

function readMap(map: Field, axes: number): { scale: readonly number[]; translation: readonly number[] } {
  const type = member(map, 'type')
  const name = textOf(type)
  const numbers = (field: string) => axisNumbers(member(map, field), axes)
  const [ones, zeros] = [Array.from({ length: axes }, () => 1), Array.from({ length: axes }, () => 0)]
  switch (name) {
    case 'identity':
      return { scale: ones, translation: zeros }
    case 'scale':
      return { scale: numbers('scale'), translation: zeros }
    case 'translation':
      return { scale: ones, translation: numbers('translation') }
    case 'scale_offset':
      return { scale: numbers('scale'), translation: numbers('offset') }
    case 'affine':
      return readAffine(member(map, 'affine'), axes)
    default:
      return refuse(type, `is ${JSON.stringify(name)}; Skein reads scale, translation and affine`, 'unsupported')
  }
}

/** Rows of an affine map, one after the other: factors of the axes, then a translation. */
function readAffine(field: Field, axes: number): { scale: readonly number[]; translation: readonly number[] } {
  const width = axes + 1
  const values = listOf(field, MAX_AXES * (MAX_AXES + 1), numberOf, 1)
  if (values.length !== axes * width)
    refuse(field, `has ${values.length} entries, but ${axes} axes need ${axes * width}`)
  const rows = Array.from({ length: axes }, (_, row) => values.slice(row * width, (row + 1) * width))
  const turns = rows.some((row, axis) => row.slice(0, axes).some((value, other) => other !== axis && value !== 0))
  if (turns) refuse(field, 'turns or shears, which Skein does not read', 'unsupported')
  return { scale: rows.map((row, axis) => row[axis]!), translation: rows.map((row) => row[axes]!) }
}

/**
 * What N5 Viewer, Neuroglancer and Paintera write: `resolution` with `units`, or `pixelResolution`, and `offset`; undefined
 * where there is none of them. `factors` tell how much coarser than that the dataset is.
 */
export function readResolution(
  attributes: Field,
  axes: readonly ArrayAxis[],
  factors: readonly number[],
): Placement | undefined {
  const found = resolutionOf(attributes, axes)
  const offset = member(attributes, 'offset')
  if (found === undefined && offset.value === undefined) return undefined
  const values = found ?? axes.map(() => 1)
  const at = offset.value === undefined ? axes.map(() => 0) : axisNumbers(offset, axes.length)
  return { resolution: values.map((nm, axis) => nm * factors[axis]!), first: 'corner', at }
}

function resolutionOf(attributes: Field, axes: readonly ArrayAxis[]): readonly number[] | undefined {
  const [resolution, pixel] = [member(attributes, 'resolution'), member(attributes, 'pixelResolution')]
  const nmOf = (unit: (axis: number) => Field) => (value: number, axis: number) =>
    isSpace(axes[axis]!) ? value * nanometresOf(unit(axis)) : value
  if (resolution.value !== undefined) {
    const units = member(attributes, 'units')
    return spread(resolution, axes).map(nmOf((axis) => itemOf(units, axis)))
  }
  if (pixel.value === undefined) return undefined
  if (!isRecord(pixel.value)) return spread(pixel, axes)
  return spread(member(pixel, 'dimensions'), axes).map(nmOf(() => member(pixel, 'unit')))
}

/** Three numbers are those of x, y and z also where there are more axes. */
function spread(field: Field, axes: readonly ArrayAxis[]): readonly number[] {
  const values = listOf(field, MAX_AXES, numberOf, 1)
  if (values.length === axes.length) return values
  if (values.length !== 3) return refuse(field, `has ${values.length} entries, but there are ${axes.length} axes`)
  return axes.map(({ kind }) => values['xyz'.indexOf(kind)] ?? 1)
}

/** As many numbers as there are axes. */
export function axisNumbers(field: Field, axes: number): readonly number[] {
  const values = listOf(field, MAX_AXES, numberOf, 1)
  return values.length === axes ? values : refuse(field, `has ${values.length} entries, but there are ${axes} axes`)
}

function numberAt(list: Field, at: number, without: number | undefined): number {
  if (list.value === undefined && without !== undefined) return without
  return numberOf(itemOf(list, at))
}

/** An entry of a list; its value is undefined where there is none. */
function itemOf(list: Field, at: number): Field {
  const values: readonly unknown[] = Array.isArray(list.value) ? list.value : []
  return { path: `${list.path}[${at}]`, value: values[at] }
}

function isSpace({ kind }: ArrayAxis): boolean {
  return kind === 'x' || kind === 'y' || kind === 'z'
}
