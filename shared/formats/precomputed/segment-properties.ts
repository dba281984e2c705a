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
  const ids = eachOf(member(inline, 'ids'), undefined, plainId, (item) => idOf(item, 0n))
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
      return { is: 'number', name, values: eachOf(values, count, plainNumber, readNumber) }
    case 'tags':
      return { is: 'tags', ...readTags(field, count) }
    default:
      return { is: 'text', kind, name, values: eachOf(values, count, plainText, readText) }
  }
}

function readTags(field: Field, count: number): TagProperty {
  const tags = listOf(member(field, 'tags'), MAX_TAGS, (item) => textOf(item, MAX_TEXT))
  const said = member(field, 'tag_descriptions')
  const descriptions = said.value === undefined ? [] : eachOf(said, tags.length, plainText, readText)
  const isTag = (tag: unknown): tag is number => Number.isInteger(tag) && Number(tag) >= 0 && Number(tag) < tags.length
  const values = eachOf(
    member(field, 'values'),
    count,
    (value) => (Array.isArray(value) && value.length <= tags.length && value.every(isTag) ? value : undefined),
    (item) => listOf(item, tags.length, (tag) => wholeOf(tag, 0, tags.length - 1, 'there is no such tag')),
  )
  return { tags, descriptions, values }
}

/**
 * A list of `count` values, or of any number. `plain` gives a value that is as it should be, without its path: there are
 * 10^6 of them (a path for each takes six times as long). Any other one is read, or refused, by `read`.
 */
function eachOf<T>(
  field: Field,
  count: number | undefined,
  plain: (value: unknown) => T | undefined,
  read: (item: Field) => T,
): T[] {
  const { path, value } = field
  if (!Array.isArray(value) || value.length > MAX_SEGMENTS) return listOf(field, MAX_SEGMENTS, read)
  if (count !== undefined && value.length !== count) refuse(field, `has ${value.length} entries, but needs ${count}`)
  return value.map((item: unknown, at) => plain(item) ?? read({ path: `${path}[${at}]`, value: item }))
}

const plainText = (value: unknown) => (typeof value === 'string' && value.length <= MAX_TEXT ? value : undefined)
const readText = (item: Field) => textOf(item, MAX_TEXT, 0)

const plainNumber = (value: unknown) => (typeof value === 'number' ? value : undefined)

/** JSON has no NaN; writers put null in its place. */
function readNumber(field: Field): number {
  return field.value === null ? Number.NaN : refuse(field, 'must be a number')
}

/** Ids of fewer digits than 2^64 has. */
const PLAIN_ID = /^(?:0|[1-9][0-9]{0,18})$/
const plainId = (value: unknown) => (typeof value === 'string' && PLAIN_ID.test(value) ? BigInt(value) : undefined)
