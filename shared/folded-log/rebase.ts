import type { CommittedEdit } from '../contracts/store-protocol.ts'
import { type EditKey, editKey } from '../edits/edit.ts'
import { ProblemError } from '../problem.ts'
import { refusals } from '../words/refusals.ts'
import {
  applyTo,
  checkpointAt,
  type FoldedEdit,
  type FoldedLogParts,
  type FoldedLogState,
  foldAt,
  foldNext,
  putEdits,
  rememberActs,
} from './folded-log-state.ts'

export interface Rebased {
  /** Bases whose supervoxels may be in other segments now. */
  readonly touched: ReadonlySet<bigint>
  /** Edits that were not pending here. */
  readonly arrived: readonly FoldedEdit[]
}

/**
 * Takes in committed edits under pending ones. From the checkpoint on, a new fold takes the committed edits, the new
 * entries, and then the edits that are still pending, in their order. The log changes at the end, all at once. Where
 * something cannot be read, it stays as it was.
 */
export async function rebase(
  parts: FoldedLogParts,
  state: FoldedLogState,
  entries: readonly CommittedEdit[],
): Promise<Rebased> {
  const { bases, isOwn, pause } = parts
  const { offset, head, edits, touchedBy } = state
  const fold = await foldAt(bases, state.checkpoint)
  for (let seq = (state.checkpoint?.seq ?? 0) + 1; seq <= head; seq++) {
    const { edit, refused } = edits[seq - offset - 1]!
    await applyTo(bases, fold, { seq, edit, refused })
    await pause()
  }

  const touched = new Set([...touchedBy.values()].flat())
  const pending = new Map(edits.slice(head - offset).map((folded) => [editKey(folded.edit.id), folded]))
  const refolded: FoldedEdit[] = []
  const take = async (entry: Partial<CommittedEdit> & Pick<FoldedEdit, 'edit'>): Promise<readonly bigint[]> => {
    const seq = head + refolded.length + 1
    const added = await foldNext(bases, fold, { ...entry, seq }, pending.get(editKey(entry.edit.id)))
    if (added.kind === 'stopped') throw newer(added.schema)
    refolded.push(added.folded)
    for (const base of added.touched) touched.add(base)
    await pause()
    return added.touched
  }
  const arrived: FoldedEdit[] = []
  for (const entry of entries) {
    await take(entry)
    if (!pending.delete(editKey(entry.edit.id))) arrived.push(refolded.at(-1)!)
  }
  const next = head + entries.length
  const checkpoint = checkpointAt(state.checkpoint, fold, next)
  const left = new Map<EditKey, readonly bigint[]>()
  for (const [key, { edit }] of pending) left.set(key, await take({ edit }))

  state.fold = fold
  state.head = next
  state.checkpoint = checkpoint
  putEdits(state, head - offset, refolded)
  touchedBy.clear()
  for (const [key, its] of left) touchedBy.set(key, its)
  rememberActs(state, isOwn)
  return { touched, arrived }
}

export function newer(schema: number): ProblemError {
  return new ProblemError({ kind: 'unsupported', message: refusals.newer(schema) })
}
