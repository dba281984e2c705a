import type { StoredEdit } from '../../shared/contracts/store-protocol.ts'
import { formatEdit, parseEdit } from '../../shared/edits/edit-json.ts'
import { AUTHOR_CHARACTERS_MAX } from '../../shared/edits/edit-limits.ts'
import { MalformedField, recordOf, textOf, wholeOf } from '../../shared/json-field.ts'
import type { AdmittedEdit } from '../../shared/sync/admission/admit.ts'

/** Characters of the sentence with which an edit was refused. */
const SENTENCE_CHARACTERS_MAX = 10_000

/** Says what is wrong with a line of an exported log, without the number of the line. */
export class BadLine extends Error {}

/** A line of an exported log. */
export interface LogLine {
  readonly seq: number
  readonly entry: AdmittedEdit
}

export function formatLogLine(seq: number, { editJson, by, refused }: StoredEdit): string {
  const why = refused === undefined ? '' : `,"refused":${JSON.stringify(refused)}`
  return `{"seq":${seq},"by":${JSON.stringify(by)}${why},"edit":${editJson}}`
}

/** Throws `BadLine`. The text of the edit is, letter by letter, the one that the store makes of it. */
export function parseLogLine(line: string, dataset: string): LogLine {
  try {
    const field = recordOf({ path: '', value: JSON.parse(line) }, ['seq', 'by', 'refused', 'edit'])
    const edit = checkEdit(field('edit').value, dataset)
    const refused = field('refused')
    return {
      seq: wholeOf(field('seq'), 1),
      entry: {
        edit,
        editJson: JSON.stringify(formatEdit(edit)),
        by: textOf(field('by'), AUTHOR_CHARACTERS_MAX),
        ...(refused.value === undefined ? {} : { refused: textOf(refused, SENTENCE_CHARACTERS_MAX) }),
      },
    }
  } catch (error) {
    if (error instanceof SyntaxError) throw new BadLine('it is no JSON')
    if (error instanceof MalformedField) throw new BadLine(error.message)
    throw error
  }
}

/** Reads an edit from JSON. Throws `BadLine` if it is no edit, or an edit of another dataset. */
export function checkEdit(json: unknown, dataset: string): AdmittedEdit['edit'] {
  const edit = parseEdit(json)
  if (!edit.ok) throw new BadLine(edit.problem.message)
  if (edit.value.dataset !== dataset) throw new BadLine('its edit is of another dataset')
  return edit.value
}
