import { bodiesBySegment, type Soma } from '../acts/cell-bodies.ts'
import { type EditKey, editKey } from '../edits/edit.ts'
import { pointsNamed } from '../fold/void-reason.ts'
import { basesNamed } from '../folded-log/base-keeper.ts'
import type { FoldedEdit, FoldedLog } from '../folded-log/folded-log.ts'
import { problemOf } from '../problem.ts'
import type { EditContext } from './history.ts'

/** An own edit of which its author should know something (rules E10 to E14; SPEC.md AT1 to AT6). */
export interface Attention {
  readonly folded: FoldedEdit
  /**
   * `conflicted`, `void` and `joins-somata` (edits of several authors put two cell bodies into one segment) need an
   * answer. `changed` and `overridden` (somebody else overrode an own split on purpose) are only told.
   */
  readonly kind: 'conflicted' | 'void' | 'joins-somata' | 'changed' | 'overridden'
  /** The edit that stands against this one. */
  readonly against?: FoldedEdit | undefined
  /** Own later edits on the same base segments that are conflicted or changed (E13). */
  readonly also: readonly FoldedEdit[]
}

/** Whether the author must answer it. The others are only told. */
export function needsAnswer({ kind }: Pick<Attention, 'kind'>): boolean {
  return kind === 'conflicted' || kind === 'void' || kind === 'joins-somata'
}

/**
 * In log order, without answered ones. An edit that is listed under a conflicted one has no card of its own, unless it
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

/** The later edits on the same base segments that are conflicted or changed. */
function troubledOn({ edit }: FoldedEdit, later: readonly FoldedEdit[]): readonly FoldedEdit[] {
  const bases = new Set(basesNamed(edit))
  return later.filter((one) => isTroubled(one.outcome) && basesNamed(one.edit).some((base) => bases.has(base)))
}

/**
 * Marks the *changed* merges that hold two cell bodies together now. Each edit was harmless when its author made it, so
 * nobody was asked.
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
    // A graph cannot be read now. The cards are shown all the same.
    if (problemOf(error) === undefined) throw error
    return attention
  }
}

/** Whether an edit is a merge that joined something, with another result than its author saw. */
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
  // An own edit that is void but not committed is a mistake that no tool makes.
  if (outcome.verdict === 'void') return by === undefined ? undefined : { kind: 'void', folded }
  // An edit that was taken back since needs no attention.
  const isGone = outcome.verdict === 'applied' && edit.kind !== 'revert' && !foldedLog.fold.isInForce(editKey(edit.id))
  if (outcome.changed) return isGone ? undefined : { kind: 'changed', folded }
  if (edit.kind !== 'split') return undefined
  const today = foldedLog.fold.holdsToday(editKey(edit.id))
  if (today?.kind !== 'overridden') return undefined
  const against = find(today.by)
  return against === undefined || isOwn(against.edit) ? undefined : { kind: 'overridden', folded, against }
}
