import { unreachable } from '../assert.ts'
import {
  type Field,
  idOf,
  isRecord,
  listOf,
  MalformedField,
  numberOf,
  recordOf,
  textOf,
  vectorOf,
  wholeOf,
} from '../json-field.ts'
import type { Result } from '../problem.ts'
import {
  type Annotate,
  type Annotation,
  type AnnotationShape,
  type Cut,
  EDIT_SCHEMA,
  type Edit,
  type EditId,
  type EditKey,
  type EditPoint,
  type Expectation,
} from './edit.ts'
import * as limits from './edit-limits.ts'

/**
 * Edits as JSON, in the log and in its exports. The fields have the names of edit.ts; 64-bit ids are decimal strings.
 * Formatting puts the fields in one fixed order, so that equal edits have equal texts.
 */

const COMMON = ['kind', 'id', 'author', 'madeAtMs', 'basis', 'dataset', 'schema', 'origin']
const SHAPES: readonly AnnotationShape[] = ['point', 'line', 'box', 'ellipsoid', 'polyline', 'skeleton-node']

/**
 * Reads an edit from parsed JSON. Every field must have its type and keep its limit, and there may be no other fields.
 * It fails with 'unsupported' for a newer schema or an unknown kind (rule E14), else with 'bad-description'; both name
 * the field.
 */
export function parseEdit(json: unknown): Result<Edit> {
  const newer = newerThanThis(json)
  if (newer !== undefined) return { ok: false, problem: { kind: 'unsupported', ...newer } }
  try {
    return { ok: true, value: editOf({ path: '', value: json }) }
  } catch (error) {
    if (!(error instanceof MalformedField)) throw error
    const { message, field } = error
    return { ok: false, problem: { kind: 'bad-description', message: `The edit's ${message}`, field } }
  }
}

function newerThanThis(json: unknown): { readonly message: string; readonly field: string } | undefined {
  if (!isRecord(json)) return undefined
  const { schema, kind } = json
  if (typeof schema === 'number' && schema > EDIT_SCHEMA) {
    const message = `The edit has schema ${schema}; this version of Skein knows ${EDIT_SCHEMA}, so a newer one is needed`
    return { message, field: 'schema' }
  }
  if (typeof kind !== 'string' || ['merge', 'split', 'revert', 'annotate'].includes(kind)) return undefined
  const message = `The edit is of a kind that this version of Skein does not know (${JSON.stringify(kind.slice(0, 40))})`
  return { message, field: 'kind' }
}

function editOf(whole: Field): Edit {
  const kind = isRecord(whole.value) ? whole.value['kind'] : undefined
  switch (kind) {
    case 'merge': {
      const field = recordOf(whole, [...COMMON, 'a', 'b', 'overrides', 'expect'])
      return {
        ...commonOf(field),
        kind,
        a: pointOf(field('a')),
        b: pointOf(field('b')),
        overrides: keysOf(field('overrides')),
        expect: expectOf(field('expect')),
      }
    }
    case 'split': {
      const field = recordOf(whole, [...COMMON, 'sources', 'sinks', 'cut', 'expect'])
      return {
        ...commonOf(field),
        kind,
        sources: listOf(field('sources'), limits.SEEDS_MAX, pointOf),
        sinks: listOf(field('sinks'), limits.SEEDS_MAX, pointOf),
        cut: cutOf(field('cut')),
        expect: expectOf(field('expect')),
      }
    }
    case 'revert': {
      const field = recordOf(whole, [...COMMON, 'target', 'points', 'bases', 'overrides', 'expect'])
      return {
        ...commonOf(field),
        kind,
        target: keyOf(field('target')),
        points: listOf(field('points'), limits.POINTS_MAX, pointOf),
        bases: listOf(field('bases'), limits.BASES_MAX, baseOf),
        overrides: keysOf(field('overrides')),
        expect: expectOf(field('expect')),
      }
    }
    case 'annotate': {
      const field = recordOf(whole, [...COMMON, 'annotation', 'change'])
      return {
        ...commonOf(field),
        kind,
        annotation: textOf(field('annotation'), limits.TAG_CHARACTERS_MAX),
        change: changeOf(field('change')),
      }
    }
    default:
      throw new MalformedField('kind', "must be 'merge', 'split', 'revert' or 'annotate'")
  }
}

type FieldOf = (name: string) => Field

function commonOf(field: FieldOf) {
  const origin = field('origin')
  return {
    id: editIdOf(field('id')),
    author: textOf(field('author'), limits.AUTHOR_CHARACTERS_MAX),
    madeAtMs: numberOf(field('madeAtMs')),
    basis: wholeOf(field('basis'), 0),
    dataset: textOf(field('dataset'), limits.DATASET_CHARACTERS_MAX),
    schema: wholeOf(field('schema'), 1, EDIT_SCHEMA),
    origin: origin.value === undefined ? undefined : originOf(origin),
  }
}

/** Printable characters without the slash, which separates the parts of a key. */
const ID_PART = /^[\x21-\x2e\x30-\x7e]+$/

function editIdOf(whole: Field): EditId {
  const field = recordOf(whole, ['client', 'session', 'counter'])
  const part = (name: string): string => {
    const text = textOf(field(name), limits.ID_PART_CHARACTERS_MAX)
    if (!ID_PART.test(text))
      throw new MalformedField(field(name).path, 'must be printable ASCII without spaces and strokes')
    return text
  }
  const [client, session] = [part('client'), part('session')]
  return { client, session, counter: wholeOf(field('counter'), 1, limits.COUNTER_MAX) }
}

const KEY = /^[\x21-\x2e\x30-\x7e]{1,64}\/[\x21-\x2e\x30-\x7e]{1,64}\/[1-9][0-9]{0,9}$/

function keyOf({ path, value }: Field): EditKey {
  if (typeof value === 'string' && KEY.test(value)) return value
  throw new MalformedField(path, 'must be the key of an edit, client/session/counter')
}

function keysOf(field: Field): EditKey[] {
  return listOf(field, limits.NAMED_EDITS_MAX, keyOf)
}

function originOf(whole: Field): NonNullable<Edit['origin']> {
  const field = recordOf(whole, ['kind', 'of'])
  const { path, value } = field('kind')
  if (value !== 'undo' && value !== 'redo') throw new MalformedField(path, "must be 'undo' or 'redo'")
  return { kind: value, of: keyOf(field('of')) }
}

/** Supervoxel 0 is background, which no edit may name. */
function supervoxelOf(field: Field): bigint {
  return idOf(field, 1n)
}

function baseOf(field: Field): bigint {
  return idOf(field, 0n)
}

function pointOf(whole: Field): EditPoint {
  const field = recordOf(whole, ['supervoxel', 'base', 'position'])
  return {
    supervoxel: supervoxelOf(field('supervoxel')),
    base: baseOf(field('base')),
    position: vectorOf(field('position')),
  }
}

function expectOf(list: Field): Expectation[] {
  return listOf(list, limits.POINTS_MAX, (whole) => {
    const field = recordOf(whole, ['segment', 'supervoxels'])
    return { segment: supervoxelOf(field('segment')), supervoxels: wholeOf(field('supervoxels'), 1) }
  })
}

function cutOf(whole: Field): Cut {
  const field = recordOf(whole, ['bases', 'merges'])
  let pairs = 0
  const bases = listOf(field('bases'), limits.CUT_PAIRS_MAX, (item) => {
    const ofBase = recordOf(item, ['base', 'pairs'])
    const read = { base: baseOf(ofBase('base')), pairs: listOf(ofBase('pairs'), limits.CUT_PAIRS_MAX, pairOf) }
    pairs += read.pairs.length
    return read
  })
  if (pairs > limits.CUT_PAIRS_MAX) {
    throw new MalformedField(field('bases').path, `must be at most ${limits.CUT_PAIRS_MAX} pairs together`)
  }
  return { bases, merges: keysOf(field('merges')) }
}

function pairOf({ path, value }: Field): readonly [bigint, bigint] {
  if (!Array.isArray(value) || value.length !== 2) throw new MalformedField(path, 'must be a list of two supervoxels')
  const at = (index: number): Field => ({ path: `${path}[${index}]`, value: value[index] })
  return [supervoxelOf(at(0)), supervoxelOf(at(1))]
}

function changeOf(whole: Field): Annotate['change'] {
  const kind = isRecord(whole.value) ? whole.value['kind'] : undefined
  if (kind === 'delete') {
    recordOf(whole, ['kind'])
    return { kind }
  }
  if (kind !== 'put') throw new MalformedField(`${whole.path}.kind`, "must be 'put' or 'delete'")
  return { kind, value: annotationOf(recordOf(whole, ['kind', 'value'])('value')) }
}

function annotationOf(whole: Field): Annotation {
  const field = recordOf(whole, ['shape', 'positions', 'text', 'tags', 'anchor'])
  const shape = SHAPES.find((name) => name === field('shape').value)
  if (shape === undefined) throw new MalformedField(field('shape').path, `must be one of ${SHAPES.join(', ')}`)
  const anchor = field('anchor')
  return {
    shape,
    positions: listOf(field('positions'), limits.POSITIONS_MAX, (one) => vectorOf(one)),
    text: textOf(field('text'), limits.TEXT_CHARACTERS_MAX, 0),
    tags: listOf(field('tags'), limits.TAGS_MAX, (tag) => textOf(tag, limits.TAG_CHARACTERS_MAX)),
    anchor: anchor.value === undefined ? undefined : pointOf(anchor),
  }
}

/** A value for `JSON.stringify`, which leaves out fields that are undefined. 64-bit ids are strings already. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [name: string]: Json | undefined }

/** An edit for `JSON.stringify`, with its fields in a fixed order. `parseEdit` reads the same edit (but -0 becomes 0). */
export function formatEdit(edit: Edit): Json {
  const { kind, id, author, madeAtMs, basis, dataset, schema, origin } = edit
  const common = {
    kind,
    id: { client: id.client, session: id.session, counter: id.counter },
    author,
    madeAtMs,
    basis,
    dataset,
    schema,
    origin: origin && { kind: origin.kind, of: origin.of },
  }
  switch (edit.kind) {
    case 'merge': {
      const { a, b, overrides, expect } = edit
      return { ...common, a: pointJson(a), b: pointJson(b), overrides, expect: expectJson(expect) }
    }
    case 'split': {
      const { sources, sinks, cut, expect } = edit
      const bases = cut.bases.map(({ base, pairs }) => ({
        base: `${base}`,
        pairs: pairs.map(([u, v]) => [`${u}`, `${v}`]),
      }))
      return {
        ...common,
        sources: sources.map(pointJson),
        sinks: sinks.map(pointJson),
        cut: { bases, merges: cut.merges },
        expect: expectJson(expect),
      }
    }
    case 'revert': {
      const { target, points, bases, overrides, expect } = edit
      return {
        ...common,
        target,
        points: points.map(pointJson),
        bases: bases.map(String),
        overrides,
        expect: expectJson(expect),
      }
    }
    case 'annotate':
      return { ...common, annotation: edit.annotation, change: changeJson(edit.change) }
    default:
      return unreachable(edit)
  }
}

function pointJson({ supervoxel, base, position }: EditPoint): Json {
  return { supervoxel: `${supervoxel}`, base: `${base}`, position }
}

function expectJson(expect: readonly Expectation[]): Json {
  return expect.map(({ segment, supervoxels }) => ({ segment: `${segment}`, supervoxels }))
}

function changeJson(change: Annotate['change']): Json {
  if (change.kind === 'delete') return { kind: 'delete' }
  const { shape, positions, text, tags, anchor } = change.value
  return { kind: 'put', value: { shape, positions, text, tags, anchor: anchor && pointJson(anchor) } }
}
