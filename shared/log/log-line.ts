import { unreachable } from '../assert.ts'
import type { Edit } from '../edits/edit.ts'
import { formatEdit, parseEdit } from '../edits/edit-json.ts'
import { DATASET_CHARACTERS_MAX } from '../edits/edit-limits.ts'
import { type Fields, isRecord } from '../json-field.ts'
import type { Problem } from '../problem.ts'
import { type Check, checkOf } from './check.ts'

/**
 * The edit log as text: one edit a line, in both copies, in exports and in fixtures. A line is JSON in printable ASCII:
 *
 *     {"v":1,"place":7,"dataset":"…","edit":{…},"check":"1f0a99c2"}
 *
 * `place` counts from 1. `check` covers the check of the line before and this line's text up to the check itself (see
 * check.ts), so a line that is changed, lost, doubled or moved breaks the chain right there. Later versions keep this
 * frame (`v`, `place`, `dataset` first, `check` last), so that a line that cannot be read can be told from a damaged one.
 */
export const LINE_VERSION = 1

/** Characters. An edit with every list at its limit has about 12 million. */
export const LINE_CHARACTERS_MAX = 16_000_000

export interface LogLine {
  readonly place: number
  readonly edit: Edit
  readonly check: Check
  readonly text: string
}

/** Why a line is not the next one of the log. */
export type LineFault =
  /** Cut short, not JSON, or not a line of a log at all. */
  | 'not-a-line'
  /** Its text does not fit its check. */
  | 'bad-check'
  /** It belongs further down: lines before it are missing. */
  | 'lines-missing'
  /** It belongs further up: it is here twice. */
  | 'repeated'
  | 'other-dataset'
  /** In order, but written by a newer version, whose meaning is never guessed (rule E14). */
  | 'newer'
  /** In order, but no edit: a field is missing or impossible. */
  | 'bad-edit'

export type ParsedLine =
  | { readonly ok: true; readonly value: LogLine }
  | { readonly ok: false; readonly fault: LineFault; readonly problem: Problem }

/** What the next line must follow. */
export interface LineContext {
  readonly dataset: string
  readonly place: number
  readonly previousCheck: Check
}

/** The next line of the log. */
export function formatLine(edit: Edit, { dataset, place, previousCheck }: LineContext): LogLine {
  const body = ascii(JSON.stringify({ v: LINE_VERSION, place, dataset, edit: formatEdit(edit) })).slice(0, -1)
  const check = checkOf(previousCheck, body)
  return { place, edit, check, text: `${body},"check":"${check}"}` }
}

/** Escapes all other characters, so that a line is the same bytes in every encoding. */
function ascii(json: string): string {
  return json.replace(/[^\x20-\x7e]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
}

const PRINTABLE = /^[\x20-\x7e]*$/
const FRAME_START = /^\{"v":\d{1,9},"place":(\d{1,15}),/
const FRAME_END = /^,"check":"([0-9a-f]{8})"\}$/
/** Characters of `,"check":"1f0a99c2"}`. */
const CHECK_CHARACTERS = 20

/** Never throws, whatever the text. The problem names the line by the place where it stands. */
export function parseLine(text: string, context: LineContext): ParsedLine {
  const check = chainedCheck(text, context.previousCheck)
  const fields = fieldsOf(text)
  if (fields === undefined) return refuse('not-a-line', context)
  if (check === undefined) return refuse(faultOfChain(fields, context), context, fields)
  if (typeof fields['v'] === 'number' && fields['v'] > LINE_VERSION) return refuse('newer', context, fields)
  if (fields['dataset'] !== context.dataset) return refuse('other-dataset', context, fields)
  if (fields['v'] !== LINE_VERSION) return refuse('bad-edit', context, fields, 'v')
  if (fields['place'] !== context.place) return refuse(faultOfChain(fields, context), context, fields)
  const stranger = Object.keys(fields).find((name) => !FIELDS.includes(name))
  if (stranger !== undefined) return refuse('bad-edit', context, fields, stranger)
  const edit = parseEdit(fields['edit'])
  if (!edit.ok) {
    const { kind, message, field } = edit.problem
    const problem: Problem = { kind, message: `Line ${context.place} of the log: ${message}`, field: `edit.${field}` }
    return { ok: false, fault: kind === 'unsupported' ? 'newer' : 'bad-edit', problem }
  }
  if (edit.value.dataset !== context.dataset) return refuse('bad-edit', context, fields, 'edit.dataset')
  return { ok: true, value: { place: context.place, edit: edit.value, check, text } }
}

const FIELDS = ['v', 'place', 'dataset', 'edit', 'check']

/** The check of a line of any version that is the next one here; undefined for any other text. Parses no JSON. */
export function followingCheck(text: string, { dataset, place, previousCheck }: LineContext): Check | undefined {
  const said = FRAME_START.exec(text)
  if (said === null || Number(said[1]) !== place) return undefined
  if (!text.startsWith(`"dataset":${ascii(JSON.stringify(dataset))},`, said[0].length)) return undefined
  return chainedCheck(text, previousCheck)
}

/** The check at the end of a line; undefined for any other text. */
export function checkOfLine(text: string): Check | undefined {
  return FRAME_END.exec(text.slice(-CHECK_CHARACTERS))?.[1]
}

/** The check of a whole line that follows a line with this check. */
function chainedCheck(text: string, previousCheck: Check): Check | undefined {
  if (text.length > LINE_CHARACTERS_MAX) return undefined
  const check = checkOfLine(text)
  if (check === undefined || !PRINTABLE.test(text)) return undefined
  return checkOf(previousCheck, text.slice(0, -CHECK_CHARACTERS)) === check ? check : undefined
}

/** The dataset that a line names; undefined where the line cannot be read. */
export function datasetOfLine(text: string): string | undefined {
  const dataset = fieldsOf(text)?.['dataset']
  return typeof dataset === 'string' && dataset.length <= DATASET_CHARACTERS_MAX ? dataset : undefined
}

/** The place that a line names, found without parsing it all; undefined where there is none. */
export function placeOfLine(text: string): number | undefined {
  const digits = FRAME_START.exec(text)?.[1]
  return digits === undefined ? undefined : Number(digits)
}

function fieldsOf(text: string): Fields | undefined {
  if (text.length > LINE_CHARACTERS_MAX) return undefined
  try {
    const parsed: unknown = JSON.parse(text)
    return isRecord(parsed) && 'v' in parsed && 'check' in parsed ? parsed : undefined
  } catch {
    return undefined
  }
}

/** Why a readable line does not follow the line before it. */
function faultOfChain(fields: Fields, { place, dataset }: LineContext): LineFault {
  const { place: said, dataset: its } = fields
  if (typeof its === 'string' && its !== dataset) return 'other-dataset'
  if (typeof said !== 'number' || said === place) return 'bad-check'
  return said > place ? 'lines-missing' : 'repeated'
}

function refuse(fault: LineFault, context: LineContext, fields?: Fields, field?: string): ParsedLine {
  const named = field ?? FIELD_AT_FAULT[fault]
  const message = `Line ${context.place} of the log ${wordsOf(fault, context, fields, named)}`
  const kind = fault === 'newer' ? 'unsupported' : 'bad-description'
  return { ok: false, fault, problem: { kind, message, field: named } }
}

const FIELD_AT_FAULT: { readonly [Fault in LineFault]?: string } = {
  'bad-check': 'check',
  'lines-missing': 'place',
  repeated: 'place',
  'other-dataset': 'dataset',
  newer: 'v',
}

function wordsOf(fault: LineFault, { place, dataset }: LineContext, fields: Fields = {}, field = ''): string {
  const said = fields['place']
  switch (fault) {
    case 'not-a-line':
      return 'is cut short or is no JSON of an edit log'
    case 'bad-check':
      return 'was changed after it was written: its check does not fit'
    case 'lines-missing':
      return `should have place ${place} but has ${said}: ${Number(said) - place} are missing before it`
    case 'repeated':
      return `has place ${said} and is here twice or out of order`
    case 'other-dataset':
      return `is of another dataset (${short(fields['dataset'])} instead of ${short(dataset)})`
    case 'newer':
      return `was written by a newer version of Skein (line version ${fields['v']}; this one knows ${LINE_VERSION})`
    case 'bad-edit':
      return `has no such field, or one that cannot be, at ${field}`
    default:
      return unreachable(fault)
  }
}

/** Characters of a dataset's name in a sentence. */
const SHORT_CHARACTERS = 80

function short(value: unknown): string {
  const text = typeof value === 'string' ? value : 'none'
  return text.length > SHORT_CHARACTERS ? `…${text.slice(-SHORT_CHARACTERS)}` : text
}
