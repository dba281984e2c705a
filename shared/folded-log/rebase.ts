import { refusals } from '../acts/refusals.ts'
import type { CommittedEdit } from '../contracts/store-protocol.ts'
import { type EditKey, editKey } from '../edits/edit.ts'
import { ProblemError } from '../problem.ts'
import {
  applyTo,
  type BookParts,
  type BookState,
  checkpointAt,
  foldAt,
  type Page,
  putPages,
  rememberActs,
  turnPage,
} from './folded-log-state.ts'

export interface Rebased {
  /** Bases whose segments may be others now. */
  readonly touched: ReadonlySet<bigint>
  /** Pages of edits that were not pending here. */
  readonly news: readonly Page[]
}

/**
 * Takes committed edits in under pending ones: on a fold of its own, from the checkpoint on, the committed pages, the new
 * entries, and then what is left of the pending, in their order. The book changes at the end, all at once; where
 * something cannot be read it stays as it was.
 */
export async function rebase(parts: BookParts, state: BookState, entries: readonly CommittedEdit[]): Promise<Rebased> {
  const { bases, isOwn, pause } = parts
  const { offset, head, pages, touchedBy } = state
  const fold = await foldAt(bases, state.checkpoint)
  for (let seq = (state.checkpoint?.seq ?? 0) + 1; seq <= head; seq++) {
    const { edit, refused } = pages[seq - offset - 1]!
    await applyTo(bases, fold, { seq, edit, ...(refused === undefined ? {} : { refused }) })
    await pause()
  }

  const touched = new Set([...touchedBy.values()].flat())
  const pending = new Map(pages.slice(head - offset).map((page) => [editKey(page.edit.id), page]))
  const turned: Page[] = []
  const take = async (entry: Partial<CommittedEdit> & Pick<Page, 'edit'>): Promise<readonly bigint[]> => {
    const seq = head + turned.length + 1
    const added = await turnPage(bases, fold, { ...entry, seq }, pending.get(editKey(entry.edit.id)))
    if (added.kind === 'stopped') throw newer(added.schema)
    turned.push(added.page)
    for (const base of added.touched) touched.add(base)
    await pause()
    return added.touched
  }
  const news: Page[] = []
  for (const entry of entries) {
    await take(entry)
    if (!pending.delete(editKey(entry.edit.id))) news.push(turned.at(-1)!)
  }
  const next = head + entries.length
  const checkpoint = checkpointAt(state.checkpoint, fold, next)
  const left = new Map<EditKey, readonly bigint[]>()
  for (const [key, { edit }] of pending) left.set(key, await take({ edit }))

  state.fold = fold
  state.head = next
  state.checkpoint = checkpoint
  putPages(state, head - offset, turned)
  touchedBy.clear()
  for (const [key, its] of left) touchedBy.set(key, its)
  rememberActs(state, isOwn)
  return { touched, news }
}

export function newer(schema: number): ProblemError {
  return new ProblemError({ kind: 'unsupported', message: refusals.newer(schema) })
}
