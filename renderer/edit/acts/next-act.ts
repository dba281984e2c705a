import type { Consequence } from '../../../shared/acts/consequences.ts'
import { type Draft, draftAgain } from '../../../shared/acts/make-edit.ts'
import type { NextAct } from '../../../shared/acts/own-acts.ts'
import type { SplitPlan } from '../../../shared/acts/split-cut.ts'
import { type Edit, editKey, type Split } from '../../../shared/edits/edit.ts'
import type { FoldedEdit } from '../../../shared/folded-log/folded-log.ts'
import { namedOrKey, positionOf } from '../../../shared/history/history.ts'
import { contentName, whoMade } from '../../../shared/words/edit-words.ts'
import { type Refused, refusals, refuse } from '../../../shared/words/refusals.ts'
import type { EditSession } from '../edit-session.ts'

export type Ready =
  | Refused
  /** An edit that was tried. `asks`: what its author is asked because of how it came about. */
  | {
      readonly kind: 'ready'
      readonly edit: Edit
      readonly plan: SplitPlan | undefined
      readonly asks: readonly Consequence[]
    }

/**
 * What undo (or redo) does now: the latest act that can be taken back. Edits of others can make that impossible for an
 * act. Such an act is passed over, so that it does not block the acts below it. Rules UN6 and UN7.
 */
export async function readyNext(session: EditSession, kind: 'undo' | 'redo'): Promise<Ready> {
  const { backend, context } = session
  const passed: Refused[] = []
  for (const next of backend.nextActs(kind)) {
    const deed = next.how.kind === 'revert' ? 'take-back' : 'make-again'
    const content = contentName(next.origin.of, context.find)
    const ready = await readyAct(session, next)
    if (ready.kind === 'refused') {
      passed.push(refuse(refusals.cannotNow(deed, content, ready.sentence), positionOf({ edit: next.act })))
      continue
    }
    const [first, ...others] = passed
    if (first === undefined) return ready
    const passesOver = {
      kind: 'passes-over',
      deed,
      refusal: first.sentence,
      others: others.length,
      instead: content,
    } as const
    return { ...ready, asks: [passesOver, ...ready.asks] }
  }
  return passed[0] ?? refuse(kind === 'undo' ? refusals.nothingToUndo : refusals.nothingToRedo)
}

/** Refused where the edit is of somebody else and the user may not take back edits of others. */
export function refusalOfRevert({ opened: { currentUser } }: EditSession, folded: FoldedEdit): Refused | undefined {
  const mayRevert = currentUser.isOwn(folded.edit) || currentUser.mayRevertOthers()
  return mayRevert ? undefined : refuse(refusals.notYours(whoMade(folded)), positionOf(folded))
}

async function readyAct(session: EditSession, { how, origin }: NextAct): Promise<Ready> {
  if (how.kind === 'revert') {
    const folded = session.backend.find(editKey(how.target.id))
    const refused = folded === undefined ? undefined : refusalOfRevert(session, folded)
    return refused ?? readyDraft(session, { kind: 'revert', target: how.target, origin })
  }
  const ready = await readyDraft(session, draftAgain(how.content, origin))
  return ready.kind === 'refused' && how.content.kind === 'split' ? cutAnew(session, how.content, origin) : ready
}

async function readyDraft({ backend }: EditSession, draft: Draft, plan?: SplitPlan): Promise<Ready> {
  const tried = await backend.try(draft)
  return tried.kind === 'refused' ? tried : { kind: 'ready', edit: tried.edit, plan, asks: [] }
}

/** A split between the same seeds where the old cut is not enough. Its author is asked, who has not seen the new cut. */
async function cutAnew(
  session: EditSession,
  { sources, sinks, cut: before }: Split,
  origin: NextAct['origin'],
): Promise<Ready> {
  const plan = await session.backend.planSplit({ sources, sinks })
  if (plan === undefined) return refuse(refusals.noSeeds)
  if (plan.kind === 'refused') return plan
  const { cut, taken, pieces } = plan
  const ready = await readyDraft(session, { kind: 'split', sources, sinks, cut, origin }, plan)
  if (ready.kind === 'refused') return ready
  const cutBefore = new Set(before.merges)
  const merges = cut.merges.filter((key) => !cutBefore.has(key)).map((key) => namedOrKey(key, session.context))
  const sizes = pieces.map(({ supervoxels }) => supervoxels)
  return { ...ready, asks: [{ kind: 'cuts-anew', edges: taken.contacts + taken.merges, merges, pieces: sizes }] }
}
