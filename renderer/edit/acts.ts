import { assert } from '../../shared/assert.ts'
import { type Edit, type EditKey, editKey } from '../../shared/edits/edit.ts'
import type { DryRun } from '../../shared/fold/dry-run.ts'
import { basesNamed } from '../../shared/session/base-keeper.ts'
import type { Soma } from '../../shared/session/cell-bodies.ts'
import { type Consequence, consequencesOf } from '../../shared/session/consequences.ts'
import type { Added, EditBook, Page } from '../../shared/session/edit-book.ts'
import { nameOf, type WordsContext, whoMade } from '../../shared/session/edit-words.ts'
import { type Draft, draftAgain, makeEdit, NO_FINDINGS, type Signature } from '../../shared/session/make-edit.ts'
import { refusals } from '../../shared/session/refusals.ts'
import type { SplitPlan } from '../../shared/session/split-cut.ts'
import type { Act, Spot } from './messages.ts'
import type { EditLog } from './open-log.ts'
import type { Person } from './person.ts'
import { planOf, type SplitSession } from './split-session.ts'

/** An edit that the fold took in. */
export type Folded = Extract<Added, { readonly kind: 'added' }>

/** An act, or the intent of an own edit once more on today's state (rule E8). */
export type AnyAct = Act | { readonly kind: 'make-again'; readonly target: EditKey }

/** What an act works on. */
export interface ActParts {
  readonly book: EditBook
  readonly log: EditLog
  readonly split: SplitSession
  readonly somata: readonly Soma[]
  readonly words: WordsContext
  readonly person: Person
  /** The signature of the next edit of this session. */
  readonly sign: () => Signature
  /** These edits are in the log. */
  readonly written: (edits: readonly Edit[]) => void
  /** Folds an edit that is in the log. */
  readonly fold: (edit: Edit) => Promise<Folded>
  /** A clock in ms, for the times alone. */
  readonly now: () => number
}

export interface ActTimes {
  readonly checked: number
  readonly database: number
  readonly journal: number
  readonly folded: number
}

export type ActResult =
  | { readonly kind: 'refused'; readonly sentence: string }
  | { readonly kind: 'asked'; readonly consequences: readonly Consequence[] }
  | { readonly kind: 'done'; readonly page: Page; readonly touched: ReadonlySet<bigint>; readonly times: ActTimes }

type Drafted =
  | { readonly kind: 'refused'; readonly sentence: string }
  | { readonly kind: 'draft'; readonly draft: Draft; readonly plan?: SplitPlan }

const refuse = (sentence: string): { readonly kind: 'refused'; readonly sentence: string } => ({
  kind: 'refused',
  sentence,
})

/**
 * An act from its arrival to its effect (design 4): tried on today's state, refused with a sentence or asked about its
 * consequences, written ahead in both copies of the log, and only then folded. Acts must come one after the other.
 */
export async function performAct(parts: ActParts, act: AnyAct, confirmed: boolean): Promise<ActResult> {
  const { book, log, now } = parts
  const arrived = now()
  const readOnly = log.readOnly()
  if (readOnly !== undefined) return refuse(readOnly)
  const drafted = await draftOf(parts, act)
  if (drafted.kind === 'refused') return drafted
  const { draft, plan } = drafted
  const signature = parts.sign()
  const tried = await tryDraft(book, draft, signature)
  if (tried.kind === 'refused') return refuse(refusals.impossible(tried.why))
  const refusal = refusalOfVerdict(parts, draft, tried.verdict)
  if (refusal !== undefined) return refuse(refusal)
  const edit = makeEdit(draft, signature, tried)
  if (!confirmed) {
    const consequences = await consequencesOf(book, edit, parts.somata, parts.words, plan)
    if (consequences.length > 0) return { kind: 'asked', consequences }
  }
  const checked = now() - arrived
  const written = await log.append([edit])
  if (!written.ok) return refuse(refusals.notSaved(written.problem.message))
  parts.written([edit])
  const added = await parts.fold(edit)
  return {
    kind: 'done',
    page: added.page,
    touched: new Set(added.touched),
    times: { checked, ...written.value, folded: now() - arrived },
  }
}

type Tried = Exclude<DryRun, { readonly kind: 'needs' }>

export async function tryDraft(book: EditBook, draft: Draft, signature: Signature): Promise<Tried> {
  const edit = makeEdit(draft, signature, NO_FINDINGS)
  await book.bases.learn(basesNamed(edit))
  for (;;) {
    const tried = book.fold.dryRun(edit)
    if (tried.kind !== 'needs') return tried
    await book.bases.provide(book.fold, tried.bases)
  }
}

async function draftOf(parts: ActParts, act: AnyAct): Promise<Drafted> {
  const { book, split } = parts
  switch (act.kind) {
    case 'merge':
      return draftMerge(book, act.a, act.b)
    case 'split': {
      const plan = await split.plan()
      if (plan === undefined) return refuse(refusals.noSeeds)
      if (plan.kind === 'refused') return plan
      return { kind: 'draft', draft: { kind: 'split', ...split.seeds(), cut: plan.cut }, plan }
    }
    case 'revert': {
      const page = book.find(act.target)
      if (page === undefined) return refuse(refusals.unknownEdit)
      const { edit } = page
      if (edit.kind === 'revert' || edit.kind === 'annotate') return refuse(refusals.notRevertible(edit.kind))
      if (!parts.person.isOwn(edit) && !parts.person.mayRevertOthers()) return refuse(refusals.notYours(whoMade(page)))
      return { kind: 'draft', draft: { kind: 'revert', target: edit } }
    }
    case 'undo':
    case 'redo': {
      const next = act.kind === 'undo' ? book.acts.undo() : book.acts.redo()
      if (next === undefined) return refuse(act.kind === 'undo' ? refusals.nothingToUndo : refusals.nothingToRedo)
      const { how, origin } = next
      const draft: Draft =
        how.kind === 'revert' ? { kind: 'revert', target: how.target, origin } : draftAgain(how.content, origin)
      return { kind: 'draft', draft }
    }
    case 'make-again': {
      const page = book.find(act.target)
      return page === undefined ? refuse(refusals.unknownEdit) : draftOnToday(book, page)
    }
  }
}

/** The intent of an edit on today's state: a split is cut anew between its seeds. */
export async function draftOnToday(book: EditBook, { edit }: Page): Promise<Drafted> {
  switch (edit.kind) {
    case 'merge':
      return draftMerge(book, edit.a, edit.b)
    case 'split': {
      const plan = await planOf(book, edit)
      if (plan === undefined) return refuse(refusals.noSeeds)
      if (plan.kind === 'refused') return plan
      const { sources, sinks } = edit
      return { kind: 'draft', draft: { kind: 'split', sources, sinks, cut: plan.cut }, plan }
    }
    case 'revert': {
      const target = book.find(edit.target)?.edit
      if (target?.kind !== 'merge' && target?.kind !== 'split') return refuse(refusals.unknownEdit)
      if (!book.fold.isInForce(edit.target)) return refuse(refusals.notInForce(target.kind))
      return { kind: 'draft', draft: { kind: 'revert', target } }
    }
    case 'annotate':
      return refuse(refusals.notRevertible('annotate'))
  }
}

export async function draftMerge(book: EditBook, a: Spot, b: Spot): Promise<Drafted> {
  if (a.supervoxel === 0n) return refuse(refusals.mergeOnBackground('first'))
  if (b.supervoxel === 0n) return refuse(refusals.mergeOnBackground('second'))
  const [first, second] = await book.bases.pointsAt([a, b])
  assert(first !== undefined && second !== undefined, 'a point for each spot')
  const [now, other] = await book.segmentsAt([first, second])
  if (now !== undefined && now.segment === other?.segment) return refuse(refusals.sameSegment(now.segment))
  return { kind: 'draft', draft: { kind: 'merge', a: first, b: second } }
}

/** A verdict that an author would not want. A guard or an edge that is only added once more is as it was meant. */
function refusalOfVerdict({ book }: ActParts, draft: Draft, verdict: string): string | undefined {
  if (draft.kind === 'split' && verdict === 'conflicted') {
    return draft.origin === undefined ? refusals.doesNotSeparate : refusals.noLongerSeparates
  }
  if (draft.kind !== 'revert' || verdict !== 'redundant') return undefined
  const page = book.find(editKey(draft.target.id))
  return refusals.notInForce(page === undefined ? 'edit' : nameOf(page, book.find))
}
