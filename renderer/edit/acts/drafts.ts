import { type Draft, makeEdit, NO_FINDINGS, type Signature } from '../../../shared/acts/make-edit.ts'
import { refusals } from '../../../shared/acts/refusals.ts'
import type { SplitPlan } from '../../../shared/acts/split-cut.ts'
import { assert } from '../../../shared/assert.ts'
import { editKey } from '../../../shared/edits/edit.ts'
import type { DryRun } from '../../../shared/fold/dry-run.ts'
import { basesNamed } from '../../../shared/folded-log/base-keeper.ts'
import type { EditBook, Page } from '../../../shared/folded-log/folded-log.ts'
import { nameOf } from '../../../shared/history/edit-words.ts'
import type { Spot } from '../messages.ts'
import { planOf } from './split-session.ts'

export interface Refused {
  readonly kind: 'refused'
  readonly sentence: string
}

export type Drafted = Refused | { readonly kind: 'draft'; readonly draft: Draft; readonly plan?: SplitPlan }

export function refuse(sentence: string): Refused {
  return { kind: 'refused', sentence }
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

type Tried = Extract<DryRun, { readonly kind: 'tried' }>

/** Tries a draft on today's state; refused with a sentence where its author would not want what comes of it. */
export async function tryDraft(book: EditBook, draft: Draft, signature: Signature): Promise<Refused | Tried> {
  const edit = makeEdit(draft, signature, NO_FINDINGS)
  await book.bases.learn(basesNamed(edit))
  for (;;) {
    const tried = book.fold.dryRun(edit)
    if (tried.kind === 'refused') return refuse(refusals.impossible(tried.why))
    if (tried.kind === 'needs') {
      await book.bases.provide(book.fold, tried.bases)
      continue
    }
    const refusal = refusalOfVerdict(book, draft, tried.verdict)
    return refusal === undefined ? tried : refuse(refusal)
  }
}

/** A verdict that an author would not want. A guard or an edge that is only added once more is as it was meant. */
function refusalOfVerdict(book: EditBook, draft: Draft, verdict: string): string | undefined {
  if (draft.kind === 'split' && verdict === 'conflicted') return refusals.doesNotSeparate
  if (draft.kind !== 'revert' || verdict !== 'redundant') return undefined
  const page = book.find(editKey(draft.target.id))
  return refusals.notInForce(page === undefined ? 'edit' : nameOf(page, book.find))
}
