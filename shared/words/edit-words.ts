import type { Annotate, EditKey, Revert } from '../edits/edit.ts'
import type { FoldedEdit } from '../folded-log/folded-log-state.ts'
import { DEED_WORDS, EDIT_WORDS } from './act-words.ts'
import { segmentWord } from './ids-in-words.ts'

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
function segmentsInWords({ edit, segments }: Pick<FoldedEdit, 'edit' | 'segments'>): string {
  return edit.kind === 'annotate' ? noteInWords(edit) : segments.map(segmentWord).join(' + ')
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
  if (edit.kind === 'revert') return DEED_WORDS['take-back'].name(targetName(edit, find))
  return `${EDIT_WORDS[edit.kind].name}${edit.kind === 'annotate' ? '' : ' of'} ${segmentsInWords(folded)}`
}

/** "the merge of 461 + 9775", which a revert takes back. */
function targetName({ target }: Revert, find: FindEdit): string {
  const folded = find(target)
  return folded === undefined ? `edit ${target}` : `the ${nameOf(folded, find)}`
}

/** "the merge of 461 + 9775": what an act made or took back. */
export function contentName(act: EditKey, find: FindEdit): string {
  const folded = find(act)
  if (folded === undefined) return `edit ${act}`
  return folded.edit.kind === 'revert' ? targetName(folded.edit, find) : `the ${nameOf(folded, find)}`
}

/** "merge 461 + 9775", "split 9775 → 9775 + 9801": a line of History. */
export function lineOf(folded: FoldedEdit, find: FindEdit): string {
  const { edit } = folded
  if (edit.kind === 'revert') return DEED_WORDS['take-back'].line(targetName(edit, find))
  return `${EDIT_WORDS[edit.kind].name} ${segmentsInWords(folded)}${resultInWords(folded)}`
}

/** Segments of a result that a line names. */
const RESULTS_NAMED_MAX = 3

/** " → 9775 + 9801": what came of a split. Nothing where something else came of it than its author saw. */
function resultInWords({ edit, outcome: { verdict, changed } }: FoldedEdit): string {
  if (edit.kind !== 'split' || verdict !== 'applied' || changed) return ''
  const results = [...new Set(edit.expect.map(({ segment }) => segment))]
  if (results.length < 2) return ''
  const more = results.length > RESULTS_NAMED_MAX ? ' + …' : ''
  return ` → ${results.slice(0, RESULTS_NAMED_MAX).map(segmentWord).join(' + ')}${more}`
}

/** "Merged 461 + 9775", "Took back the split of 9775": told once it is made. */
export function madeInWords(folded: FoldedEdit, find: FindEdit): string {
  const { edit } = folded
  if (edit.kind === 'revert') return DEED_WORDS['take-back'].made(targetName(edit, find))
  if (edit.origin !== undefined) return DEED_WORDS['make-again'].made(contentName(edit.origin.of, find))
  return `${EDIT_WORDS[edit.kind].made} ${segmentsInWords(folded)}`
}

/** "your split of 9775 (14:02)", "the split of 9775 by ann (Tue 14:02)". */
export function whoseAndWhen(edit: NamedOrKey, time: TimeWords): string {
  if (typeof edit === 'string') return `edit ${edit}`
  const { name, author, isOwn, madeAtMs } = edit
  return isOwn ? `your ${name} (${time(madeAtMs)})` : `the ${name} by ${author} (${time(madeAtMs)})`
}

/** "by you (14:02)", "by ann (Tue 14:02)": for a word that says what was done already. */
export function byWhomAndWhen(edit: NamedOrKey, time: TimeWords): string {
  if (typeof edit === 'string') return `by edit ${edit}`
  return `by ${edit.isOwn ? 'you' : edit.author} (${time(edit.madeAtMs)})`
}

/** Who brought the edit, as the store knows; else whom it names as its author. */
export function whoMade({ edit, by }: FoldedEdit): string {
  return by ?? edit.author
}
