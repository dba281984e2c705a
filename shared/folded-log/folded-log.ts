import type { OwnActs } from '../acts/own-acts.ts'
import { refusals } from '../acts/refusals.ts'
import type { CommittedEdit } from '../contracts/store-protocol.ts'
import { type Edit, type EditKey, editKey, type Point } from '../edits/edit.ts'
import { wasFolded } from '../fold/edit-names.ts'
import type { Fold, SegmentNow } from '../fold/fold.ts'
import { type BaseKeeper, basesNamed } from './base-keeper.ts'
import {
  type BookParts,
  type BookStart,
  type BookState,
  checkpointAt,
  type Page,
  putPages,
  rememberActs,
  segmentsIn,
  startBook,
  type Turned,
  tookEffect,
  turnPage,
} from './folded-log-state.ts'
import { newer, type Rebased, rebase } from './rebase.ts'

export type { Page } from './folded-log-state.ts'

/**
 * The edit log in memory with what the fold made of it: the committed edits in the store's order, then this client's
 * pending ones. Calls that change it come one after the other. Rules SD1 to SD4.
 */
export interface EditBook {
  /** Another one after a rebase: to be asked for each time. */
  readonly fold: Fold
  readonly bases: BaseKeeper
  readonly acts: OwnActs
  /** In log order, from the one after `offset`. */
  readonly pages: readonly Page[]
  /** The seq of the snapshot that the book began with: edits up to it are in the fold, but have no pages. */
  readonly offset: number
  /** The last committed seq. */
  readonly head: number
  find(key: EditKey): Page | undefined
  /**
   * Folds the next pending edit, which is durable already. Answers the bases that it touched. Rejects with a
   * `ProblemError` when a graph that it needs cannot be read; the book is then at the entry before it.
   */
  add(edit: Edit): Promise<Added>
  /**
   * Takes in committed edits with seqs `head` + 1, ...: own ones in front of all pending are acknowledged in place;
   * anything else under pending edits folds these anew on top. Rejects like `add`, and with `unsupported` for edits of a
   * newer version.
   */
  commit(entries: readonly CommittedEdit[]): Promise<Rebased>
  /** Which edits count as one's own has changed. */
  ownChanged(): void
  /** Segments now, in the same order. */
  segmentsAt(points: readonly Omit<Point, 'position'>[]): Promise<SegmentNow[]>
}

export type Added = Turned

/** Answers with the book why the end of the log cannot be folded, as a sentence. */
export async function openEditBook(
  parts: BookParts,
  { snapshot, committed, own }: BookStart,
): Promise<{ readonly book: EditBook; readonly stopped: string | undefined }> {
  const { bases, pause } = parts
  const state = startBook(parts, snapshot)
  const book = bookOver(parts, state)
  await bases.learn([...committed.map(({ edit }) => edit), ...own].flatMap(basesNamed))
  for (const entry of committed) {
    const added = await addCommitted(parts, state, entry)
    if (added.kind === 'stopped') return { book, stopped: refusals.newer(added.schema) }
    await pause()
  }
  state.checkpoint = checkpointAt(state.checkpoint, state.fold, state.head)
  for (const edit of own) {
    if (state.head > 0 && wasFolded(state.fold.tables.names, edit.id)) continue
    const added = await book.add(edit)
    if (added.kind === 'stopped') return { book, stopped: refusals.newer(added.schema) }
    await pause()
  }
  return { book, stopped: undefined }
}

function bookOver(parts: BookParts, state: BookState): EditBook {
  const { bases } = parts
  return {
    bases,
    pages: state.pages,
    offset: state.offset,
    get fold() {
      return state.fold
    },
    get acts() {
      return state.acts
    },
    get head() {
      return state.head
    },
    find(key) {
      const place = state.places.get(key)
      return place === undefined ? undefined : state.pages[place]
    },
    segmentsAt: (points) => segmentsIn(bases, () => state.fold, points),
    async add(edit) {
      const added = await addPage(parts, state, { edit })
      if (added.kind === 'added') state.touchedBy.set(editKey(edit.id), added.touched)
      return added
    },
    commit: (entries) => commit(parts, state, entries),
    ownChanged: () => rememberActs(state, parts.isOwn),
  }
}

async function addPage(
  { bases }: BookParts,
  state: BookState,
  entry: Partial<CommittedEdit> & Pick<Page, 'edit'>,
): Promise<Added> {
  const { pages, offset, acts } = state
  const added = await turnPage(bases, state.fold, { ...entry, seq: offset + pages.length + 1 })
  if (added.kind === 'stopped') return added
  putPages(state, pages.length, [added.page])
  acts.add(entry.edit, tookEffect(added.page))
  return added
}

/** There is nothing pending. */
async function addCommitted(parts: BookParts, state: BookState, entry: CommittedEdit): Promise<Added> {
  const added = await addPage(parts, state, entry)
  if (added.kind === 'added') state.head++
  return added
}

async function commit(parts: BookParts, state: BookState, entries: readonly CommittedEdit[]): Promise<Rebased> {
  const { pages, offset, touchedBy } = state
  const touched = new Set<bigint>()
  const news: Page[] = []
  for (const [i, entry] of entries.entries()) {
    const at = state.head - offset
    const page = pages[at]
    const key = editKey(entry.edit.id)
    if (page === undefined) {
      const added = await addCommitted(parts, state, entry)
      if (added.kind === 'stopped') throw newer(added.schema)
      news.push(added.page)
      for (const base of added.touched) touched.add(base)
      await parts.pause()
    } else if (editKey(page.edit.id) === key && entry.refused === undefined) {
      pages[at] = { ...page, by: entry.by }
      touchedBy.delete(key)
      state.head++
    } else {
      const rebased = await rebase(parts, state, entries.slice(i))
      return { touched: new Set([...touched, ...rebased.touched]), news: [...news, ...rebased.news] }
    }
  }
  if (pages.length === state.head - offset) state.checkpoint = checkpointAt(state.checkpoint, state.fold, state.head)
  return { touched, news }
}
