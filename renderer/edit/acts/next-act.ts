import type { Consequence } from '../../../shared/acts/consequences.ts'
import { type Draft, draftAgain, type Signature } from '../../../shared/acts/make-edit.ts'
import type { NextAct } from '../../../shared/acts/own-acts.ts'
import { refusals } from '../../../shared/acts/refusals.ts'
import type { SplitPlan } from '../../../shared/acts/split-cut.ts'
import { type EditKey, editKey, type Split } from '../../../shared/edits/edit.ts'
import type { DryRun } from '../../../shared/fold/dry-run.ts'
import type { FoldedLog } from '../../../shared/folded-log/folded-log.ts'
import { nameOf, type WordsContext, whoMade, whoseAndWhen } from '../../../shared/history/edit-words.ts'
import type { CurrentUser } from '../current-user.ts'
import { type Refused, refuse, tryDraft } from './drafts.ts'
import { planOf } from './split-session.ts'

/** A draft that was tried, with what its author is asked because of how it came about. */
export type Ready =
  | Refused
  | {
      readonly kind: 'ready'
      readonly draft: Draft
      readonly tried: Extract<DryRun, { readonly kind: 'tried' }>
      readonly plan?: SplitPlan
      readonly asks: readonly Consequence[]
    }

interface Parts {
  readonly foldedLog: FoldedLog
  readonly currentUser: CurrentUser
  readonly words: WordsContext
}

/**
 * What undo (or redo) does now: the latest act that can be taken back. What others did can make that impossible for an
 * act, which is passed over then, so that it does not shut off those below. Rules UN6 and UN7.
 */
export async function readyNext(parts: Parts, kind: 'undo' | 'redo', signature: Signature): Promise<Ready> {
  const { foldedLog, words } = parts
  const passed: string[] = []
  const nameOfAct = ({ of }: NextAct['origin']) => {
    const folded = foldedLog.find(of)
    return folded === undefined ? `edit ${of}` : nameOf(folded, words.find)
  }
  for (const next of foldedLog.acts.nexts(kind)) {
    const ready = await readyAct(parts, next, signature)
    if (ready.kind === 'refused') {
      passed.push(refusals.cannotNow(kind, nameOfAct(next.origin), ready.sentence))
      continue
    }
    const [first, ...others] = passed
    if (first === undefined) return ready
    const more = others.length === 0 ? '' : ` Nor can ${others.length} before it.`
    const sentence = `${first}.${more} This ${kind}es the ${nameOfAct(next.origin)} instead`
    return { ...ready, asks: [{ kind: 'passes-over', sentence }, ...ready.asks] }
  }
  return refuse(passed[0] ?? (kind === 'undo' ? refusals.nothingToUndo : refusals.nothingToRedo))
}

async function readyAct(parts: Parts, { how, origin }: NextAct, signature: Signature): Promise<Ready> {
  const { foldedLog, currentUser } = parts
  if (how.kind === 'revert') {
    const folded = foldedLog.find(editKey(how.target.id))
    if (folded !== undefined && !currentUser.isOwn(folded.edit) && !currentUser.mayRevertOthers()) {
      return refuse(refusals.notYours(whoMade(folded)))
    }
    return readyDraft(foldedLog, { kind: 'revert', target: how.target, origin }, signature)
  }
  const again = await readyDraft(foldedLog, draftAgain(how.content, origin), signature)
  return again.kind === 'refused' && how.content.kind === 'split'
    ? cutAnew(parts, how.content, origin, signature)
    : again
}

async function readyDraft(foldedLog: FoldedLog, draft: Draft, signature: Signature): Promise<Ready> {
  const tried = await tryDraft(foldedLog, draft, signature)
  return tried.kind === 'refused' ? tried : { kind: 'ready', draft, tried, asks: [] }
}

/** The split between the same seeds, where its old cut is not enough: that cuts what its author has not seen. */
async function cutAnew(
  { foldedLog, words }: Parts,
  { sources, sinks, cut: before }: Split,
  origin: NextAct['origin'],
  signature: Signature,
): Promise<Ready> {
  const plan = await planOf(foldedLog, { sources, sinks })
  if (plan === undefined) return refuse(refusals.noSeeds)
  if (plan.kind === 'refused') return plan
  const { cut, edges, pieces } = plan
  const ready = await readyDraft(foldedLog, { kind: 'split', sources, sinks, cut, origin }, signature)
  if (ready.kind === 'refused') return ready
  const sizes = pieces.map(({ supervoxels }) => supervoxels.toLocaleString('en')).join(' and ')
  const known = new Set(before.merges)
  const merges = mergesInWords(
    cut.merges.filter((key) => !known.has(key)),
    words,
  )
  const sentence = `The two sides are joined another way by now, so this cuts anew: ${edges} edges${merges}, into pieces of ${sizes} supervoxels`
  return { ...ready, plan, asks: [{ kind: 'cuts-anew', sentence }] }
}

/** Merges that are named in a sentence; of more only the number is told. */
const MERGES_NAMED = 3

function mergesInWords(merges: readonly EditKey[], words: WordsContext): string {
  if (merges.length === 0) return ''
  const named = merges.slice(0, MERGES_NAMED).map((key) => whoseAndWhen(key, words))
  const more = merges.length - named.length
  return `, among them ${named.join(', ')}${more > 0 ? ` and ${more} more merges` : ''}`
}
