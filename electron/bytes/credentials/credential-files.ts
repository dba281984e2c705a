import { isRecord, parseJson } from '../../../shared/json-field.ts'
import { ProblemError } from '../../../shared/problem.ts'

/** A login is there, but of no use; `why` is a sentence without secrets. */
export function badLogin(why: string, file: string): ProblemError {
  return new ProblemError({ kind: 'forbidden', message: why, file })
}

/** The fields of a file of JSON. Throws a `ProblemError` of kind 'forbidden' that names the file where it is none. */
export function jsonFields(text: string, file: string): Readonly<Record<string, unknown>> {
  const json = parseJson(text)
  if (isRecord(json)) return json
  throw badLogin(`The login in ${file} cannot be read: it is no JSON object`, file)
}

/** A text that is not empty, of the first of these fields that has one. */
export function textField(fields: Readonly<Record<string, unknown>>, ...names: readonly string[]): string | undefined {
  for (const name of names) {
    const value = Object.hasOwn(fields, name) ? fields[name] : undefined
    if (typeof value === 'string' && value.trim() !== '') return value.trim()
  }
  return undefined
}

/** As `textField`, of one field that must be there. */
export function neededField(fields: Readonly<Record<string, unknown>>, name: string, file: string): string {
  const text = textField(fields, name)
  if (text !== undefined) return text
  throw badLogin(`The login in ${file} cannot be used: its field ${name} is missing`, file)
}

/** The sections of an AWS file (`[name]`, then `key = value` a line), by name. Lines that are neither are passed over. */
export function readIni(text: string): ReadonlyMap<string, Readonly<Record<string, string>>> {
  const sections = new Map<string, Record<string, string>>()
  let section: Record<string, string> | undefined
  for (const line of text.split(/\r?\n/)) {
    const name = /^\s*\[\s*([^\]]+?)\s*\]/.exec(line)?.[1]
    if (name !== undefined) {
      section = sections.get(name) ?? Object.create(null)
      sections.set(name, section ?? {})
      continue
    }
    // A line that begins with a space belongs to a nested list, which says nothing of logins.
    const [, key, value] = /^([A-Za-z0-9_.-]+)\s*=\s*(.*?)\s*$/.exec(line) ?? []
    if (section !== undefined && key !== undefined && value !== undefined) section[key.toLowerCase()] = value
  }
  return sections
}
