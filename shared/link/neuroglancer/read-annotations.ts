import type { Vec3 } from '../../geometry.ts'
import { type Field, isRecord, member } from '../../json-field.ts'
import type { CoordinateSpace } from './coordinate-space.ts'
import { counted } from './left-out.ts'
import type { LinkedAnnotation, LinkedAnnotations } from './linked-view.ts'

/** Annotations of one layer that are kept; those beyond it are counted. */
const ANNOTATIONS_MAX = 200_000

/** Characters of a description that are kept. */
const DESCRIPTION_CHARACTERS_MAX = 4096

interface Kind {
  readonly kind: LinkedAnnotation['kind']
  /** The fields that hold its points, in their order; those of a polyline stand in a list. */
  readonly fields: readonly string[] | 'list'
  readonly plural: string
}

const POINT: Kind = { kind: 'point', fields: ['point'], plural: 'points' }

const KINDS: ReadonlyMap<string, Kind> = new Map<string, Kind>([
  ['point', POINT],
  ['line', { kind: 'line', fields: ['pointA', 'pointB'], plural: 'lines' }],
  ['axis_aligned_bounding_box', { kind: 'box', fields: ['pointA', 'pointB'], plural: 'boxes' }],
  ['ellipsoid', { kind: 'ellipsoid', fields: ['center', 'radii'], plural: 'ellipsoids' }],
  ['polyline', { kind: 'polyline', fields: 'list', plural: 'polylines' }],
])

/**
 * What stands in `annotations`, or in `points` of older states, and words that count it; undefined where nothing does. There
 * may be 100,000, so they are looked at here and made only when somebody wants them.
 */
export function readAnnotations(
  layer: Field,
  name: string,
  space: CoordinateSpace | undefined,
): { readonly read: LinkedAnnotations; readonly words: string } | undefined {
  const listed = [member(layer, 'annotations').value, member(layer, 'points').value]
  const list: readonly unknown[] = listed.flatMap((value): unknown[] => (Array.isArray(value) ? value : []))
  if (list.length === 0) return undefined
  const axes = space?.spatial ?? FIRST_AXES
  const looked = list.length > ANNOTATIONS_MAX ? list.slice(0, ANNOTATIONS_MAX) : list
  const counts = new Map<Kind, number>()
  let damaged = 0
  for (const value of looked) {
    const kind = readableKind(value, axes)
    if (kind) counts.set(kind, (counts.get(kind) ?? 0) + 1)
    else damaged++
  }
  const parts = [...counts].map(([{ kind, plural }, count]) => counted(count, kind, plural))
  if (damaged > 0) parts.push(`${damaged.toLocaleString('en-US')} that cannot be read`)
  const beyond = list.length - looked.length
  if (beyond > 0) parts.push(`${beyond.toLocaleString('en-US')} that were not looked at`)
  const words = `${counted(list.length, 'annotation')} (${parts.join(', ')}) ${list.length === 1 ? 'is' : 'are'}`
  const items = () => looked.flatMap((value) => annotationOf(value, axes))
  return { read: { layer: name, voxelNm: space?.voxelNm, count: looked.length - damaged, items }, words }
}

const FIRST_AXES: Vec3 = [0, 1, 2]

/** The kind of an annotation all of whose points can be read. */
function readableKind(value: unknown, axes: Vec3): Kind | undefined {
  // Older states list bare points.
  if (Array.isArray(value)) return isPoint(value, axes) ? POINT : undefined
  if (!isRecord(value)) return undefined
  const { type } = value
  const kind = typeof type === 'string' ? KINDS.get(type.toLowerCase()) : POINT
  if (!kind) return undefined
  if (kind.fields !== 'list') return kind.fields.every((field) => isPoint(value[field], axes)) ? kind : undefined
  const { points } = value
  const fits = Array.isArray(points) && points.length > 0 && points.every((point) => isPoint(point, axes))
  return fits ? kind : undefined
}

/** One annotation, or none where it cannot be read. */
function annotationOf(value: unknown, axes: Vec3): readonly LinkedAnnotation[] {
  const kind = readableKind(value, axes)
  if (!kind) return []
  if (!isRecord(value)) return [{ kind: kind.kind, points: pointsOf([value], axes) }]
  const { points: corners, description } = value
  const listed: readonly unknown[] = Array.isArray(corners) ? corners : []
  const found = kind.fields === 'list' ? listed : kind.fields.map((field) => value[field])
  const points = pointsOf(found, axes)
  return typeof description === 'string' && description !== ''
    ? [{ kind: kind.kind, points, description: description.slice(0, DESCRIPTION_CHARACTERS_MAX) }]
    : [{ kind: kind.kind, points }]
}

function pointsOf(values: readonly unknown[], [i, j, k]: Vec3): readonly Vec3[] {
  return values.flatMap((value): readonly Vec3[] => {
    if (!Array.isArray(value)) return []
    const [x, y, z]: readonly unknown[] = [value[i], value[j], value[k]]
    return typeof x === 'number' && typeof y === 'number' && typeof z === 'number' ? [[x, y, z]] : []
  })
}

function isPoint(value: unknown, [i, j, k]: Vec3): boolean {
  if (!Array.isArray(value)) return false
  const x: unknown = value[i]
  const y: unknown = value[j]
  const z: unknown = value[k]
  return typeof x === 'number' && typeof y === 'number' && typeof z === 'number' && Number.isFinite(x + y + z)
}
