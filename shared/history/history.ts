import { type Edit, type EditKey, editKey, type Outcome } from '../edits/edit.ts'
import { endsJoinedBy } from '../fold/cuts/joined-ends.ts'
import { pointsNamed } from '../fold/void-reason.ts'
import type { EditBook, Page } from '../folded-log/folded-log.ts'
import type { Vec3 } from '../geometry.ts'
import { joinedEndsInWords, lineOf, todayInWords, type WordsContext, whoMade } from './edit-words.ts'

/** One edit as History shows it. */
export interface HistoryLine {
  readonly key: EditKey
  readonly kind: 'merge' | 'split' | 'revert' | 'annotate'
  /** Such as "merge 461 + 9775". */
  readonly words: string
  /** Who made it: where it is committed, who brought it to the store. */
  readonly author: string
  readonly isOwn: boolean
  readonly madeAtMs: number
  readonly committed: boolean
  /** Why the store refused it (E14). */
  readonly refused?: string
  readonly outcome: Outcome
  /** What holds today (E12), such as "holds" or "undone by your revert of 14:02", and where it joins ends of a split's cut, that. */
  readonly today: string
  readonly inForce: boolean
  readonly position: Vec3
}

export interface HistoryPage {
  /** Those that can be shown. */
  readonly total: number
  /** Committed edits before those, of which this machine has the effect but not the edits themselves. */
  readonly older: number
  readonly lines: readonly HistoryLine[]
}

/**
 * A page of History, newest first. With `of`, a supervoxel and its base: the lineage of its segment, which is every edit
 * with a point that lies in that segment now (of a revert, the points of its target).
 */
export async function historyOf(
  book: EditBook,
  words: WordsContext,
  { skip, take, of }: { skip: number; take: number; of?: { readonly supervoxel: bigint; readonly base: bigint } },
): Promise<HistoryPage> {
  const pages = of === undefined ? book.pages : await pagesOfSegment(book, of)
  const end = Math.max(0, pages.length - skip)
  const shown = pages.slice(Math.max(0, end - take), end).reverse()
  return { total: pages.length, older: book.offset, lines: shown.map((page) => historyLine(book, words, page)) }
}

async function pagesOfSegment(book: EditBook, of: { readonly supervoxel: bigint; readonly base: bigint }) {
  const [wanted] = await book.segmentsAt([of])
  const isThere = new Map<string, boolean>()
  const pages: Page[] = []
  for (const page of book.pages) {
    for (const { supervoxel, base } of pointsNamed(page.edit)) {
      const name = `${supervoxel} ${base}`
      let there = isThere.get(name)
      if (there === undefined) {
        const [now] = await book.segmentsAt([{ supervoxel, base }])
        there = now?.segment === wanted?.segment
        isThere.set(name, there)
      }
      if (!there) continue
      pages.push(page)
      break
    }
  }
  return pages
}

export function historyLine(book: EditBook, words: WordsContext, page: Page): HistoryLine {
  const { edit, outcome, by, refused } = page
  const key = editKey(edit.id)
  return {
    key,
    kind: edit.kind,
    words: lineOf(page, words.find),
    author: whoMade(page),
    isOwn: words.isOwn(edit),
    madeAtMs: edit.madeAtMs,
    committed: by !== undefined,
    ...(refused === undefined ? {} : { refused }),
    outcome,
    today: nowInWords(book, words, page),
    inForce: book.fold.isInForce(key),
    position: positionOf(page),
  }
}

/** What holds today, and quietly what else the edit joins: nobody was asked about it (rule SS7). */
function nowInWords(book: EditBook, words: WordsContext, page: Page): string {
  const { edit } = page
  const key = editKey(edit.id)
  const today = book.fold.holdsToday(key)
  const said = todayInWords(page, today, words)
  const isGone = today !== undefined && today.kind !== 'holds'
  if (isGone || edit.kind === 'split' || edit.kind === 'annotate') return said
  const splits = endsJoinedBy(book.fold.tables, key, edit.overrides)
  return splits.length === 0 ? said : `${said}; ${joinedEndsInWords(splits, words)}`
}

/** Where an edit was made, in nanometres: between its first and its last point, which lie on its two sides. */
export function positionOf({ edit }: Pick<Page, 'edit'>): Vec3 {
  const positions = positionsOf(edit)
  const first = positions[0] ?? [0, 0, 0]
  const last = positions.at(-1) ?? first
  return [(first[0] + last[0]) / 2, (first[1] + last[1]) / 2, (first[2] + last[2]) / 2]
}

function positionsOf(edit: Edit): readonly Vec3[] {
  if (edit.kind !== 'annotate') return pointsNamed(edit).map(({ position }) => position)
  return edit.change.kind === 'put' ? edit.change.value.positions.slice(0, 1) : []
}
