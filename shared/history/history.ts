import { type Edit, type EditKey, editKey, type Outcome } from '../edits/edit.ts'
import { endsJoinedBy } from '../fold/cuts/joined-ends.ts'
import { pointsNamed } from '../fold/void-reason.ts'
import type { FoldedEdit, FoldedLog } from '../folded-log/folded-log.ts'
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
  readonly refused?: string | undefined
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
 * Some lines of History, newest first. With `of`, a supervoxel and its base: the lineage of its segment, which is every edit
 * with a point that lies in that segment now (of a revert, the points of its target).
 */
export async function historyOf(
  foldedLog: FoldedLog,
  words: WordsContext,
  {
    skip,
    take,
    of,
  }: { skip: number; take: number; of?: { readonly supervoxel: bigint; readonly base: bigint } | undefined },
): Promise<HistoryPage> {
  const edits = of === undefined ? foldedLog.edits : await editsOfSegment(foldedLog, of)
  const end = Math.max(0, edits.length - skip)
  const shown = edits.slice(Math.max(0, end - take), end).reverse()
  return {
    total: edits.length,
    older: foldedLog.offset,
    lines: shown.map((folded) => historyLine(foldedLog, words, folded)),
  }
}

async function editsOfSegment(foldedLog: FoldedLog, of: { readonly supervoxel: bigint; readonly base: bigint }) {
  const [wanted] = await foldedLog.segmentsAt([of])
  const isThere = new Map<string, boolean>()
  const edits: FoldedEdit[] = []
  for (const folded of foldedLog.edits) {
    for (const { supervoxel, base } of pointsNamed(folded.edit)) {
      const name = `${supervoxel} ${base}`
      let there = isThere.get(name)
      if (there === undefined) {
        const [now] = await foldedLog.segmentsAt([{ supervoxel, base }])
        there = now?.segment === wanted?.segment
        isThere.set(name, there)
      }
      if (!there) continue
      edits.push(folded)
      break
    }
  }
  return edits
}

export function historyLine(foldedLog: FoldedLog, words: WordsContext, folded: FoldedEdit): HistoryLine {
  const { edit, outcome, by, refused } = folded
  const key = editKey(edit.id)
  return {
    key,
    kind: edit.kind,
    words: lineOf(folded, words.find),
    author: whoMade(folded),
    isOwn: words.isOwn(edit),
    madeAtMs: edit.madeAtMs,
    committed: by !== undefined,
    refused,
    outcome,
    today: nowInWords(foldedLog, words, folded),
    inForce: foldedLog.fold.isInForce(key),
    position: positionOf(folded),
  }
}

/** What holds today, and quietly what else the edit joins: nobody was asked about it (rule SS7). */
function nowInWords(foldedLog: FoldedLog, words: WordsContext, folded: FoldedEdit): string {
  const { edit } = folded
  const key = editKey(edit.id)
  const today = foldedLog.fold.holdsToday(key)
  const said = todayInWords(folded, today, words)
  const isGone = today !== undefined && today.kind !== 'holds'
  if (isGone || edit.kind === 'split' || edit.kind === 'annotate') return said
  const splits = endsJoinedBy(foldedLog.fold.tables, key, edit.overrides)
  return splits.length === 0 ? said : `${said}; ${joinedEndsInWords(splits, words)}`
}

/** Where an edit was made, in nanometres: between its first and its last point, which lie on its two sides. */
export function positionOf({ edit }: Pick<FoldedEdit, 'edit'>): Vec3 {
  const positions = positionsOf(edit)
  const first = positions[0] ?? [0, 0, 0]
  const last = positions.at(-1) ?? first
  return [(first[0] + last[0]) / 2, (first[1] + last[1]) / 2, (first[2] + last[2]) / 2]
}

function positionsOf(edit: Edit): readonly Vec3[] {
  if (edit.kind !== 'annotate') return pointsNamed(edit).map(({ position }) => position)
  return edit.change.kind === 'put' ? edit.change.value.positions.slice(0, 1) : []
}
