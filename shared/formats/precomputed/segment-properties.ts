import { choiceOf, type Field, idOf, listOf, member, refuse, resultOf, textOf, wholeOf } from '../../json-field.ts'
import type { Result } from '../../problem.ts'
import type { NumberProperty, SegmentProperties, TagProperty, TextProperty } from '../segment-properties.ts'

/** Segments of one file: the largest connectomes have some 10^7, but files with their names have some 10^5. */
const MAX_SEGMENTS = 2_000_000
/** Properties of a segment that a person can still read. */
const MAX_PROPERTIES = 200
const MAX_TAGS = 20_000
/** Characters of a text: a long description. */
const MAX_TEXT = 20_000

const TYPE = 'neuroglancer_segment_properties'
const KINDS = ['label', 'description', 'string', 'tags', 'number'] as const
/** At most one of each may be there. */
const SINGLE = ['label', 'description', 'tags'] as const

type Property =
  | ({ readonly is: 'text' } & TextProperty)
  | ({ readonly is: 'number' } & NumberProperty)
  | ({ readonly is: 'tags' } & TagProperty)

/**
 * Reads the `info` of segment properties (neuroglancer, datasource/precomputed/segment_properties.md), which are inline.
 * `file` is for messages. A problem names file and field; other members of the file are ignored, as the format asks.
 */
export function parseSegmentProperties(json: unknown, file: string): Result<SegmentProperties> {
  return resultOf(json, file, readProperties)
}

function readProperties(info: Field): SegmentProperties {
  const type = member(info, '@type')
  if (type.value !== TYPE) refuse(type, `must be "${TYPE}"`, 'unsupported')
  const inline = member(info, 'inline')
  const ids = listOf(member(inline, 'ids'), MAX_SEGMENTS, (item) => idOf(item, 0n))
  const rows = rowsOf(ids, member(inline, 'ids'))
  const field = member(inline, 'properties')
  const read = listOf(field, MAX_PROPERTIES, (item) => readProperty(item, ids.length))
  for (const kind of SINGLE) {
    const count = read.filter((one) => (one.is === 'text' ? one.kind === kind : one.is === kind)).length
    if (count > 1) refuse(field, `has ${count} properties of type ${kind}, at most one is allowed`)
  }
  const texts = read.filter((one) => one.is === 'text')
  return {
    ids,
    texts: [...texts].sort((a, b) => KINDS.indexOf(a.kind) - KINDS.indexOf(b.kind)),
    numbers: read.filter((one) => one.is === 'number'),
    tags: read.find((one) => one.is === 'tags'),
    rowOf: (segment) => rows.get(segment),
  }
}

function rowsOf(ids: readonly bigint[], field: Field): ReadonlyMap<bigint, number> {
  const rows = new Map<bigint, number>()
  for (const [row, id] of ids.entries()) {
    if (rows.has(id)) refuse({ path: `${field.path}[${row}]`, value: id }, `names segment ${id} a second time`)
    rows.set(id, row)
  }
  return rows
}

function readProperty(field: Field, count: number): Property {
  const kind = choiceOf(member(field, 'type'), KINDS)
  const name = textOf(member(field, 'id'), MAX_TEXT)
  const values = member(field, 'values')
  switch (kind) {
    case 'number':
      return { is: 'number', name, values: eachOf(values, count, readNumber) }
    case 'tags':
      return { is: 'tags', ...readTags(field, count) }
    default:
      return { is: 'text', kind, name, values: eachOf(values, count, (item) => textOf(item, MAX_TEXT, 0)) }
  }
}

function readTags(field: Field, count: number): TagProperty {
  const tags = listOf(member(field, 'tags'), MAX_TAGS, (item) => textOf(item, MAX_TEXT))
  const said = member(field, 'tag_descriptions')
  const descriptions = said.value === undefined ? [] : eachOf(said, tags.length, (item) => textOf(item, MAX_TEXT, 0))
  const values = eachOf(member(field, 'values'), count, (item) =>
    listOf(item, tags.length, (tag) => wholeOf(tag, 0, tags.length - 1, 'there is no such tag')),
  )
  return { tags, descriptions, values }
}

/** One value for each segment. */
function eachOf<T>(field: Field, count: number, read: (item: Field) => T): T[] {
  const values = listOf(field, Math.max(count, MAX_SEGMENTS), read)
  if (values.length !== count) refuse(field, `has ${values.length} entries, but needs ${count}`)
  return values
}

/** JSON has no NaN; writers put null in its place. */
function readNumber(field: Field): number {
  if (field.value === null) return Number.NaN
  return typeof field.value === 'number' ? field.value : refuse(field, 'must be a number')
}
