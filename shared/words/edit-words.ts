import type { Annotate, EditKey } from '../edits/edit.ts'
import type { FoldedEdit } from '../folded-log/folded-log-state.ts'

/** Shows a time of day, or a day and a time, in the user's own zone. */
export type TimeWords = (ms: number) => string

/** Finds an edit of the log. */
export type FindEdit = (key: EditKey) => FoldedEdit | undefined

/** What sentences tell of an edit. */
export interface NamedEdit {
  /** Such as "merge of 461 + 9775", to go on in a sentence. */
  readonly name: string
  /** Who made it: where it is committed, who brought it to the store. */
  readonly author: string
  readonly isOwn: boolean
  readonly madeAtMs: number
}

/** The key stands for an edit that is not in the log. */
export type NamedOrKey = NamedEdit | EditKey

/** "461 + 9775" or "9775": what an edit was made on. */
function segmentsInWords({ edit, segments }: Pick<FoldedEdit, 'edit' | 'segments'>, find: FindEdit): string {
  if (edit.kind === 'revert') {
    const target = find(edit.target)
    return target === undefined ? edit.target : segmentsInWords(target, find)
  }
  return edit.kind === 'annotate' ? noteInWords(edit) : segments.join(' + ')
}

/** Characters of a note's text in a line. */
const NOTE_CHARACTERS_MAX = 60

function noteInWords({ annotation, change }: Annotate): string {
  const text = change.kind === 'put' ? change.value.text : ''
  if (text === '') return annotation
  return text.length > NOTE_CHARACTERS_MAX ? `"${text.slice(0, NOTE_CHARACTERS_MAX)}…"` : `"${text}"`
}

/** "merge of 461 + 9775", to go on in a sentence. */
export function nameOf(folded: Pick<FoldedEdit, 'edit' | 'segments'>, find: FindEdit): string {
  const { edit } = folded
  if (edit.kind === 'annotate') return `note ${noteInWords(edit)}`
  if (edit.kind !== 'revert') return `${edit.kind} of ${segmentsInWords(folded, find)}`
  const target = find(edit.target)
  return target === undefined ? `revert of ${edit.target}` : `revert of the ${nameOf(target, find)}`
}

/** "merge 461 + 9775": a line of History. */
export function lineOf(folded: FoldedEdit, find: FindEdit): string {
  const { edit } = folded
  const how = edit.origin === undefined ? '' : ` (${edit.origin.kind})`
  if (edit.kind === 'annotate') return `note ${noteInWords(edit)}`
  if (edit.kind !== 'revert') return `${edit.kind} ${segmentsInWords(folded, find)}${how}`
  const target = find(edit.target)
  return target === undefined ? `revert ${edit.target}${how}` : `revert ${lineOf(target, find)}${how}`
}

/** "Merged 461 + 9775", "Undid the split of 9775": told once it is made. */
export function madeInWords(folded: FoldedEdit, find: FindEdit): string {
  const { edit } = folded
  const { origin } = edit
  if (origin !== undefined) {
    const act = find(origin.of)
    const verb = origin.kind === 'undo' ? 'Undid' : 'Redid'
    return act === undefined ? `${verb} an edit` : `${verb} the ${nameOf(act, find)}`
  }
  if (edit.kind === 'revert') {
    const target = find(edit.target)
    return target === undefined ? 'Reverted an edit' : `Reverted the ${nameOf(target, find)}`
  }
  const verb = { merge: 'Merged', split: 'Split', annotate: 'Left a note:' }[edit.kind]
  return `${verb} ${segmentsInWords(folded, find)}`
}

/** "your split of 9775 (14:02)", "the split of 9775 by ann (Tue 14:02)". */
export function whoseAndWhen(edit: NamedOrKey, time: TimeWords): string {
  if (typeof edit === 'string') return `edit ${edit}`
  const { name, author, isOwn, madeAtMs } = edit
  return isOwn ? `your ${name} (${time(madeAtMs)})` : `the ${name} by ${author} (${time(madeAtMs)})`
}

/** Who brought the edit, as the store knows; else whom it names as its author. */
export function whoMade({ edit, by }: FoldedEdit): string {
  return by ?? edit.author
}
