import type { Consequence } from '../../../shared/acts/consequences.ts'
import { type Draft, draftAgain, type Signature } from '../../../shared/acts/make-edit.ts'
import type { NextAct } from '../../../shared/acts/own-acts.ts'
import { refusals } from '../../../shared/acts/refusals.ts'
import type { SplitPlan } from '../../../shared/acts/split-cut.ts'
import { type EditKey, editKey, type Split } from '../../../shared/edits/edit.ts'
import type { DryRun } from '../../../shared/fold/dry-run.ts'
import type { EditBook } from '../../../shared/folded-log/folded-log.ts'
import { nameOf, type WordsContext, whoMade, whoseAndWhen } from '../../../shared/history/edit-words.ts'
import type { Person } from '../current-user.ts'
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
  readonly book: EditBook
  readonly person: Person
  readonly words: WordsContext
}

/**
 * What undo (or redo) does now: the latest act that can be taken back. What others did can make that impossible for an
 * act, which is passed over then, so that it does not shut off those below. Rules UN6 and UN7.
 */
export async function readyNext(parts: Parts, kind: 'undo' | 'redo', signature: Signature): Promise<Ready> {
  const { book, words } = parts
  const passed: string[] = []
  const nameOfAct = ({ of }: NextAct['origin']) => {
    const page = book.find(of)
    return page === undefined ? `edit ${of}` : nameOf(page, words.find)
  }
  for (const next of book.acts.nexts(kind)) {
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
  const { book, person } = parts
  if (how.kind === 'revert') {
    const page = book.find(editKey(how.target.id))
    if (page !== undefined && !person.isOwn(page.edit) && !person.mayRevertOthers()) {
      return refuse(refusals.notYours(whoMade(page)))
    }
    return readyDraft(book, { kind: 'revert', target: how.target, origin }, signature)
  }
  const again = await readyDraft(book, draftAgain(how.content, origin), signature)
  return again.kind === 'refused' && how.content.kind === 'split'
    ? cutAnew(parts, how.content, origin, signature)
    : again
}

async function readyDraft(book: EditBook, draft: Draft, signature: Signature): Promise<Ready> {
  const tried = await tryDraft(book, draft, signature)
  return tried.kind === 'refused' ? tried : { kind: 'ready', draft, tried, asks: [] }
}

/** The split between the same seeds, where its old cut is not enough: that cuts what its author has not seen. */
async function cutAnew(
  { book, words }: Parts,
  { sources, sinks, cut: before }: Split,
  origin: NextAct['origin'],
  signature: Signature,
): Promise<Ready> {
  const plan = await planOf(book, { sources, sinks })
  if (plan === undefined) return refuse(refusals.noSeeds)
  if (plan.kind === 'refused') return plan
  const { cut, edges, pieces } = plan
  const ready = await readyDraft(book, { kind: 'split', sources, sinks, cut, origin }, signature)
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
