import type { Vec3 } from '../../geometry.ts'
import { type Field, isRecord, member } from '../../json-field.ts'
import type { CoordinateSpace } from './coordinate-space.ts'
import { counted } from './left-out.ts'
import type { LinkedAnnotation, LinkedAnnotations } from './linked-view.ts'

/** Annotations of one layer that are kept; those beyond it are counted. */
const ANNOTATIONS_MAX = 200_000

/** Characters of a description that are kept. */
const DESCRIPTION_CHARACTERS_MAX = 4096

/** The fields that hold the points of a kind, in their order. */
const POINT_FIELDS: Readonly<Record<string, readonly string[]>> = {
  point: ['point'],
  line: ['pointA', 'pointB'],
  axis_aligned_bounding_box: ['pointA', 'pointB'],
  ellipsoid: ['center', 'radii'],
}

const KINDS: Readonly<Record<string, LinkedAnnotation['kind']>> = {
  point: 'point',
  line: 'line',
  axis_aligned_bounding_box: 'box',
  ellipsoid: 'ellipsoid',
  polyline: 'polyline',
}

const PLURALS: Readonly<Record<LinkedAnnotation['kind'], string>> = {
  point: 'points',
  line: 'lines',
  box: 'boxes',
  ellipsoid: 'ellipsoids',
  polyline: 'polylines',
}

/** What stands in `annotations`, or in `points` of older states, and a sentence that counts it; undefined where nothing does. */
export function readAnnotations(
  layer: Field,
  name: string,
  space: CoordinateSpace | undefined,
): { readonly read: LinkedAnnotations; readonly words: string } | undefined {
  const listed = [member(layer, 'annotations').value, member(layer, 'points').value]
  const list: readonly unknown[] = listed.flatMap((value): unknown[] => (Array.isArray(value) ? value : []))
  if (list.length === 0) return undefined
  const items: LinkedAnnotation[] = []
  let damaged = 0
  for (const value of list.slice(0, ANNOTATIONS_MAX)) {
    const item = readAnnotation(value, space)
    if (item) items.push(item)
    else damaged++
  }
  const counts = new Map<LinkedAnnotation['kind'], number>()
  for (const { kind } of items) counts.set(kind, (counts.get(kind) ?? 0) + 1)
  const parts = [...counts].map(([kind, count]) => counted(count, kind, PLURALS[kind]))
  if (damaged > 0) parts.push(`${counted(damaged, 'one', 'ones').replace(/ ones?$/, '')} that cannot be read`)
  const beyond = list.length - Math.min(list.length, ANNOTATIONS_MAX)
  if (beyond > 0) parts.push(`${beyond.toLocaleString('en-US')} that were not looked at`)
  const words = `${counted(list.length, 'annotation')} (${parts.join(', ')}) ${list.length === 1 ? 'is' : 'are'}`
  return { read: { layer: name, voxelNm: space?.voxelNm, items }, words }
}

function readAnnotation(value: unknown, space: CoordinateSpace | undefined): LinkedAnnotation | undefined {
  // Older states list bare points.
  if (Array.isArray(value)) {
    const point = pointOf(value, space)
    return point && { kind: 'point', points: [point] }
  }
  if (!isRecord(value)) return undefined
  const type = typeof value['type'] === 'string' ? value['type'].toLowerCase() : 'point'
  const kind = KINDS[type]
  if (kind === undefined) return undefined
  const corners: unknown = value['points']
  const found: readonly unknown[] =
    kind === 'polyline' ? (Array.isArray(corners) ? corners : []) : (POINT_FIELDS[type] ?? []).map((key) => value[key])
  const points: Vec3[] = []
  for (const one of found) {
    const point = pointOf(one, space)
    if (!point) return undefined
    points.push(point)
  }
  if (points.length === 0) return undefined
  const { description } = value
  return typeof description === 'string' && description !== ''
    ? { kind, points, description: description.slice(0, DESCRIPTION_CHARACTERS_MAX) }
    : { kind, points }
}

/** By index and not by the readers of fields: there may be 100,000 of them. */
function pointOf(value: unknown, space: CoordinateSpace | undefined): Vec3 | undefined {
  if (!Array.isArray(value)) return undefined
  const [i, j, k] = space?.spatial ?? [0, 1, 2]
  const x: unknown = value[i]
  const y: unknown = value[j]
  const z: unknown = value[k]
  const isPoint = typeof x === 'number' && typeof y === 'number' && typeof z === 'number'
  return isPoint && Number.isFinite(x + y + z) ? [x, y, z] : undefined
}
