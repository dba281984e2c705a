import { assert } from '../assert.ts'
import { type Edit, type EditKey, editKey, type Outcome, type Point } from '../edits/edit.ts'
import { createFold, type Fold, type SegmentNow } from '../fold/fold.ts'
import { pointsNamed } from '../fold/void-reason.ts'
import { type BaseKeeper, basesNamed } from './base-keeper.ts'
import { createOwnActs, type OwnActs } from './own-acts.ts'
import { refusals } from './refusals.ts'

/** The log in memory with what the fold made of it. */
export interface EditBook {
  readonly fold: Fold
  readonly bases: BaseKeeper
  readonly acts: OwnActs
  /** In log order. */
  readonly pages: readonly Page[]
  find(key: EditKey): Page | undefined
  /**
   * Folds the next edit of the log, which is durable already. Answers the bases that it touched. Rejects with a
   * `ProblemError` when a graph that it needs cannot be read; the book is then at the entry before it.
   */
  add(edit: Edit): Promise<Added>
  /** Segments now, in the same order. */
  segmentsAt(points: readonly Omit<Point, 'position'>[]): Promise<SegmentNow[]>
}

/** One edit of the log and what became of it. */
export interface Page {
  readonly edit: Edit
  readonly outcome: Outcome
  /** The segments of its points just before it, each once, in the order of the points: what a person saw and names. */
  readonly segments: readonly bigint[]
}

export type Added =
  | { readonly kind: 'added'; readonly page: Page; readonly touched: readonly bigint[] }
  /** The edit is from a newer version (rule E14): nothing can be made of the log from here on. */
  | { readonly kind: 'stopped'; readonly schema: number }

export function createEditBook(author: string, bases: BaseKeeper): EditBook {
  const fold = createFold(bases.facts)
  const acts = createOwnActs(author, (key) => fold.isInForce(key))
  const pages: Page[] = []
  const places = new Map<EditKey, number>()

  const segmentsAt = async (points: readonly Omit<Point, 'position'>[]): Promise<SegmentNow[]> => {
    await bases.learn(points.map(({ base }) => base))
    for (;;) {
      const found = points.map(({ supervoxel, base }) => fold.segmentAt(supervoxel, base))
      const missing = points.filter((_, i) => found[i] === undefined).map(({ base }) => base)
      if (missing.length === 0) return found.filter((one) => one !== undefined)
      await bases.provide(fold, missing)
    }
  }

  const applyAll = async (edit: Edit) => {
    for (;;) {
      const folded = fold.apply({ seq: pages.length + 1, edit })
      if (folded.kind !== 'needs') return folded
      await bases.provide(fold, folded.bases)
    }
  }

  return {
    fold,
    bases,
    acts,
    pages,
    find(key) {
      const place = places.get(key)
      return place === undefined ? undefined : pages[place]
    },
    segmentsAt,
    async add(edit) {
      await bases.learn(basesNamed(edit))
      const segments = [...new Set((await segmentsAt(pointsNamed(edit))).map(({ segment }) => segment))]
      const folded = await applyAll(edit)
      if (folded.kind === 'stopped') return folded
      const outcome: Outcome = folded.kind === 'folded' ? folded.outcome : { verdict: 'void', changed: false }
      const page: Page = { edit, outcome, segments }
      // An id that comes twice keeps its first place.
      if (folded.kind === 'folded') places.set(editKey(edit.id), pages.length)
      pages.push(page)
      acts.add(edit, tookEffect(page))
      const touched = folded.kind === 'folded' ? folded.touched() : []
      return { kind: 'added', page, touched }
    },
  }
}

/** Whether an edit did what it says; a revert of something that was not in force did nothing. */
function tookEffect({ edit, outcome: { verdict } }: Page): boolean {
  return verdict === 'applied' || (verdict === 'redundant' && edit.kind !== 'revert')
}

/** Folds a whole log, from its beginning, into an empty book. Answers why its end cannot be folded, as a sentence. */
export async function fillBook(book: EditBook, edits: readonly Edit[]): Promise<string | undefined> {
  assert(book.pages.length === 0, 'a book is filled once')
  await book.bases.learn(edits.flatMap(basesNamed))
  for (const edit of edits) {
    const added = await book.add(edit)
    if (added.kind === 'stopped') return refusals.newer(added.schema)
  }
  return undefined
}
