import { type Field, isRecord, listOf, member, refuse, textOf } from '../../json-field.ts'
import { MAX_AXES } from '../arrays/array-limits.ts'
import type { ArrayAxis } from '../arrays/array-volume.ts'
import { nanometresOf } from '../arrays/nanometres.ts'

/** An axis of a multiscale image, in the order of the arrays. */
export interface OmeAxis extends ArrayAxis {
  /** Nanometres of its unit; 1 on axes that are not of space. */
  readonly unitNm: number
}

/** Axes of a multiscale that says none (OME-Zarr 0.1 and 0.2). */
const USUAL_NAMES = ['t', 'c', 'z', 'y', 'x']

/** What an axis is that says no type (OME-Zarr 0.3). */
const TYPES_BY_NAME: Readonly<Record<string, string>> = { x: 'space', y: 'space', z: 'space', t: 'time', c: 'channel' }

interface NamedAxis {
  readonly field: Field
  readonly name: string
  readonly type: string
  readonly unit: Field
}

/**
 * The axes of a multiscale: a list of `axes`, or of a coordinate system. Axes of space are called x, y and z; with other
 * names the last one is x, the one before it y, and the one before that z.
 */
export function readAxes(field: Field): readonly OmeAxis[] {
  const axes = field.value === undefined ? usualAxes(field) : listOf(field, MAX_AXES, readAxis, 1)
  const space = axes.filter(({ type }) => type === 'space')
  const [more] = space.length > 3 ? space : []
  if (more !== undefined)
    refuse(more.field, `is one of ${space.length} axes of space; Skein reads up to three`, 'unsupported')
  if (space.length === 0) refuse(field, 'has no axis of space', 'unsupported')
  const names = namesOfSpace(space)
  return axes.map((axis) => {
    const { name, type, unit } = axis
    const along = names[space.indexOf(axis)]
    if (along !== undefined) return { name, kind: along, unitNm: nanometresOf(unit) }
    return { name, kind: type === 'time' || type === 'channel' ? type : 'other', unitNm: 1 }
  })
}

function namesOfSpace(space: readonly NamedAxis[]): readonly ('x' | 'y' | 'z')[] {
  const named = space.map(({ name }) => (['x', 'y', 'z'] as const).find((known) => known === name.toLowerCase()))
  const known = named.filter((name) => name !== undefined)
  if (known.length === space.length && new Set(known).size === known.length) return known
  return (['z', 'y', 'x'] as const).slice(3 - space.length)
}

function readAxis(field: Field): NamedAxis {
  if (!isRecord(field.value)) return ofName(field, textOf(field))
  const name = textOf(member(field, 'name'))
  const type = member(field, 'type')
  return {
    ...ofName(field, name),
    ...(type.value === undefined ? {} : { type: textOf(type) }),
    unit: member(field, 'unit'),
  }
}

function ofName(field: Field, name: string): NamedAxis {
  const type = Object.hasOwn(TYPES_BY_NAME, name.toLowerCase()) ? TYPES_BY_NAME[name.toLowerCase()]! : 'other'
  return { field, name, type, unit: { path: `${field.path}.unit`, value: undefined } }
}

function usualAxes(field: Field): readonly NamedAxis[] {
  return USUAL_NAMES.map((name) => ofName(field, name))
}
