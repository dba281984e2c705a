import { type Draft, makeEdit, NO_FINDINGS, type Signature } from '../../../shared/acts/make-edit.ts'
import { refusals } from '../../../shared/acts/refusals.ts'
import type { SplitPlan } from '../../../shared/acts/split-cut.ts'
import { assert } from '../../../shared/assert.ts'
import { editKey } from '../../../shared/edits/edit.ts'
import type { DryRun } from '../../../shared/fold/dry-run.ts'
import { basesNamed } from '../../../shared/folded-log/base-keeper.ts'
import type { FoldedEdit, FoldedLog } from '../../../shared/folded-log/folded-log.ts'
import { nameOf } from '../../../shared/history/edit-words.ts'
import type { Point } from '../messages.ts'
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
export async function draftOnToday(foldedLog: FoldedLog, { edit }: FoldedEdit): Promise<Drafted> {
  switch (edit.kind) {
    case 'merge':
      return draftMerge(foldedLog, edit.a, edit.b)
    case 'split': {
      const plan = await planOf(foldedLog, edit)
      if (plan === undefined) return refuse(refusals.noSeeds)
      if (plan.kind === 'refused') return plan
      const { sources, sinks } = edit
      return { kind: 'draft', draft: { kind: 'split', sources, sinks, cut: plan.cut }, plan }
    }
    case 'revert': {
      const target = foldedLog.find(edit.target)?.edit
      if (target?.kind !== 'merge' && target?.kind !== 'split') return refuse(refusals.unknownEdit)
      if (!foldedLog.fold.isInForce(edit.target)) return refuse(refusals.notInForce(target.kind))
      return { kind: 'draft', draft: { kind: 'revert', target } }
    }
    case 'annotate':
      return refuse(refusals.notRevertible('annotate'))
  }
}

export async function draftMerge(foldedLog: FoldedLog, a: Point, b: Point): Promise<Drafted> {
  if (a.supervoxel === 0n) return refuse(refusals.mergeOnBackground('first'))
  if (b.supervoxel === 0n) return refuse(refusals.mergeOnBackground('second'))
  const [first, second] = await foldedLog.bases.pointsAt([a, b])
  assert(first !== undefined && second !== undefined, 'a point in its base for each point')
  const [now, other] = await foldedLog.segmentsAt([first, second])
  if (now !== undefined && now.segment === other?.segment) return refuse(refusals.sameSegment(now.segment))
  return { kind: 'draft', draft: { kind: 'merge', a: first, b: second } }
}

type Tried = Extract<DryRun, { readonly kind: 'tried' }>

/** Tries a draft on today's state; refused with a sentence where its author would not want what comes of it. */
export async function tryDraft(foldedLog: FoldedLog, draft: Draft, signature: Signature): Promise<Refused | Tried> {
  const edit = makeEdit(draft, signature, NO_FINDINGS)
  await foldedLog.bases.learn(basesNamed(edit))
  for (;;) {
    const tried = foldedLog.fold.dryRun(edit)
    if (tried.kind === 'refused') return refuse(refusals.impossible(tried.why))
    if (tried.kind === 'needs') {
      await foldedLog.bases.provide(foldedLog.fold, tried.bases)
      continue
    }
    const refusal = refusalOfVerdict(foldedLog, draft, tried.verdict)
    return refusal === undefined ? tried : refuse(refusal)
  }
}

/** A verdict that an author would not want. A guard or an edge that is only added once more is as it was meant. */
function refusalOfVerdict(foldedLog: FoldedLog, draft: Draft, verdict: string): string | undefined {
  if (draft.kind === 'split' && verdict === 'conflicted') return refusals.doesNotSeparate
  if (draft.kind !== 'revert' || verdict !== 'redundant') return undefined
  const folded = foldedLog.find(editKey(draft.target.id))
  return refusals.notInForce(folded === undefined ? 'edit' : nameOf(folded, foldedLog.find))
}
