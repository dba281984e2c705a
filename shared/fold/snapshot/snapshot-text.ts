import type { Annotation, AnnotationShape, EditPoint } from '../../edits/edit.ts'
import { ProblemError } from '../../problem.ts'
import { choiceOf, elements, type JsonField, member, numberOf, textOf, vectorOf } from '../../volume/json-field.ts'

/** The text of a snapshot, as `writeSnapshot` makes it. */
export interface SnapshotText {
  readonly sessions: readonly string[]
  /** The latest conflicted or changed edit of each author, as its row. */
  readonly trouble: readonly { readonly author: string; readonly edit: number }[]
  readonly annotations: readonly { readonly id: string; readonly annotation: Annotation }[]
}

const SHAPES: readonly AnnotationShape[] = ['point', 'line', 'box', 'ellipsoid', 'polyline', 'skeleton-node']

/** So many characters are decoded in one call, because the number of arguments of a call is limited. */
const CHARACTERS_AT_ONCE = 8192

/** Lists have no limit here, because the whole text is in memory already. */
const ANY_NUMBER = Number.MAX_SAFE_INTEGER

/** @throws {ProblemError} when the text is not that of a snapshot */
export function readSnapshotText(bytes: Uint8Array): SnapshotText {
  const whole: JsonField = { file: 'text', path: '', value: parseJson(bytes) }
  return {
    sessions: elements(member(whole, 'sessions'), 0, ANY_NUMBER).map(textOf),
    trouble: elements(member(whole, 'trouble'), 0, ANY_NUMBER).map((entry) => {
      const [author, edit] = pairOf(entry)
      return { author: textOf(author), edit: rowOf(edit) }
    }),
    annotations: elements(member(whole, 'annotations'), 0, ANY_NUMBER).map((entry) => {
      const [id, annotation] = pairOf(entry)
      return { id: textOf(id), annotation: annotationOf(annotation) }
    }),
  }
}

function parseJson(bytes: Uint8Array): unknown {
  let text = ''
  for (let at = 0; at < bytes.length; at += CHARACTERS_AT_ONCE) {
    text += String.fromCharCode(...bytes.subarray(at, at + CHARACTERS_AT_ONCE))
  }
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw new ProblemError({ kind: 'bad-snapshot', message: 'its text is no JSON' }, { cause })
  }
}

function pairOf(field: JsonField): readonly [JsonField, JsonField] {
  const [first, second] = elements(field, 2, 2)
  if (first === undefined || second === undefined) throw new Error('bug: two elements were asked for')
  return [first, second]
}

function rowOf(field: JsonField): number {
  const row = numberOf(field)
  if (Number.isInteger(row) && row >= 0) return row
  throw new ProblemError({ kind: 'bad-snapshot', message: `${field.path} is no row` })
}

function annotationOf(field: JsonField): Annotation {
  const anchor = member(field, 'anchor')
  return {
    shape: choiceOf(member(field, 'shape'), SHAPES),
    positions: elements(member(field, 'positions'), 0, ANY_NUMBER).map((one) => vectorOf(one, numberOf)),
    text: textOf(member(field, 'text')),
    tags: elements(member(field, 'tags'), 0, ANY_NUMBER).map(textOf),
    anchor: anchor.value === undefined ? undefined : pointOf(anchor),
  }
}

function pointOf(field: JsonField): EditPoint {
  return {
    supervoxel: idOf(member(field, 'supervoxel')),
    base: idOf(member(field, 'base')),
    position: vectorOf(member(field, 'position'), numberOf),
  }
}

/** A 64-bit id in decimal. */
function idOf(field: JsonField): bigint {
  const text = textOf(field)
  const id = /^\d{1,20}$/.test(text) ? BigInt(text) : -1n
  if (id >= 0n && id < 2n ** 64n) return id
  throw new ProblemError({ kind: 'bad-snapshot', message: `${field.path} is no 64-bit id` })
}
