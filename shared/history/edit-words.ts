import type { Annotate, Edit, EditKey } from '../edits/edit.ts'
import type { Today } from '../fold/cuts/holds-today.ts'
import type { FoldedEdit } from '../folded-log/folded-log-state.ts'

/** Shows a time of day, or a day and a time: the person's own zone and language are not known here. */
export type TimeWords = (ms: number) => string

export interface WordsContext {
  readonly find: (key: EditKey) => FoldedEdit | undefined
  /** Whether an edit is the person's own. */
  readonly isOwn: (edit: Edit) => boolean
  readonly time: TimeWords
}

/** "461 + 9775" or "9775": what an edit was made on. */
function segmentsInWords(
  { edit, segments }: Pick<FoldedEdit, 'edit' | 'segments'>,
  find: WordsContext['find'],
): string {
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
export function nameOf(folded: Pick<FoldedEdit, 'edit' | 'segments'>, find: WordsContext['find']): string {
  const { edit } = folded
  if (edit.kind === 'annotate') return `note ${noteInWords(edit)}`
  if (edit.kind !== 'revert') return `${edit.kind} of ${segmentsInWords(folded, find)}`
  const target = find(edit.target)
  return target === undefined ? `revert of ${edit.target}` : `revert of the ${nameOf(target, find)}`
}

/** "merge 461 + 9775": a line of History. */
export function lineOf(folded: FoldedEdit, find: WordsContext['find']): string {
  const { edit } = folded
  const how = edit.origin === undefined ? '' : ` (${edit.origin.kind})`
  if (edit.kind === 'annotate') return `note ${noteInWords(edit)}`
  if (edit.kind !== 'revert') return `${edit.kind} ${segmentsInWords(folded, find)}${how}`
  const target = find(edit.target)
  return target === undefined ? `revert ${edit.target}${how}` : `revert ${lineOf(target, find)}${how}`
}

/** "Merged 461 + 9775", "Undid the split of 9775": told when it is done. */
export function doneInWords(folded: FoldedEdit, find: WordsContext['find']): string {
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
export function whoseAndWhen(key: EditKey, { find, isOwn, time }: WordsContext): string {
  const folded = find(key)
  if (folded === undefined) return `edit ${key}`
  const name = nameOf(folded, find)
  const when = time(folded.edit.madeAtMs)
  return isOwn(folded.edit) ? `your ${name} (${when})` : `the ${name} by ${whoMade(folded)} (${when})`
}

/** Who brought it, as the store knows; else who it says that it is of. */
export function whoMade({ edit, by }: FoldedEdit): string {
  return by ?? edit.author
}

/** What holds today (rule E12). */
export function todayInWords(folded: FoldedEdit, today: Today | undefined, context: WordsContext): string {
  const { outcome, edit } = folded
  if (outcome.verdict === 'conflicted') {
    return outcome.witness === undefined ? 'in conflict' : `in conflict with ${whoseAndWhen(outcome.witness, context)}`
  }
  if (outcome.verdict === 'void') return 'refused'
  if (today === undefined)
    return edit.kind === 'revert' && outcome.verdict === 'redundant' ? 'had nothing to take back' : 'done'
  if (today.kind === 'holds') return 'holds'
  const how = today.kind === 'undone' ? wordOfUndoing(context.find(today.by)?.edit) : 'overridden'
  return `${how} by ${whoseAndWhen(today.by, context)}`
}

/** Splits that one line names; the rest is counted. */
const SPLITS_NAMED_MAX = 2

/** "also joins ends of the cut of your split of 9775 (14:02)", to go on after what holds; at least one split. */
export function joinedEndsInWords(splits: readonly EditKey[], context: WordsContext): string {
  const named = splits.slice(0, SPLITS_NAMED_MAX).map((key) => whoseAndWhen(key, context))
  const more = splits.length - named.length
  if (more > 0) named.push(more === 1 ? 'one more split' : `${more} more splits`)
  return `also joins ends of the cut of ${named.join(' and of ')}`
}

function wordOfUndoing(by: Edit | undefined): string {
  return by?.origin?.kind === 'undo' ? 'taken back' : 'undone'
}
