import { type Field, isRecord, listOf, member, textOf } from '../../json-field.ts'
import { checkEntries, MAX_AXES } from '../arrays/array-limits.ts'
import type { ArrayAxis } from '../arrays/array-volume.ts'

const SPACE = ['x', 'y', 'z'] as const

/** The axes of a dataset, x first: as its group names them, or x, y, z and further ones without names. */
export function readAxes(group: Field, count: number): readonly ArrayAxis[] {
  const field = member(group, 'axes')
  if (field.value === undefined) {
    return Array.from({ length: count }, (_, at) => axisOf(SPACE[at] ?? `axis ${at}`))
  }
  const names = listOf(field, MAX_AXES, nameOf, 1)
  checkEntries(field, names, count)
  return names.map(axisOf)
}

function nameOf(field: Field): string {
  if (!isRecord(field.value)) return textOf(field)
  const [label, name] = [member(field, 'label'), member(field, 'name')]
  return textOf(label.value === undefined ? name : label)
}

function axisOf(name: string): ArrayAxis {
  const lower = name.toLowerCase()
  const along = SPACE.find((known) => known === lower)
  if (along !== undefined) return { name, kind: along }
  return { name, kind: lower === 't' ? 'time' : lower === 'c' ? 'channel' : 'other' }
}
