import { bodiesBySegment, type Soma } from '../acts/cell-bodies.ts'
import { type EditKey, editKey } from '../edits/edit.ts'
import { pointsNamed } from '../fold/void-reason.ts'
import { basesNamed } from '../folded-log/base-keeper.ts'
import type { FoldedEdit, FoldedLog } from '../folded-log/folded-log.ts'
import { problemOf } from '../problem.ts'
import type { EditContext } from './history.ts'

/** An own edit that its maker should know something about (rules E10 to E14; SPEC.md AT1 to AT6). */
export interface Attention {
  readonly folded: FoldedEdit
  /**
   * `conflicted`, `void` and `joins-somata` (two cell bodies are in one segment by what several people did) need an
   * answer; `changed` and `overridden` (an own split that somebody else overrode on purpose) are only told.
   */
  readonly kind: 'conflicted' | 'void' | 'joins-somata' | 'changed' | 'overridden'
  /** The edit that stands against it. */
  readonly against?: FoldedEdit | undefined
  /** Own later edits on the same base segments that are conflicted or changed (E13). */
  readonly also: readonly FoldedEdit[]
}

/** Needs an answer: the others are only told. */
export function needsAnswer({ kind }: Pick<Attention, 'kind'>): boolean {
  return kind === 'conflicted' || kind === 'void' || kind === 'joins-somata'
}

/**
 * In log order. What was answered is left out; what is listed under a conflicted edit has no card of its own unless it
 * needs an answer itself.
 */
export async function attentionOf(
  foldedLog: FoldedLog,
  isOwn: EditContext['isOwn'],
  answered: ReadonlySet<EditKey>,
  somata: readonly Soma[],
): Promise<readonly Attention[]> {
  const own = foldedLog.edits.filter(({ edit }) => isOwn(edit))
  const found = own.flatMap((folded, i): Attention[] => {
    const one = answered.has(editKey(folded.edit.id)) ? undefined : judge(foldedLog, isOwn, folded)
    if (one === undefined) return []
    return [{ ...one, also: one.kind === 'conflicted' ? troubledOn(folded, own.slice(i + 1)) : [] }]
  })
  const listed = new Set(found.flatMap(({ also }) => also))
  const marked = await markJoinedSomata(foldedLog, found, somata)
  return marked.filter((one) => needsAnswer(one) || !listed.has(one.folded))
}

/** Those of later edits that are conflicted or changed on the same base segments. */
function troubledOn({ edit }: FoldedEdit, later: readonly FoldedEdit[]): readonly FoldedEdit[] {
  const bases = new Set(basesNamed(edit))
  return later.filter((one) => isTroubled(one.outcome) && basesNamed(one.edit).some((base) => bases.has(base)))
}

/**
 * The same, with those *changed* edits marked that hold two cell bodies together: each part was harmless for whoever
 * made it, so nobody was asked.
 */
async function markJoinedSomata(
  foldedLog: FoldedLog,
  attention: readonly Attention[],
  somata: readonly Soma[],
): Promise<readonly Attention[]> {
  if (!attention.some(holdsOtherwise)) return attention
  try {
    const bodies = await bodiesBySegment(foldedLog, somata)
    return await Promise.all(
      attention.map(async (one) => {
        if (!holdsOtherwise(one)) return one
        const now = await foldedLog.segmentsAt(pointsNamed(one.folded.edit))
        const joins = now.some(({ segment }) => (bodies.get(segment) ?? 0) > 1)
        return joins ? { ...one, kind: 'joins-somata' as const } : one
      }),
    )
  } catch (error) {
    // A graph that cannot be read now: what is known is told all the same.
    if (problemOf(error) === undefined) throw error
    return attention
  }
}

/** Only a merge joins, and one of what was joined already joined nothing. */
function holdsOtherwise({ kind, folded: { edit, outcome } }: Attention): boolean {
  return kind === 'changed' && edit.kind === 'merge' && outcome.verdict === 'applied'
}

function isTroubled({ verdict, changed }: FoldedEdit['outcome']): boolean {
  return verdict === 'conflicted' || changed
}

function judge(
  foldedLog: FoldedLog,
  isOwn: EditContext['isOwn'],
  folded: FoldedEdit,
): Omit<Attention, 'also'> | undefined {
  const { edit, outcome, by } = folded
  const find = (key: EditKey | undefined) => (key === undefined ? undefined : foldedLog.find(key))
  if (outcome.verdict === 'conflicted') return { kind: 'conflicted', folded, against: find(outcome.witness) }
  // What was void from the start was refused by the store, or is a mistake that no tool makes.
  if (outcome.verdict === 'void') return by === undefined ? undefined : { kind: 'void', folded }
  // What was taken back since is history.
  const isGone = outcome.verdict === 'applied' && edit.kind !== 'revert' && !foldedLog.fold.isInForce(editKey(edit.id))
  if (outcome.changed) return isGone ? undefined : { kind: 'changed', folded }
  if (edit.kind !== 'split') return undefined
  const today = foldedLog.fold.holdsToday(editKey(edit.id))
  if (today?.kind !== 'overridden') return undefined
  const against = find(today.by)
  return against === undefined || isOwn(against.edit) ? undefined : { kind: 'overridden', folded, against }
}
