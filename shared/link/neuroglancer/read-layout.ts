import type { LayoutKind } from '../../contracts/host-api.ts'
import { type Field, isRecord, member, refuse } from '../../json-field.ts'
import { type LeftOutList, shortName } from './left-out.ts'

const SAME: readonly LayoutKind[] = ['4panel', 'xy', 'xz', 'yz', '3d']

/** Layouts that Skein has not, and the nearest that it has. */
const NEAREST: Readonly<Record<string, LayoutKind>> = {
  '4panel-alt': '4panel',
  'xy-3d': 'xy',
  'xz-3d': 'xz',
  'yz-3d': 'yz',
}

/** Layouts within layouts. */
const DEPTH_MAX = 16

/** Reads a layout by name, as an object with a type, or as rows and columns of views, of which the first counts. */
export function readLayout(field: Field, leftOut: LeftOutList): LayoutKind | undefined {
  let at = field
  for (let depth = 0; depth < DEPTH_MAX; depth++) {
    if (typeof at.value === 'string') return named(at.value, at, leftOut)
    const type = member(at, 'type')
    if (type.value === 'row' || type.value === 'column') {
      const children: unknown = member(at, 'children').value
      if (!Array.isArray(children) || children.length === 0) return refuse(at, 'has no views in it')
      if (children.length > 1) {
        leftOut.add('part', `The layout has ${children.length} views side by side; the first is shown, with all layers`)
      }
      at = { path: `${at.path}.children[0]`, value: children[0] }
    } else if (type.value === 'viewer') {
      const layout = member(at, 'layout')
      if (layout.value === undefined) return undefined
      at = layout
    } else {
      const crossSections = member(at, 'crossSections').value
      if (isRecord(crossSections) && Object.keys(crossSections).length > 0) {
        leftOut.add('part', 'The layout has cross sections of its own in the 3-D view; they are not shown')
      }
      at = type
      if (typeof at.value !== 'string') return refuse(at, 'must be the name of a layout')
    }
  }
  return refuse(field, `is nested more than ${DEPTH_MAX} deep`)
}

function named(name: string, field: Field, leftOut: LeftOutList): LayoutKind {
  const same = SAME.find((layout) => layout === name)
  if (same) return same
  const nearest = Object.hasOwn(NEAREST, name) ? NEAREST[name] : undefined
  if (!nearest) return refuse(field, `is "${shortName(name)}", which is no layout that Skein knows`)
  leftOut.add(
    'part',
    `The layout "${name}" is shown as ${nearest === '4panel' ? 'four panels' : `the ${nearest.toUpperCase()} panel alone`}`,
  )
  return nearest
}
