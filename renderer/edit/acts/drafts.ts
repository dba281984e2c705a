import type { Draft } from '../../../shared/acts/make-edit.ts'
import type { SplitPlan } from '../../../shared/acts/split-cut.ts'
import { assert } from '../../../shared/assert.ts'
import type { FoldedEdit } from '../../../shared/folded-log/folded-log.ts'
import { type Refused, refusals, refuse } from '../../../shared/words/refusals.ts'
import type { EditBackend } from '../edit-backend.ts'
import type { Point } from '../messages.ts'

export type Drafted =
  | Refused
  /** `plan`: of a split, what it cuts. */
  | { readonly kind: 'draft'; readonly draft: Draft; readonly plan: SplitPlan | undefined }

/** The intent of an edit on today's state: a split is cut anew between its seeds. */
export async function draftOnToday(backend: EditBackend, { edit }: FoldedEdit): Promise<Drafted> {
  switch (edit.kind) {
    case 'merge':
      return draftMerge(backend, edit.a, edit.b)
    case 'split': {
      const plan = await backend.planSplit(edit)
      if (plan === undefined) return refuse(refusals.noSeeds)
      if (plan.kind === 'refused') return plan
      const { sources, sinks } = edit
      return { kind: 'draft', draft: { kind: 'split', sources, sinks, cut: plan.cut }, plan }
    }
    case 'revert': {
      const target = backend.find(edit.target)?.edit
      if (target?.kind !== 'merge' && target?.kind !== 'split') return refuse(refusals.unknownEdit)
      if (!backend.isInForce(edit.target)) return refuse(refusals.notInForce(target.kind))
      return { kind: 'draft', draft: { kind: 'revert', target }, plan: undefined }
    }
    case 'annotate':
      return refuse(refusals.notRevertible('annotate'))
  }
}

export async function draftMerge(backend: EditBackend, a: Point, b: Point): Promise<Drafted> {
  if (a.supervoxel === 0n) return refuse(refusals.mergeOnBackground('first'))
  if (b.supervoxel === 0n) return refuse(refusals.mergeOnBackground('second'))
  const [first, second] = await backend.pointsAt([a, b])
  assert(first !== undefined && second !== undefined, 'a point in its base for each point')
  const [now, other] = await backend.segmentsAt([first, second])
  if (now !== undefined && now.segment === other?.segment) return refuse(refusals.sameSegment(now.segment))
  return { kind: 'draft', draft: { kind: 'merge', a: first, b: second }, plan: undefined }
}
