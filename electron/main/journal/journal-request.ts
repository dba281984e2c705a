import type { JournalRequest } from '../../../shared/contracts/journal-protocol.ts'
import { DATASET_CHARACTERS_MAX } from '../../../shared/edits/edit-limits.ts'
import { LINE_CHARACTERS_MAX } from '../../../shared/log/log-line.ts'

/** Lines in one message; a message of shortest lines at PIECE_CHARACTERS has fewer. */
const LINES_MAX = 100_000

export type ParsedRequest =
  | { readonly ok: true; readonly request: JournalRequest }
  /** `id` is undefined where even that could not be read. */
  | { readonly ok: false; readonly id: number | undefined; readonly expected: string }

/** Reads a message of a journal port: the page is not trusted to send a `JournalRequest`. */
export function parseJournalRequest(message: unknown): ParsedRequest {
  if (typeof message !== 'object' || message === null) return { ok: false, id: undefined, expected: 'an object' }
  const { kind, id, dataset, lines, more }: Partial<Record<string, unknown>> = { ...message }
  if (typeof id !== 'number' || !Number.isSafeInteger(id)) return { ok: false, id: undefined, expected: 'a whole id' }
  if (kind === 'close') return { ok: true, request: { kind, id } }
  if (kind === 'open') {
    const isName = typeof dataset === 'string' && dataset.length > 0 && dataset.length <= DATASET_CHARACTERS_MAX
    if (isName) return { ok: true, request: { kind, id, dataset } }
    return { ok: false, id, expected: `a dataset of 1 to ${DATASET_CHARACTERS_MAX} characters` }
  }
  if (kind !== 'append' && kind !== 'replace' && kind !== 'set-aside') {
    return { ok: false, id, expected: "the kind 'open', 'append', 'replace', 'set-aside' or 'close'" }
  }
  const parsed = parseLines(lines)
  if (parsed === undefined) return { ok: false, id, expected: 'lines of printable ASCII, none too long' }
  if (typeof more !== 'boolean') return { ok: false, id, expected: 'whether more pieces follow' }
  return { ok: true, request: { kind, id, lines: parsed, more } }
}

/** So neither a line break nor a byte that is not a character gets into the file. */
const PRINTABLE = /^[\x20-\x7e]*$/

function parseLines(value: unknown): readonly string[] | undefined {
  if (!Array.isArray(value) || value.length > LINES_MAX) return undefined
  const lines: string[] = []
  let characters = 0
  for (const line of value) {
    if (typeof line !== 'string') return undefined
    characters += line.length
    if (characters > LINE_CHARACTERS_MAX || !PRINTABLE.test(line)) return undefined
    lines.push(line)
  }
  return lines
}
