import { type Field, listOf, member, numberOf, refuse, textOf } from '../../json-field.ts'
import { MAX_AXES } from '../arrays/array-limits.ts'

/** The most transformations of one dataset, or in one sequence. */
const MAX_TRANSFORMS = 16

/** Where the centre of a voxel lies along each axis: `index * scale + translation`. */
export interface Transform {
  readonly scale: readonly number[]
  readonly translation: readonly number[]
}

export function identity(axes: number): Transform {
  return { scale: Array.from({ length: axes }, () => 1), translation: Array.from({ length: axes }, () => 0) }
}

/** What a list of transformations comes to, after `before`. A missing list changes nothing. */
export function readTransforms(field: Field, before: Transform): Transform {
  if (field.value === undefined) return before
  return listOf(field, MAX_TRANSFORMS, (item) => item).reduce(after, before)
}

/**
 * One transformation (OME-Zarr 0.4 to 0.6, coordinateTransformations): identity, scale, translation, or a sequence of
 * these. Any other is refused by its name.
 */
function after(before: Transform, field: Field): Transform {
  const type = member(field, 'type')
  const name = textOf(type)
  const axes = before.scale.length
  switch (name) {
    case 'identity':
      return before
    case 'scale': {
      const factors = vectorOf(member(field, name), axes)
      const times = (value: number, axis: number) => value * factors[axis]!
      return { scale: before.scale.map(times), translation: before.translation.map(times) }
    }
    case 'translation': {
      const shift = vectorOf(member(field, name), axes)
      return { scale: before.scale, translation: before.translation.map((value, axis) => value + shift[axis]!) }
    }
    case 'sequence':
      return listOf(member(field, 'transformations'), MAX_TRANSFORMS, (item) => item).reduce(oneAfter, before)
    default:
      return refuse(type, `is ${JSON.stringify(name)}; Skein reads scale and translation`, 'unsupported')
  }
}

/** A sequence holds no further sequences (OME-Zarr 0.6): so no file can make this call itself without end. */
function oneAfter(before: Transform, field: Field): Transform {
  const type = member(field, 'type')
  if (type.value === 'sequence') refuse(type, 'is "sequence" in a sequence, which Skein does not read', 'unsupported')
  return after(before, field)
}

function vectorOf(field: Field, axes: number): readonly number[] {
  if (field.value === undefined)
    refuse(field, 'is missing; Skein does not read transformations from files', 'unsupported')
  const values = listOf(field, MAX_AXES, numberOf, 1)
  if (values.length !== axes) refuse(field, `has ${values.length} entries, but there are ${axes} axes`)
  return values
}
