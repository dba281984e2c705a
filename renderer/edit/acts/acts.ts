import type { Soma } from '../../../shared/acts/cell-bodies.ts'
import { type Consequence, consequencesOf } from '../../../shared/acts/consequences.ts'
import type { ReadDoubtIndex } from '../../../shared/acts/contact.ts'
import { makeEdit, type Signature } from '../../../shared/acts/make-edit.ts'
import { refusals } from '../../../shared/acts/refusals.ts'
import type { Edit, EditKey } from '../../../shared/edits/edit.ts'
import type { Added, FoldedEdit, FoldedLog } from '../../../shared/folded-log/folded-log.ts'
import { type WordsContext, whoMade } from '../../../shared/history/edit-words.ts'
import type { CurrentUser } from '../current-user.ts'
import type { Act } from '../messages.ts'
import type { EditLog } from '../own-log/open-log.ts'
import { type Drafted, draftMerge, draftOnToday, refuse, tryDraft } from './drafts.ts'
import { type Ready, readyNext } from './next-act.ts'
import type { SplitSession } from './split-session.ts'

/** An edit that the fold took in. */
export type Folded = Extract<Added, { readonly kind: 'added' }>

/** An act, or the intent of an own edit once more on today's state (rule E8). */
export type AnyAct = Act | { readonly kind: 'make-again'; readonly target: EditKey }

/** What an act works on. */
export interface ActParts {
  readonly foldedLog: FoldedLog
  readonly log: EditLog
  readonly split: SplitSession
  readonly somata: readonly Soma[]
  readonly words: WordsContext
  readonly readDoubts: ReadDoubtIndex
  readonly currentUser: CurrentUser
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
  | {
      readonly kind: 'done'
      readonly folded: FoldedEdit
      readonly touched: ReadonlySet<bigint>
      readonly times: ActTimes
    }

/**
 * An act from its arrival to its effect: tried on today's state, refused with a sentence or asked about its
 * consequences, written ahead in both copies of the log, and only then folded. Acts must come one after the other.
 */
export async function performAct(parts: ActParts, act: AnyAct, confirmed: boolean): Promise<ActResult> {
  const { log, now } = parts
  const arrived = now()
  const readOnly = log.readOnly()
  if (readOnly !== undefined) return refuse(readOnly)
  const signature = parts.sign()
  const ready = await readyFor(parts, act, signature)
  if (ready.kind === 'refused') return ready
  const { draft, tried, plan, asks } = ready
  const edit = makeEdit(draft, signature, tried)
  if (!confirmed) {
    const consequences = [...asks, ...(await consequencesOf(parts, edit, plan))]
    if (consequences.length > 0) return { kind: 'asked', consequences }
  }
  const checked = now() - arrived
  const written = await log.append([edit])
  if (!written.ok) return refuse(refusals.notSaved(written.problem.message))
  parts.written([edit])
  const added = await parts.fold(edit)
  return {
    kind: 'done',
    folded: added.folded,
    touched: new Set(added.touched),
    times: { checked, ...written.value, folded: now() - arrived },
  }
}

async function readyFor(parts: ActParts, act: AnyAct, signature: Signature): Promise<Ready> {
  if (act.kind === 'undo' || act.kind === 'redo') return readyNext(parts, act.kind, signature)
  const drafted = await draftOf(parts, act)
  if (drafted.kind === 'refused') return drafted
  const tried = await tryDraft(parts.foldedLog, drafted.draft, signature)
  return tried.kind === 'refused' ? tried : { ...drafted, kind: 'ready', tried, asks: [] }
}

async function draftOf(parts: ActParts, act: Exclude<AnyAct, { readonly kind: 'undo' | 'redo' }>): Promise<Drafted> {
  const { foldedLog, split } = parts
  switch (act.kind) {
    case 'merge':
      return draftMerge(foldedLog, act.a, act.b)
    case 'split': {
      const plan = await split.plan()
      if (plan === undefined) return refuse(refusals.noSeeds)
      if (plan.kind === 'refused') return plan
      return { kind: 'draft', draft: { kind: 'split', ...split.seeds(), cut: plan.cut }, plan }
    }
    case 'revert': {
      const folded = foldedLog.find(act.target)
      if (folded === undefined) return refuse(refusals.unknownEdit)
      const { edit } = folded
      if (edit.kind === 'revert' || edit.kind === 'annotate') return refuse(refusals.notRevertible(edit.kind))
      if (!parts.currentUser.isOwn(edit) && !parts.currentUser.mayRevertOthers())
        return refuse(refusals.notYours(whoMade(folded)))
      return { kind: 'draft', draft: { kind: 'revert', target: edit } }
    }
    case 'make-again': {
      const folded = foldedLog.find(act.target)
      return folded === undefined ? refuse(refusals.unknownEdit) : draftOnToday(foldedLog, folded)
    }
  }
}
