import { type Edit, type EditKey, editKey } from '../edits/edit.ts'
import { formatEdit } from '../edits/edit-json.ts'
import type { Problem, Result } from '../problem.ts'
import { FIRST_CHECK } from './check.ts'
import { datasetOfLine, type LogLine, parseLine } from './log-line.ts'

/** A whole log as text, as in an export and in the journal's file: lines, each with a line break at its end. */
export interface LogText {
  readonly dataset: string
  readonly lines: readonly LogLine[]
}

export type ParsedLog =
  | { readonly ok: true; readonly value: LogText }
  /** `good` are the lines before the one at fault. */
  | { readonly ok: false; readonly problem: Problem; readonly good: readonly LogLine[] }

/**
 * Reads a log from its first line to its last; the dataset is that of the first line. A problem names the first line at
 * fault. An empty text is no log.
 */
export function parseLogText(text: string): ParsedLog {
  const lines = text.replaceAll('\r\n', '\n').split('\n')
  const torn = lines.pop()
  const dataset = datasetOfLine(lines[0] ?? torn ?? '')
  const good: LogLine[] = []
  if (dataset === undefined) {
    return { ok: false, problem: { kind: 'bad-description', message: 'Line 1 is no line of an edit log' }, good }
  }
  for (const line of lines) {
    const last = good.at(-1)
    const context = { dataset, place: good.length + 1, previousCheck: last?.check ?? FIRST_CHECK }
    const parsed = parseLine(line, context)
    if (!parsed.ok) return { ok: false, problem: parsed.problem, good }
    good.push(parsed.value)
  }
  if (torn !== '' && torn !== undefined) {
    const message = `Line ${good.length + 1} of the log is cut short: it has no line break at its end`
    return { ok: false, problem: { kind: 'bad-description', message }, good }
  }
  return { ok: true, value: { dataset, lines: good } }
}

/**
 * The edits of a foreign log that this log lacks, in their order. The whole foreign log is refused for another dataset, a
 * known id with other content, or a counter that comes too late for its session (rule E1).
 */
export function unknownEdits(log: LogText, dataset: string, own: readonly Edit[]): Result<readonly Edit[]> {
  if (log.dataset !== dataset) return refuse(`The log is of another dataset (${log.dataset})`, 'dataset')
  const known = new Map<EditKey, Edit>()
  const highest = new Map<string, number>()
  const take = (edit: Edit): void => {
    known.set(editKey(edit.id), edit)
    const session = sessionOf(edit)
    highest.set(session, Math.max(edit.id.counter, highest.get(session) ?? 0))
  }
  own.forEach(take)
  const unknown: Edit[] = []
  for (const { place, edit } of log.lines) {
    const key = editKey(edit.id)
    const same = known.get(key)
    if (same !== undefined && textOf(same) !== textOf(edit)) {
      return refuse(`Line ${place} has the id ${key}, which belongs to another edit here`, 'edit.id')
    }
    if (same !== undefined) continue
    if (edit.id.counter <= (highest.get(sessionOf(edit)) ?? 0)) {
      return refuse(`Line ${place} (${key}) comes after later edits of its session, so it can have no place`, 'edit.id')
    }
    take(edit)
    unknown.push(edit)
  }
  return { ok: true, value: unknown }
}

function sessionOf({ id }: Edit): string {
  return `${id.client}/${id.session}`
}

function textOf(edit: Edit): string {
  return JSON.stringify(formatEdit(edit))
}

function refuse(message: string, field: string): { readonly ok: false; readonly problem: Problem } {
  return { ok: false, problem: { kind: 'bad-description', message, field } }
}
