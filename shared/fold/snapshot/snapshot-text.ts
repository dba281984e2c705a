import type { Annotation, AnnotationShape, EditPoint } from '../../edits/edit.ts'
import { choiceOf, type Field, listOf, member, numberOf, resultOf, textOf, vectorOf } from '../../json-field.ts'
import { ProblemError, unwrap } from '../../problem.ts'

/** The text of a snapshot, as `writeSnapshot` makes it. */
export interface SnapshotText {
  readonly sessions: readonly string[]
  /** The latest conflicted or changed edit of each author, as its row. */
  readonly trouble: readonly { readonly author: string; readonly edit: number }[]
  readonly annotations: readonly { readonly id: string; readonly annotation: Annotation }[]
}

const SHAPES: readonly AnnotationShape[] = ['point', 'line', 'box', 'ellipsoid', 'polyline', 'skeleton-node']

/** This many characters are decoded in one call, because the number of arguments of a call is limited. */
const CHARACTERS_AT_ONCE = 8192

/** Lists have no limit here, because the whole text is in memory already. */
const ANY_NUMBER = Number.MAX_SAFE_INTEGER

/** @throws {ProblemError} when the text is not that of a snapshot */
export function readSnapshotText(bytes: Uint8Array): SnapshotText {
  return unwrap(resultOf(parseJson(bytes), 'text', textOfSnapshot))
}

function textOfSnapshot(whole: Field): SnapshotText {
  return {
    sessions: listOf(member(whole, 'sessions'), ANY_NUMBER, (one) => textOf(one)),
    trouble: listOf(member(whole, 'trouble'), ANY_NUMBER, (entry) => {
      const [author, edit] = pairOf(entry)
      return { author: textOf(author), edit: rowOf(edit) }
    }),
    annotations: listOf(member(whole, 'annotations'), ANY_NUMBER, (entry) => {
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

function pairOf(field: Field): readonly [Field, Field] {
  const [first, second] = listOf(field, 2, (item) => item, 2)
  if (first === undefined || second === undefined) throw new Error('bug: two elements were asked for')
  return [first, second]
}

function rowOf(field: Field): number {
  const row = numberOf(field)
  if (Number.isInteger(row) && row >= 0) return row
  throw new ProblemError({ kind: 'bad-snapshot', message: `${field.path} is no row` })
}

function annotationOf(field: Field): Annotation {
  const anchor = member(field, 'anchor')
  return {
    shape: choiceOf(member(field, 'shape'), SHAPES),
    positions: listOf(member(field, 'positions'), ANY_NUMBER, (one) => vectorOf(one)),
    text: textOf(member(field, 'text')),
    tags: listOf(member(field, 'tags'), ANY_NUMBER, (tag) => textOf(tag)),
    anchor: anchor.value === undefined ? undefined : pointOf(anchor),
  }
}

function pointOf(field: Field): EditPoint {
  return {
    supervoxel: idOf(member(field, 'supervoxel')),
    base: idOf(member(field, 'base')),
    position: vectorOf(member(field, 'position')),
  }
}

/** A 64-bit id in decimal. */
function idOf(field: Field): bigint {
  const text = textOf(field)
  const id = /^\d{1,20}$/.test(text) ? BigInt(text) : -1n
  if (id >= 0n && id < 2n ** 64n) return id
  throw new ProblemError({ kind: 'bad-snapshot', message: `${field.path} is no 64-bit id` })
}
